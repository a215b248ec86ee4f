import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js"
import { z } from "zod"
import type { Settings } from "../loop/settings.ts"
import type { LoopState } from "../loop/state.ts"
import { settingsSchema, stateSchema } from "../loop/state-schema.ts"
import { explainErrors } from "./explain-errors.ts"

/** Whether a decoded value is a loop state of the current version. Unknown keys are allowed and survive. */
export function validateState(value: unknown): value is LoopState {
  return compiled().state(value)
}

/** Why a value is no loop state, in one sentence; empty when it is one. */
export function explainInvalid(value: unknown): string {
  const validate = compiled().state
  return validate(value) ? "" : explainErrors(validate.errors)
}

/** Whether a decoded value is a loop's settings (arms carry them before a state exists). */
export function validateSettings(value: unknown): value is Settings {
  return compiled().settings(value)
}

/**
 * The JSON Schemas behind the validators. `io: "input"` leaves objects open, so that a file of a newer writer with
 * additional keys stays valid and keeps them.
 */
export function storedSchemas() {
  return {
    state: z.toJSONSchema(stateSchema, { io: "input" }),
    settings: z.toJSONSchema(settingsSchema, { io: "input" }),
  }
}

let cache: {
  readonly state: ValidateFunction<LoopState>
  readonly settings: ValidateFunction<Settings>
} | null = null

function compiled() {
  if (cache === null) {
    const ajv = new Ajv2020()
    const schemas = storedSchemas()
    cache = {
      state: ajv.compile<LoopState>(schemas.state),
      settings: ajv.compile<Settings>(schemas.settings),
    }
  }
  return cache
}

import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js"
import { z } from "zod"
import type { Settings } from "../loop/settings.ts"
import type { LoopState } from "../loop/state.ts"
import { settingsSchema, stateSchema } from "../loop/state-schema.ts"
import { isRecord } from "../system/json-record.ts"
import { explainErrors } from "./explain-errors.ts"
import { foldNullable } from "./fold-nullable.ts"

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
  return { state: jsonSchemaOf(stateSchema), settings: jsonSchemaOf(settingsSchema) }
}

/** How the schemas are compiled, here and for the shipped validators; calls instead of copies keep the code small. */
export const validatorOptions = { strictTypes: false, inlineRefs: false } as const

function jsonSchemaOf(schema: z.ZodType): Readonly<Record<string, unknown>> {
  const folded = foldNullable(z.toJSONSchema(schema, { io: "input", reused: "ref" }))
  if (!isRecord(folded)) throw new TypeError("a JSON Schema of an object is an object")
  return folded
}

let cache: {
  readonly state: ValidateFunction<LoopState>
  readonly settings: ValidateFunction<Settings>
} | null = null

function compiled() {
  if (cache === null) {
    const ajv = new Ajv2020(validatorOptions)
    const schemas = storedSchemas()
    cache = {
      state: ajv.compile<LoopState>(schemas.state),
      settings: ajv.compile<Settings>(schemas.settings),
    }
  }
  return cache
}

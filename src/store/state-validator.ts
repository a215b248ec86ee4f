import type { Settings } from "../loop/settings.ts"
import type { LoopState } from "../loop/state.ts"
import { misfitOf } from "../system/schema-check.ts"
import { settingsJsonSchema, stateJsonSchema } from "./stored-schemas.ts"

/** Whether a decoded value is a loop state of the current version. Unknown keys are allowed and survive. */
export function validateState(value: unknown): value is LoopState {
  return misfitOf(stateJsonSchema, value) === null
}

/** Why a value is no loop state, in one sentence; empty when it is one. */
export function explainInvalid(value: unknown): string {
  return misfitOf(stateJsonSchema, value) ?? ""
}

/** Whether a decoded value is a loop's settings (arms carry them before a state exists). */
export function validateSettings(value: unknown): value is Settings {
  return misfitOf(settingsJsonSchema, value) === null
}

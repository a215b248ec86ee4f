import type { Format } from "../config/config.ts"
import type { ModelEntry } from "./models.ts"

/** The list of models as a client of this format reads it (G05), as JSON text. */
export function modelListAnswer(_format: Format, _entries: readonly ModelEntry[]): string {
  throw new Error("not yet")
}

/** One model as a client of this format reads it, as JSON text. */
export function modelAnswer(_format: Format, _entry: ModelEntry): string {
  throw new Error("not yet")
}

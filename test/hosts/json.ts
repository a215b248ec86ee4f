/** A JSON object whose fields are still to be looked at. */
export type Fields = Readonly<Record<string, unknown>>

/** Whether a value is an object that is no list. */
export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

/** The value as an object; anything else reads as an empty one. */
export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {}
}

/** The value as a list; anything else reads as an empty one. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** The value as text; anything else reads as "". */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value : ""
}

/** Parsed JSON, or null when the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

import { isRecord } from "../../system/json-record.ts"

export type Fields = Readonly<Record<string, unknown>>

/** Readers for decoded JSON: what has another type counts as absent. */
export const textOf = (value: unknown): string | null => (typeof value === "string" ? value : null)

/** Numbers only; numbers kept as digits are none of the settings that are read this way. */
export const numberOf = (value: unknown): number | null =>
  typeof value === "number" && Number.isFinite(value) ? value : null

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

export const recordOf = (value: unknown): Fields => (isRecord(value) ? value : {})

/** A value of any type for a sentence to people. `String` throws at numbers kept as digits and at an object with a `toString` of its own. */
export function shown(value: unknown): string {
  return (textOf(value) ?? JSON.stringify(value) ?? "undefined").slice(0, 100)
}

/** The fields that are told; absent and null ones are left out, so that no upstream sees `null`. */
export function present(fields: Fields): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== null && value !== undefined),
  )
}

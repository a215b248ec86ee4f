import { isRecord } from "../../system/json-record.ts"

export type Schema = Readonly<Record<string, unknown>>

export type References = {
  /** What a local reference (`#/$defs/x`) points to; null for others and for broken ones. */
  readonly resolve: (reference: string) => Schema | null
}

/** The references of one schema. Pointers are walked by own members only, so that none leads out of the document. */
export function referencesOf(root: unknown): References {
  return {
    resolve: (reference) => {
      if (reference !== "#" && !reference.startsWith("#/")) return null
      let at: unknown = root
      for (const step of reference.split("/").slice(1).map(unescapePointer)) {
        if (Array.isArray(at)) at = at[Number(step)]
        else if (isRecord(at) && Object.hasOwn(at, step)) at = at[step]
        else return null
      }
      return isRecord(at) ? at : null
    },
  }
}

/** One schema that says what all of `schemas` say (`allOf`): members joined, the first told wins for the rest. */
export function mergeSchemas(schemas: readonly Schema[]): Schema {
  const merged: Record<string, unknown> = {}
  for (const schema of schemas) {
    for (const [key, value] of Object.entries(schema)) {
      const before = merged[key]
      if (key === "properties" && isRecord(before) && isRecord(value))
        merged[key] = joinProperties(before, value)
      else if (key === "required" && Array.isArray(before) && Array.isArray(value)) {
        merged[key] = [...new Set<unknown>([...before, ...value])]
      } else if (key === "allOf" && Array.isArray(before) && Array.isArray(value))
        merged[key] = [...before, ...value]
      else if (before === undefined && key !== "__proto__") merged[key] = value
    }
  }
  return merged
}

/** A property that two sides describe must satisfy both. */
function joinProperties(one: Schema, other: Schema): Schema {
  const names = new Set([...Object.keys(one), ...Object.keys(other)])
  return Object.fromEntries(
    [...names].map((name) => {
      const sides = [one, other].flatMap((side) => (Object.hasOwn(side, name) ? [side[name]] : []))
      return [name, sides.length === 1 ? sides[0] : { allOf: sides }]
    }),
  )
}

function unescapePointer(step: string): string {
  try {
    return decodeURIComponent(step).replaceAll("~1", "/").replaceAll("~0", "~")
  } catch {
    return step
  }
}

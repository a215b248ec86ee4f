import type { Plugin } from "rolldown"
import { isRecord } from "../system/json-record.ts"
import { knownKeywords } from "../system/schema-check.ts"
import { settingsJsonSchema, stateJsonSchema } from "./stored-schemas.ts"

/**
 * Bundler plugin that replaces `stored-schemas.ts` by the schemas as data. Refuses to build when a schema uses a keyword
 * that `schema-check.ts` would pass over. Used at build time only.
 */
export function storedSchemasPlugin(): Plugin {
  return {
    name: "stored-schemas",
    load: {
      filter: { id: /[\\/]src[\\/]store[\\/]stored-schemas\.ts$/ },
      handler: () => ({ code: asData({ stateJsonSchema, settingsJsonSchema }), moduleType: "js" }),
    },
  }
}

/** A module that holds schemas as data. Throws for a keyword that `schema-check.ts` would pass over. */
export function asData(schemas: Readonly<Record<string, unknown>>): string {
  return Object.entries(schemas)
    .map(([name, schema]) => {
      const unknown = unknownKeywords(schema)
      if (unknown.length > 0)
        throw new Error(`${name} uses ${unknown.join(", ")}; teach schema-check.ts first`)
      return `export const ${name} = JSON.parse(${JSON.stringify(JSON.stringify(schema))})`
    })
    .join("\n")
}

/** Keywords of a schema that the check does not know; names of properties and definitions are no keywords. */
export function unknownKeywords(schema: unknown): string[] {
  if (Array.isArray(schema)) return schema.flatMap(unknownKeywords)
  if (!isRecord(schema)) return []
  return Object.entries(schema).flatMap(([key, inner]) => {
    if (!knownKeywords.has(key)) return [key]
    if (key === "properties" || key === "$defs")
      return Object.values(isRecord(inner) ? inner : {}).flatMap(unknownKeywords)
    return key === "const" || key === "enum" ? [] : unknownKeywords(inner)
  })
}

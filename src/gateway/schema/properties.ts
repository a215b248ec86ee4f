import { isRecord } from "../../system/json-record.ts"
import { parseJson } from "../codecs/json-digits.ts"
import type { Schema } from "./inline.ts"
import { mapNames, type NameMap, type NameRule } from "./names.ts"

/** Names of arguments at an upstream that takes fewer than JSON Schema does (G22). */
export type PropertyMap = {
  /** Whether any name differs there. */
  readonly changes: boolean
  readonly schema: (schema: unknown) => unknown
  /** Arguments as JSON text, in the upstream's names. */
  readonly out: (json: string) => string
  /** The same in the client's names. */
  readonly back: (json: string) => string
}

export type ToolNames = NameMap & { readonly properties: PropertyMap }

/** Gemini: up to 64 characters. */
export const geminiProperties: NameRule = {
  legal: /^[\s\S]{1,64}$/,
  longest: 64,
  illegal: /[^A-Za-z0-9_.-]/g,
}

/** Anthropic: 64 letters, digits, underscores, dots and hyphens. */
export const anthropicProperties: NameRule = {
  legal: /^[A-Za-z0-9_.-]{1,64}$/,
  longest: 64,
  illegal: /[^A-Za-z0-9_.-]/g,
}

const same: PropertyMap = {
  changes: false,
  schema: (schema) => schema,
  out: (json) => json,
  back: (json) => json,
}

/** A mapping of the property names of all tools to an upstream's rule; schemas without such names stay untouched. */
export function mapProperties(schemas: readonly unknown[], rule: NameRule): PropertyMap {
  const all = new Set<string>()
  for (const schema of schemas) {
    rewrite(schema, (name) => {
      all.add(name)
      return name
    })
  }
  const illegal = new Set([...all].filter((name) => !rule.legal.test(name)))
  if (illegal.size === 0) return same
  const names = mapNames(all, rule)
  const out = (name: string) => (illegal.has(name) ? names.out(name) : name)
  return {
    changes: true,
    schema: (schema) => rewrite(schema, out),
    out: (json) => renameKeys(json, out),
    back: (json) => renameKeys(json, names.back),
  }
}

/** Keywords whose members are schemas under names of their own. */
const maps: ReadonlySet<string> = new Set(["$defs", "definitions", "patternProperties", "dependentSchemas"])
/** Keywords that hold data. */
const data: ReadonlySet<string> = new Set(["default", "enum", "const", "example", "examples"])
/** Keywords that list property names. */
const lists: ReadonlySet<string> = new Set(["required", "propertyOrdering"])

function rewrite(schema: unknown, rename: (name: string) => string): unknown {
  if (Array.isArray(schema)) return schema.map((each) => rewrite(each, rename))
  if (!isRecord(schema) || JSON.isRawJSON(schema)) return schema
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, rewriteMember(key, value, rename)]),
  )
}

function rewriteMember(key: string, value: unknown, rename: (name: string) => string): unknown {
  if (data.has(key)) return value
  if (lists.has(key)) return Array.isArray(value) ? value.map((name) => renamed(name, rename)) : value
  if (key !== "properties" && !maps.has(key)) return rewrite(value, rename)
  if (!isRecord(value)) return value
  const entries = Object.entries(value).map(([name, inner]): [string, unknown] => [
    key === "properties" ? rename(name) : name,
    rewrite(inner, rename),
  ])
  return Object.fromEntries(entries)
}

function renamed(name: unknown, rename: (name: string) => string): unknown {
  return typeof name === "string" ? rename(name) : name
}

function renameKeys(json: string, rename: (name: string) => string): string {
  const value = parseJson(json)
  return value === undefined ? json : JSON.stringify(renameIn(value, rename))
}

function renameIn(value: unknown, rename: (name: string) => string): unknown {
  if (Array.isArray(value)) return value.map((each) => renameIn(each, rename))
  if (!isRecord(value) || JSON.isRawJSON(value)) return value
  const renamedAll: Schema = Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [rename(name), renameIn(inner, rename)]),
  )
  return renamedAll
}

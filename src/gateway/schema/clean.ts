import { isRecord } from "../../system/json-record.ts"
import { mergeSchemas, type References, referencesOf, type Schema } from "./inline.ts"

/** Everything that Gemini's own Schema knows (SDK types of @google/genai 2.32.0), in the order it is written (G16). */
const plainFields = [
  "title",
  "description",
  "minItems",
  "maxItems",
  "minProperties",
  "maxProperties",
  "minLength",
  "maxLength",
  "pattern",
  "example",
  "default",
  "minimum",
  "maximum",
] as const

/** The only formats the service takes; others are an error there. */
const formats: Readonly<Record<string, readonly string[]>> = {
  string: ["date-time", "enum"],
  number: ["float", "double"],
  integer: ["int32", "int64"],
}

/** Inlining copies; a schema that unfolds to more than this is cut like a cycle, so that no schema can exhaust memory. */
const mostNodes = 5000
const deepest = 32

type Walk = {
  readonly references: References
  /** References being inlined right now: one met again is a cycle. */
  readonly open: readonly string[]
  readonly depth: number
  readonly seen: { nodes: number }
}

/**
 * A JSON Schema in the words of Gemini's `parameters` or `responseSchema`, for endpoints that take no JSON Schema (G16 to
 * G21). For parameters, undefined stands for "none": a function without arguments is declared without any.
 */
export function cleanSchema(schema: unknown, purpose: "parameters" | "answer"): Schema | undefined {
  const walk: Walk = { references: referencesOf(schema), open: [], depth: 0, seen: { nodes: 0 } }
  const cleaned = clean(schema, walk)
  if (purpose === "answer") return cleaned
  const whole = cleaned.type === undefined ? { type: "object", ...cleaned } : cleaned
  return whole.type === "object" && whole.properties === undefined ? undefined : whole
}

function clean(schema: unknown, from: Walk): Schema {
  if (!isRecord(schema)) return {}
  const unfolded = unfold(schema, { ...from, depth: from.depth + 1 })
  if (unfolded.kind === "cut") return cutSchema(unfolded.schema)
  const { schema: flat, walk } = unfolded
  const types = typesOf(flat)
  const variants = variantsOf(flat, types.names)
  const out: Record<string, unknown> = {}
  if (variants.length > 0) {
    const shown = variants.filter((variant) => !isNull(variant))
    const nullable = types.nullable || shown.length < variants.length || flat.nullable === true
    const [only] = shown
    if (only !== undefined && shown.length === 1) {
      const rest = Object.entries(flat).filter(([key]) => !["anyOf", "oneOf", "type"].includes(key))
      const merged = mergeSchemas([Object.fromEntries(rest), isRecord(only) ? only : {}])
      return { ...clean(merged, walk), ...(nullable ? { nullable } : {}) }
    }
    out.anyOf = shown.map((variant) => clean(variant, walk))
    if (nullable) out.nullable = true
  }
  const type = variants.length > 0 ? null : (types.names[0] ?? impliedType(flat))
  copyFields(flat, type, out, walk)
  if (variants.length === 0 && (types.nullable || flat.nullable === true)) out.nullable = true
  return out
}

function copyFields(flat: Schema, type: string | null, out: Record<string, unknown>, walk: Walk): void {
  const values = enumValues(flat)
  // The service knows enums of strings only (G19).
  const told = values === null ? type : "string"
  if (told !== null) out.type = told
  for (const field of plainFields) if (flat[field] !== undefined) out[field] = flat[field]
  if (values !== null) out.enum = values
  const format = flat.format
  if (typeof format === "string" && told !== null && formats[told]?.includes(format)) out.format = format
  if (told === "array") out.items = clean(firstItems(flat), walk)
  const properties = propertiesOf(flat, walk)
  if (properties === null) return
  out.properties = properties
  const named = (list: unknown): unknown[] =>
    Array.isArray(list)
      ? list.filter((name) => typeof name === "string" && Object.hasOwn(properties, name))
      : []
  const required = named(flat.required)
  if (required.length > 0) out.required = required
  const ordering = named(flat.propertyOrdering)
  if (ordering.length > 0) out.propertyOrdering = ordering
}

type Unfolded = { readonly kind: "whole"; readonly schema: Schema; readonly walk: Walk } | Cut
type Cut = { readonly kind: "cut"; readonly schema: Schema }

/** Follows `$ref` and merges `allOf`, until neither is left. */
function unfold(schema: Schema, walk: Walk): Unfolded {
  walk.seen.nodes += 1
  if (walk.seen.nodes > mostNodes || walk.depth > deepest) return { kind: "cut", schema }
  const { $ref: reference, allOf, ...rest } = schema
  if (typeof reference === "string") {
    const target = walk.references.resolve(reference)
    if (target === null) return unfold(allOf === undefined ? rest : { ...rest, allOf }, walk)
    if (walk.open.includes(reference)) return { kind: "cut", schema: mergeSchemas([rest, target]) }
    const merged = mergeSchemas([allOf === undefined ? rest : { ...rest, allOf }, target])
    return unfold(merged, { ...walk, open: [...walk.open, reference] })
  }
  if (!Array.isArray(allOf)) return { kind: "whole", schema: rest, walk }
  let inner = walk
  const parts: Schema[] = [rest]
  for (const part of allOf.filter(isRecord)) {
    const unfolded = unfold(part, inner)
    parts.push(unfolded.kind === "cut" ? cutSchema(unfolded.schema) : unfolded.schema)
    if (unfolded.kind === "whole") inner = unfolded.walk
  }
  return { kind: "whole", schema: mergeSchemas(parts), walk: inner }
}

/** What stands where a cycle was cut: the kind of value, without its insides. */
function cutSchema(schema: Schema): Schema {
  const type = typesOf(schema).names[0] ?? impliedType(schema)
  const description = typeof schema.description === "string" ? { description: schema.description } : {}
  return { ...(type === null ? {} : { type }), ...description, ...(type === "array" ? { items: {} } : {}) }
}

function typesOf(schema: Schema): { readonly names: readonly string[]; readonly nullable: boolean } {
  const told = Array.isArray(schema.type) ? schema.type : [schema.type]
  const names = told.flatMap((name) => (typeof name === "string" ? [name.toLowerCase()] : []))
  return { names: names.filter((name) => name !== "null"), nullable: names.includes("null") }
}

/** `anyOf` and `oneOf`, or one variant per type where several are told (G18). */
function variantsOf(schema: Schema, types: readonly string[]): readonly unknown[] {
  const told = ["anyOf", "oneOf"].flatMap((key): unknown[] => {
    const list = schema[key]
    return Array.isArray(list) ? list : []
  })
  if (told.length > 0) return told
  if (types.length < 2 || enumValues(schema) !== null) return []
  return types.map((type) => ({ type, ...insides(schema, type) }))
}

function insides(schema: Schema, type: string): Schema {
  const keys = type === "object" ? ["properties", "required"] : type === "array" ? ["items"] : []
  return Object.fromEntries(keys.flatMap((key) => (schema[key] === undefined ? [] : [[key, schema[key]]])))
}

function isNull(variant: unknown): boolean {
  return isRecord(variant) && (variant.type === "null" || variant.const === null)
}

function impliedType(schema: Schema): string | null {
  if (isRecord(schema.properties)) return "object"
  return schema.items !== undefined || schema.prefixItems !== undefined ? "array" : null
}

/** G19: strings only, without null; numbers as their digits. Null where the schema has no enum. */
function enumValues(schema: Schema): readonly string[] | null {
  const list = "const" in schema ? [schema.const] : schema.enum
  if (!Array.isArray(list)) return null
  const values = list.flatMap((value: unknown) =>
    value === null ? [] : [typeof value === "string" ? value : JSON.stringify(value)],
  )
  return values.length === 0 ? null : [...new Set(values)]
}

function firstItems(schema: Schema): unknown {
  const items = schema.items ?? schema.prefixItems
  return Array.isArray(items) ? items[0] : items
}

/** Names are data here, not keywords (G20); null where nothing is declared: an empty map is an error at the service. */
function propertiesOf(schema: Schema, walk: Walk): Schema | null {
  if (!isRecord(schema.properties)) return null
  const entries = Object.entries(schema.properties).filter(([name]) => name !== "__proto__")
  if (entries.length === 0) return null
  return Object.fromEntries(entries.map(([name, value]) => [name, clean(value, walk)]))
}

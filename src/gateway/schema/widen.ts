import { isRecord } from "../../system/json-record.ts"
import type { Schema } from "./inline.ts"

/** Members that hold one schema, a list of schemas, or a map of them. */
const one: ReadonlySet<string> = new Set(["items"])
const many: ReadonlySet<string> = new Set(["anyOf"])
const mapped: ReadonlySet<string> = new Set(["properties"])
/** Counts that Google's JSON writes as strings. */
const counts: ReadonlySet<string> = new Set([
  "minItems",
  "maxItems",
  "minLength",
  "maxLength",
  "minProperties",
  "maxProperties",
])

/** Gemini's own Schema (`parameters`) as JSON Schema, for upstreams of other vendors. */
export function widenSchema(schema: unknown): unknown {
  if (!isRecord(schema)) return { type: "object" }
  const out: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(schema)) {
    if (key === "type") Object.assign(out, widenType(value, schema))
    else if (one.has(key)) out[key] = widenSchema(value)
    else if (many.has(key) && Array.isArray(value)) out[key] = value.map(widenSchema)
    else if (mapped.has(key) && isRecord(value)) out[key] = widenAll(value)
    else if (counts.has(key)) out[key] = typeof value === "string" ? Number(value) : value
    else if (key === "example") out.examples = [value]
    else if (key === "enum" && Array.isArray(value))
      out.enum = schema.nullable === true ? [...value, null] : value
    else if (key !== "nullable" && key !== "propertyOrdering") out[key] = value
  }
  const variants = out.anyOf
  if (schema.nullable === true && Array.isArray(variants)) out.anyOf = [...variants, { type: "null" }]
  return out
}

function widenAll(properties: Schema): Schema {
  return Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, widenSchema(value)]))
}

function widenType(type: unknown, schema: Schema): Schema {
  if (typeof type !== "string" || type === "TYPE_UNSPECIFIED") return {}
  const name = type.toLowerCase()
  return { type: schema.nullable === true && schema.anyOf === undefined ? [name, "null"] : name }
}

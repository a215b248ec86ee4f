import { isRecord } from "./json-record.ts"

type Schema = Readonly<Record<string, unknown>>

/** Every keyword that this check knows; a schema with another one is refused when the bundle is built. */
export const knownKeywords: ReadonlySet<string> = new Set([
  "$schema",
  "$defs",
  "$ref",
  "id",
  "description",
  "type",
  "const",
  "enum",
  "minimum",
  "maximum",
  "minLength",
  "maxLength",
  "pattern",
  "maxItems",
  "items",
  "properties",
  "required",
  "additionalProperties",
  // Not checked: every format stands beside its pattern, and a default is filled in by who reads.
  "format",
  "default",
  "anyOf",
  "oneOf",
])

/**
 * Why `value` does not fit a JSON Schema, as `field: complaint`, or null when it fits. Knows the part of JSON Schema
 * 2020-12 that our stored shapes need. Written here because the hook pays for it at every turn: compiled validators of
 * the same schemas are 92 kB of code to load (4.4 ms), this and the schemas as data 8 kB (0.9 ms). Objects are open
 * unless they say otherwise, so that fields of a newer writer survive; lengths count characters, not UTF-16 units, as zod and JSON Schema do.
 */
export function misfitOf(schema: Schema, value: unknown): string | null {
  return check(schema, value, "", isRecord(schema.$defs) ? schema.$defs : {})
}

function check(schema: Schema, value: unknown, path: string, defs: Schema): string | null {
  if (typeof schema.$ref === "string") {
    const target = defs[schema.$ref.replace("#/$defs/", "")]
    if (!isRecord(target)) throw new TypeError(`the schema has no ${schema.$ref}`)
    return check(target, value, path, defs)
  }
  const branches = schema.anyOf ?? schema.oneOf
  if (Array.isArray(branches)) return checkBranches(branches, value, path, defs)
  if (schema.type !== undefined && !isOfTypes(value, schema.type)) {
    return complaint(path, `must be ${listOf(schema.type).join(" or ")}`)
  }
  if ("const" in schema && value !== schema.const)
    return complaint(path, `must be ${JSON.stringify(schema.const)}`)
  if (Array.isArray(schema.enum) && !schema.enum.includes(value))
    return complaint(path, "is not an allowed value")
  if (typeof value === "number") return checkSize(schema.minimum, schema.maximum, value, path, "")
  if (typeof value === "string") return checkText(schema, value, path)
  if (Array.isArray(value)) return checkItems(schema, value, path, defs)
  return isRecord(value) ? checkProperties(schema, value, path, defs) : null
}

function checkBranches(
  branches: readonly unknown[],
  value: unknown,
  path: string,
  defs: Schema,
): string | null {
  const complaints = branches.filter(isRecord).map((branch) => check(branch, value, path, defs))
  if (complaints.includes(null)) return null
  // "This or null": what is wrong with this says more than that it is not null.
  const beside = branches.findIndex((branch) => !(isRecord(branch) && branch.type === "null"))
  return (
    (branches.length === 2 ? complaints[beside] : null) ??
    complaint(path, "matches none of the allowed shapes")
  )
}

function checkSize(least: unknown, most: unknown, size: number, path: string, unit: string): string | null {
  if (typeof least === "number" && size < least) return complaint(path, `must be at least ${least}${unit}`)
  if (typeof most === "number" && size > most) return complaint(path, `must be at most ${most}${unit}`)
  return null
}

function checkText(schema: Schema, text: string, path: string): string | null {
  if (typeof schema.pattern === "string" && !new RegExp(schema.pattern, "u").test(text))
    return complaint(path, "has another form")
  return checkSize(schema.minLength, schema.maxLength, charactersOf(text), path, " characters")
}

/** Counted only where there can be a difference: a state is mostly plain text. */
function charactersOf(text: string): number {
  return /[\ud800-\udbff]/.test(text) ? [...text].length : text.length
}

function checkItems(schema: Schema, items: readonly unknown[], path: string, defs: Schema): string | null {
  const long = checkSize(undefined, schema.maxItems, items.length, path, " entries")
  if (long !== null || !isRecord(schema.items)) return long
  for (const [i, item] of items.entries()) {
    const wrong = check(schema.items, item, `${path}.${i}`, defs)
    if (wrong !== null) return wrong
  }
  return null
}

function checkProperties(schema: Schema, value: Schema, path: string, defs: Schema): string | null {
  const missing = listOf(schema.required).find((key) => !Object.hasOwn(value, key))
  if (missing !== undefined) return complaint(`${path}.${missing}`, "is missing")
  const properties = isRecord(schema.properties) ? schema.properties : {}
  if (schema.additionalProperties === false) {
    const strange = Object.keys(value).find((key) => !Object.hasOwn(properties, key))
    if (strange !== undefined) return complaint(`${path}.${strange}`, "is no field of it")
  }
  for (const key in properties) {
    const inner = properties[key]
    if (!isRecord(inner) || !Object.hasOwn(value, key)) continue
    const wrong = check(inner, value[key], `${path}.${key}`, defs)
    if (wrong !== null) return wrong
  }
  return null
}

function isOfTypes(value: unknown, types: unknown): boolean {
  return typeof types === "string"
    ? isOfType(value, types)
    : listOf(types).some((type) => isOfType(value, type))
}

function isOfType(value: unknown, type: string): boolean {
  switch (type) {
    case "null":
      return value === null
    case "integer":
      return Number.isSafeInteger(value)
    case "number":
      return Number.isFinite(value)
    case "array":
      return Array.isArray(value)
    case "object":
      return isRecord(value) && !Array.isArray(value)
    default:
      // A name like "string" stands for itself; typeof is compared with a variable on purpose.
      return typeof value === type
  }
}

function listOf(value: unknown): readonly string[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value]
  return values.filter((item) => typeof item === "string")
}

function complaint(path: string, what: string): string {
  return `${path.slice(1) || "the state"}: ${what}`
}

import { expect, test } from "vitest"
import { parseJson } from "../../../src/gateway/codecs/json-digits.ts"
import { cleanSchema } from "../../../src/gateway/schema/clean.ts"

const object = (properties: Record<string, unknown>, more: Record<string, unknown> = {}) => ({
  type: "object",
  properties,
  ...more,
})
const property = (schema: unknown) => {
  const cleaned = cleanSchema(object({ it: schema }), "parameters")
  const properties = cleaned?.properties
  return typeof properties === "object" && properties !== null && "it" in properties
    ? properties.it
    : undefined
}

const allowed = new Set(
  (
    "type format title description nullable enum items minItems maxItems properties required minProperties " +
    "maxProperties minLength maxLength pattern example anyOf propertyOrdering default minimum maximum"
  ).split(" "),
)

test("G16 leaves nothing but what Gemini's own schema knows", () => {
  const cleaned = cleanSchema(
    object(
      {
        a: { type: "string", contentEncoding: "base64", $comment: "x", deprecated: true, readOnly: true },
        b: { type: "array", items: { type: "number", multipleOf: 2 }, uniqueItems: true, contains: {} },
        c: { type: "object", patternProperties: { x: {} }, additionalProperties: { type: "string" } },
      },
      { $schema: "https://json-schema.org/draft/2020-12/schema", $id: "x", examples: [1], unknown: 1 },
    ),
    "parameters",
  )
  const keys: string[] = []
  const walk = (schema: unknown, isMap: boolean): void => {
    if (typeof schema !== "object" || schema === null) return
    for (const [key, value] of Object.entries(schema)) {
      if (!isMap) keys.push(key)
      walk(value, !isMap && key === "properties")
    }
  }
  walk(cleaned, false)
  expect(keys.filter((key) => !allowed.has(key))).toEqual([])
})

test("G16a keeps only formats that the service takes", () => {
  expect(property({ type: "string", format: "uri" })).toEqual({ type: "string" })
  expect(property({ type: "string", format: "date-time" })).toEqual({ type: "string", format: "date-time" })
  expect(property({ type: "integer", format: "int64" })).toEqual({ type: "integer", format: "int64" })
})

test("G17 puts references in place and cuts cycles", () => {
  const schema = {
    $ref: "#/$defs/node",
    $defs: {
      node: object({
        name: { $ref: "#/$defs/a~1b" },
        next: { $ref: "#/$defs/node" },
        list: { type: "array", items: { $ref: "#/$defs/node" } },
      }),
      "a/b": { type: "string", description: "words" },
    },
  }
  expect(cleanSchema(schema, "parameters")).toEqual(
    object({
      name: { type: "string", description: "words" },
      next: { type: "object" },
      list: { type: "array", items: { type: "object" } },
    }),
  )
})

test("G17a a schema that refers to itself in every way ends, and stays small", () => {
  const wide = Object.fromEntries(
    Array.from({ length: 12 }, (_, i) => [
      `d${i}`,
      object(Object.fromEntries(Array.from({ length: 12 }, (_, j) => [`p${j}`, { $ref: `#/$defs/d${j}` }]))),
    ]),
  )
  const cleaned = cleanSchema({ $ref: "#/$defs/d0", $defs: wide }, "parameters")
  expect(JSON.stringify(cleaned).length).toBeLessThan(400_000)
  expect(cleanSchema({ $ref: "#" }, "answer")).toEqual({})
  expect(cleanSchema({ $ref: "https://example.org/x" }, "answer")).toEqual({})
})

test("G17b merges allOf, and makes oneOf anyOf and const an enum of one", () => {
  expect(
    property({
      allOf: [
        object({ a: { type: "string" } }, { required: ["a"] }),
        object({ b: { const: "x" } }, { required: ["b"] }),
      ],
      description: "both",
    }),
  ).toEqual({
    ...object({ a: { type: "string" }, b: { type: "string", enum: ["x"] } }),
    required: ["a", "b"],
    description: "both",
  })
  expect(property({ oneOf: [{ type: "string" }, { type: "number", minimum: 1 }] })).toEqual({
    anyOf: [{ type: "string" }, { type: "number", minimum: 1 }],
  })
})

test("G17c what Gemini does not know is gone: conditions, not, exclusive bounds, unique items", () => {
  expect(
    property({
      type: "number",
      exclusiveMinimum: 0,
      exclusiveMaximum: 9,
      if: { const: 1 },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: {},
      else: {},
      not: {},
      maximum: 8,
    }),
  ).toEqual({ type: "number", maximum: 8 })
  expect(property({ type: "object", propertyNames: { pattern: "x" }, properties: { a: true } })).toEqual(
    object({ a: {} }),
  )
})

test.each([
  [{ type: ["string", "null"] }, { type: "string", nullable: true }],
  [{ type: ["string", "number"] }, { anyOf: [{ type: "string" }, { type: "number" }] }],
  [
    { type: ["string", "number", "null"], description: "d" },
    { anyOf: [{ type: "string" }, { type: "number" }], nullable: true, description: "d" },
  ],
  [
    { anyOf: [{ type: "string", minLength: 1 }, { type: "null" }], description: "d" },
    { type: "string", minLength: 1, description: "d", nullable: true },
  ],
])("G18 types %j become %j", (schema, expected) => {
  expect(property(schema)).toEqual(expected)
})

test("G19 values of enums are strings, without null", () => {
  expect(property({ type: ["integer", "null"], enum: [1, 2, null, true] })).toEqual({
    type: "string",
    enum: ["1", "2", "true"],
    nullable: true,
  })
})

test("G20 properties named like keywords survive, __proto__ does not", () => {
  const names = ["type", "format", "properties", "$ref", "enum", "items", "required", "anyOf", "constructor"]
  const schema = parseJson(
    JSON.stringify({
      ...object(Object.fromEntries(names.map((name) => [name, { type: "string" }])), {
        required: [...names, "__proto__"],
      }),
    }).replace('"properties":{', '"properties":{"__proto__":{"type":"string"},'),
  )
  const cleaned = cleanSchema(schema, "parameters")
  expect(Object.keys(Object(cleaned?.properties))).toEqual(names)
  expect(cleaned?.required).toEqual(names)
})

test("G21 requires only what is declared; empty objects and lists stay valid", () => {
  expect(cleanSchema(object({ a: { type: "string" } }, { required: ["a", "ghost"] }), "parameters")).toEqual(
    object({ a: { type: "string" } }, { required: ["a"] }),
  )
  expect(cleanSchema(object({ a: { type: "string" } }, { required: ["ghost"] }), "parameters")).toEqual(
    object({ a: { type: "string" } }),
  )
  expect(property({ type: "object", properties: {} })).toEqual({ type: "object" })
  expect(property({ type: "array" })).toEqual({ type: "array", items: {} })
  for (const none of [{ type: "object", properties: {} }, {}, { type: "object" }, true, undefined]) {
    expect(cleanSchema(none, "parameters")).toBeUndefined()
  }
})

test("G21a every digit of a large number in a schema is kept", () => {
  const schema = parseJson(
    '{"type":"object","properties":{"a":{"type":"integer","maximum":9223372036854775807}}}',
  )
  expect(JSON.stringify(cleanSchema(schema, "parameters"))).toContain('"maximum":9223372036854775807')
})

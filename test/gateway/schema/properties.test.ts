import { expect, test } from "vitest"
import { parseJson } from "../../../src/gateway/codecs/json-digits.ts"
import {
  anthropicProperties,
  geminiProperties,
  mapProperties,
} from "../../../src/gateway/schema/properties.ts"
import { ask, eventsOf, exchangeOf, sentFor } from "../gemini/on-anthropic.ts"

const long = "x".repeat(80)
const schema = {
  type: "object",
  properties: {
    "a b": { type: "object", properties: { 名前: { type: "string", default: { "a b": 1 } } } },
    properties: { $ref: "#/$defs/a b" },
  },
  required: ["a b", "properties"],
  $defs: { "a b": { type: "object", properties: { [long]: { enum: ["a b"] } } } },
}

test("G22 names of properties fit the upstream, and arguments come back in the client's names", () => {
  const map = mapProperties([schema], anthropicProperties)
  const json = `{"a b":{"名前":"a b"},"properties":{"${long}":12345678901234567890},"free text key!":[{"a b":1}]}`
  const there = map.out(json)
  expect(there).not.toContain('"a b":')
  expect(there).toContain("12345678901234567890")
  // A key no schema declares is data of the model and stays.
  expect(there).toContain('"free text key!"')
  expect(map.back(there)).toBe(json)
})

test("G22a declared and required names agree, data and definitions stay", () => {
  const out = JSON.stringify(mapProperties([schema], anthropicProperties).schema(schema))
  const renamed = /"(a_b_[0-9a-f]+)":\{"type":"object"/.exec(out)?.[1]
  expect(out).toContain(`"required":["${renamed}","properties"]`)
  expect(out).toContain('"$ref":"#/$defs/a b"')
  expect(out).toContain('"default":{"a b":1}')
  expect(out).toContain('"enum":["a b"]')
  expect(out).not.toContain("名前")
})

test("G22b schemas whose names are legal stay the very same, digits too", () => {
  const legal = parseJson('{"type":"object","properties":{"a":{"maximum":12345678901234567890}}}')
  const map = mapProperties([legal], geminiProperties)
  expect(map.changes).toBe(false)
  expect(map.schema(legal)).toBe(legal)
  expect(map.back('{ "a" : 1 }')).toBe('{ "a" : 1 }')
})

test("G22c Gemini takes every name up to 64 characters", () => {
  const out = JSON.stringify(mapProperties([schema], geminiProperties).schema(schema))
  expect(out).toContain("名前")
  expect(out).not.toContain(long)
})

test("G22d a streamed call of Claude comes back in the client's names", () => {
  const body = {
    ...ask([{ text: "x" }]),
    tools: [{ functionDeclarations: [{ name: "f", parametersJsonSchema: schema }] }],
  }
  const sent = sentFor(body).body.tools[0].input_schema
  const [first] = Object.keys(sent.properties)
  expect(first).toMatch(/^[A-Za-z0-9_.-]{1,64}$/)
  const json = JSON.stringify({ [first ?? ""]: { deep: 1 } })
  const pieces = [json.slice(0, 9), json.slice(9)].map((partial_json) => ({
    type: "content_block_delta",
    index: 0,
    delta: { type: "input_json_delta", partial_json },
  }))
  const events = eventsOf(
    [
      {
        type: "content_block_start",
        index: 0,
        content_block: { type: "tool_use", id: "t", name: "f", input: {} },
      },
      ...pieces,
      { type: "content_block_stop", index: 0 },
    ],
    exchangeOf(body),
  )
  const said = events.flatMap((event) => (event.kind === "call-arguments" ? [event.json] : []))
  expect(said).toEqual(['{"a b":{"deep":1}}'])
})

import { expect, test } from "vitest"
import { parseJson } from "../../../src/gateway/codecs/json-digits.ts"

test.each([
  ["12345678901234567890"],
  ["-9007199254740993"],
  ["1e400"],
  ["0.12345678901234567890123"],
  ["100000.00200000831"],
])("G21 keeps every digit of %s", (digits) => {
  const text = `{"a":[${digits}],"b":"x"}`
  expect(JSON.stringify(parseJson(text))).toBe(text)
})

test("G21 reads ordinary numbers as numbers", () => {
  expect(parseJson('{"a":1.0,"b":1e3,"c":"1234567890123456789"}')).toEqual({
    a: 1,
    b: 1000,
    c: "1234567890123456789",
  })
})

test("answers undefined to what is no JSON", () => {
  expect(parseJson("{")).toBeUndefined()
  expect(parseJson('{"a":12345678901234567890')).toBeUndefined()
})

test("what is nested deeper than anybody nests is none that can be used", () => {
  const nested = (depth: number) => `${'{"a":['.repeat(depth)}1${"]}".repeat(depth)}`
  expect(parseJson(nested(200))).toBeDefined()
  expect(parseJson(nested(300))).toBeUndefined()
  expect(parseJson(nested(100_000))).toBeUndefined()
})

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
  expect(parseJson(`{"flat":1,"none":null,"deep":${nested(300)}}`)).toBeUndefined()
  expect(parseJson(`{"long":"${"x".repeat(2000)}","none":null}`)).toBeDefined()
  expect(parseJson(nested(100_000))).toBeUndefined()
})

test.each([
  ["123456789012345", 123456789012345],
  ["1234567890123456", 1234567890123456],
  ["1.10", 1.1],
  ["1e100", 1e100],
  ["-0.5e-3", -0.0005],
])("G21 reads %s as the number it is", (digits, value) => {
  expect(parseJson(digits)).toBe(value)
  expect(JSON.stringify(parseJson(`[${digits}]`))).toBe(JSON.stringify([value]))
})

test("G21 keeps a number whose digits a double would change beside one that it would not", () => {
  expect(JSON.stringify(parseJson('[1.0,12345678901234567890,1e2,"12345678901234567890"]'))).toBe(
    '[1,12345678901234567890,100,"12345678901234567890"]',
  )
})

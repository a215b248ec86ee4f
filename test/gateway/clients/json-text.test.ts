import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { isJsonObject, jsonTextAt, withJson, withoutJson } from "../../../src/gateway/clients/json-text.ts"

describe("a setting in JSON text", () => {
  it.each([
    ["{}", '{\n  "a": { "b": 1 }\n}'],
    ['{"x":1}', '{"x":1, "a": { "b": 1 }}'],
    ['{\n  "x": 1\n}\n', '{\n  "x": 1,\n  "a": { "b": 1 }\n}\n'],
    ['{ "a": {"c": 2} }', '{ "a": {"c": 2, "b": 1} }'],
    ['{ "a": {"b": [1, "}"]} }', '{ "a": {"b": 1} }'],
  ])("is put into %j without touching the rest", (text, expected) => {
    expect(withJson(text, ["a", "b"], "1")).toBe(expected)
  })

  it.each(["", "[]", "{", '{"a"}', '{"a":1 "b":2}', '{"a":1}}', "{'a':1}", '{"a":tru}'])(
    "%j is no object",
    (text) => {
      expect(isJsonObject(text)).toBe(false)
    },
  )

  it("leaves names that a runtime's JSON.parse misreads, with escapes after others of their beginning", () => {
    const text = '{ "a": { "x": 1, "dir\\\\": 2 }, "b": { "x": 1, "dir\\"": 2 } }'
    const put = withJson(text, ["b", 'dir"'], "3") ?? ""
    expect(put).toBe(text.replace('"dir\\"": 2', '"dir\\"": 3'))
    expect(withoutJson(put, ["b", 'dir"'])).toBe('{ "a": { "x": 1, "dir\\\\": 2 }, "b": { "x": 1 } }')
  })

  it("comes out again, and what was there stays, whatever it was", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.constantFrom(undefined, 1, 2, "\t"),
        (value, space) => {
          fc.pre(!Object.hasOwn(value, "ours") && !Object.hasOwn(value, "__proto__"))
          const text = JSON.stringify(value, null, space)
          const put = withJson(text, ["ours", "deep"], '"x"') ?? ""
          // By text, since JSON.parse of Node 24 misreads some names with escapes.
          expect(JSON.parse(put)).toMatchObject({ ours: { deep: "x" } })
          expect(jsonTextAt(put, ["ours", "deep"])).toBe('"x"')
          expect(withoutJson(put, ["ours"])).toBe(text)
        },
      ),
    )
  })
})

import fc from "fast-check"
import { describe, expect, it, test } from "vitest"
import { spliceMember } from "../../../src/gateway/upstream/top-member.ts"
import { rewriteVertexBody } from "../../../src/gateway/upstream/vertex-body.ts"

const spliced = (body: string, name: string, json: string | null) =>
  String(spliceMember(Buffer.from(body), name, json))

test.each([
  ['{"model":"a","n":1}', '{"model":"b","n":1}'],
  ['{ "n" : 12345678901234567890 ,\n "model" : "a" }', '{ "n" : 12345678901234567890 ,\n "model" : "b" }'],
  [
    '{"in":{"model":"a"},"model":"a","s":"\\"model\\":\\"a\\""}',
    '{"in":{"model":"a"},"model":"b","s":"\\"model\\":\\"a\\""}',
  ],
  ['{"mod\\u0065l":"a"}', '{"mod\\u0065l":"b"}'],
  ['{"model":"a","model":"c"}', '{"model":"b","model":"b"}'],
  ['{"model":null}', '{"model":"b"}'],
  ['{"model":["a",{"b":"]}"}],"z":0}', '{"model":"b","z":0}'],
  ['{"é":"\\\\","model":"ä"}', '{"é":"\\\\","model":"b"}'],
  ["{}", '{"model":"b"}'],
  ['{"n":1}', '{"model":"b","n":1}'],
  // No objects: the upstream's to refuse.
  ['["model"]', '["model"]'],
  ['{"model":"a"', '{"model":"a"'],
  ['{"model" "a"}', '{"model" "a"}'],
  ["", ""],
])("G07 only the model's name changes in %s", (body, expected) => {
  expect(spliced(body, "model", '"b"')).toBe(expected)
})

test.each([
  ['{"model":"a","n":1}', '{"n":1}'],
  ['{"n":1, "model":"a", "o":2}', '{"n":1, "o":2}'],
  ['{"n":1,"model":"a"}', '{"n":1}'],
  ['{"model":"a"}', "{}"],
  ['{"model":"a","model":"b","n":1,"model":"c"}', '{"n":1}'],
])("G06 the model is gone from %s", (body, expected) => {
  expect(spliced(body, "model", null)).toBe(expected)
})

test("G06 a body for Claude on Vertex has the configured version and no model, all else byte for byte", () => {
  const body = Buffer.from(
    '{"model":"claude-x","max_tokens":1,  "messages":[{"role":"user","content":"é \\u00e9 1e400"}]}',
  )
  expect(String(rewriteVertexBody(body, "vertex-2023-10-16"))).toBe(
    '{"anthropic_version":"vertex-2023-10-16","max_tokens":1,  "messages":[{"role":"user","content":"é \\u00e9 1e400"}]}',
  )
  const own = Buffer.from('{"anthropic_version":"of the client","model":"claude-x"}')
  expect(String(rewriteVertexBody(own, "2026-10-21"))).toBe('{"anthropic_version":"2026-10-21"}')
})

describe("any JSON object", () => {
  const object = fc.dictionary(fc.oneof(fc.constant("model"), fc.string()), fc.jsonValue())

  it("G07 says the same but for the one member", () => {
    fc.assert(
      fc.property(object, fc.constantFrom(0, 1, 2), (value, indent) => {
        const body = JSON.stringify(value, null, indent)
        const set: unknown = JSON.parse(spliced(body, "model", '"b"'))
        // As JSON reads it: `__proto__` is a name like any other.
        const expected: unknown = JSON.parse(
          JSON.stringify(Object.fromEntries([...Object.entries(value), ["model", "b"]])),
        )
        expect(set).toEqual(expected)
        const gone: unknown = JSON.parse(spliced(body, "model", null))
        expect(gone).toEqual(
          JSON.parse(
            JSON.stringify(Object.fromEntries(Object.entries(value).filter(([name]) => name !== "model"))),
          ),
        )
      }),
    )
  })

  it("G08 is looked through in a blink, however long its texts are", () => {
    const body = Buffer.from(JSON.stringify({ messages: ["x".repeat(50_000_000)], model: "a" }))
    const before = process.cpuUsage()
    const set = spliceMember(body, "model", '"b"')
    const { user, system } = process.cpuUsage(before)
    // Microseconds of the processor: what else the machine does has no part in it.
    expect(user + system).toBeLessThan(1_000_000)
    expect(set.subarray(-14).toString()).toBe(']"model":"b"}'.slice(-14).replace("]", "],").slice(-14))
  })
})

import { describe, expect, it } from "vitest"
import { readHooksText } from "../../src/install/hooks-format.ts"

const handler = { command: "x" }

describe("readHooksText", () => {
  it("tells names, events and commands of a valid file in file order", () => {
    const text = JSON.stringify({
      first: { Stop: [{ command: "a" }], PreToolUse: [{ matcher: "*", hooks: [{ command: "b" }] }] },
      second: { enabled: false },
    })
    expect(readHooksText(text)).toEqual({
      kind: "valid",
      warnings: [],
      hooks: [
        { name: "first", enabled: true, events: ["Stop", "PreToolUse"], commands: ["a", "b"] },
        { name: "second", enabled: false, events: [], commands: [] },
      ],
    })
  })

  const broken: readonly (readonly [string, string, string])[] = [
    ["a byte order mark", "\uFEFF{}", "byte order mark"],
    ["an empty file", "", "strict JSON"],
    ["a comment", '{ // mine\n "a": {} }', "strict JSON"],
    ["a trailing comma", '{ "a": {}, }', "strict JSON"],
    ["a list outside", "[]", "outermost"],
    ["a foreign key", '{ "marker": true }', '"marker": the value is not an object'],
    ["`enabled` at the top", '{ "a": {}, "enabled": true }', '"enabled"'],
    ["`enabled` as text", '{ "a": { "enabled": "yes" } }', "`enabled`"],
    [
      "the wrapper of another host",
      JSON.stringify({ hooks: { Stop: [{ hooks: [handler] }] } }),
      "handler group",
    ],
    [
      "a group on a flat event",
      JSON.stringify({ a: { stop: [{ matcher: "*", hooks: [handler] }] } }),
      "handler group",
    ],
    ["an event that is no list", JSON.stringify({ a: { Stop: handler } }), "Stop is not a list"],
    ["a handler without a command", JSON.stringify({ a: { Stop: [{ type: "command" }] } }), "`command`"],
    ["an unknown type", JSON.stringify({ a: { Stop: [{ ...handler, type: "http" }] } }), "`type`"],
    [
      "a fraction of a second",
      JSON.stringify({ a: { Stop: [{ ...handler, timeout: 0.5 }] } }),
      "whole number",
    ],
    ["a timeout as text", JSON.stringify({ a: { Stop: [{ ...handler, timeout: "30" }] } }), "whole number"],
    [
      "a timeout beyond 32 bits",
      JSON.stringify({ a: { Stop: [{ ...handler, timeout: 2 ** 31 }] } }),
      "whole number",
    ],
    ["a matcher that is no text", JSON.stringify({ a: { PreToolUse: [{ matcher: 1 }] } }), "`matcher`"],
    [
      "an earlier entry hidden by a later one of the same name",
      '{ "a": { "Stop": 1 }, "a": {} }',
      "Stop is not a list",
    ],
  ]
  it.each(broken)("refuses %s, because the host would drop the whole file", (_, text, why) => {
    const reading = readHooksText(text)
    expect(reading).toMatchObject({ kind: "invalid", why: expect.stringContaining(why) })
  })

  it("warns of parts the host skips alone", () => {
    const text = JSON.stringify({ a: { SubagentStop: [], PreToolUse: [handler] } })
    expect(readHooksText(text)).toMatchObject({
      kind: "valid",
      warnings: [
        '"a": the host does not know the event or key SubagentStop',
        '"a": PreToolUse: a handler stands outside of a group',
      ],
    })
  })

  it("accepts CRLF line ends and every spelling of an event (S92)", () => {
    expect(readHooksText('{\r\n "a": {\r\n "STOP": []\r\n}\r\n}\r\n').kind).toBe("valid")
  })
})

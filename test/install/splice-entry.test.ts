import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { hookEntry, pluginName } from "../../src/install/hook-entry.ts"
import { readHooksText } from "../../src/install/hooks-format.ts"
import { insertEntry, removeEntry } from "../../src/install/splice-entry.ts"

const entry = hookEntry("./hooks/for-loop-hook")

describe("insertEntry", () => {
  it("writes in the indentation and line ends of the file", () => {
    const text = '{\r\n\t"theirs": {\r\n\t\t"enabled": true\r\n\t}\r\n}\r\n'
    const changed = insertEntry(text, "ours", { Stop: [] })
    expect(changed).toBe(
      '{\r\n\t"theirs": {\r\n\t\t"enabled": true\r\n\t},\r\n\t"ours": {\r\n\t\t"Stop": []\r\n\t}\r\n}\r\n',
    )
  })

  it("keeps a file of one line on one line", () => {
    expect(insertEntry('{"theirs":{}}', "ours", { a: 1 })).toBe('{"theirs":{}, "ours": {"a":1}}')
  })

  it("replaces an older entry, wherever and however often it stands", () => {
    const text = '{"ours": {"old": 1}, "theirs": {}, "\\u006furs": {"old": 2}}'
    expect(insertEntry(text, "ours", { new: 1 })).toBe('{"theirs": {}, "ours": {"new":1}}')
  })

  it("is undone by removeEntry also after another tool has added its own entry behind ours", () => {
    const text = insertEntry('{\n  "a": {}\n}\n', "ours", {}).replace(/\n}\n$/, ',\n  "b": {}\n}\n')
    expect(removeEntry(text, "ours")).toBe('{\n  "a": {},\n  "b": {}\n}\n')
    expect(removeEntry('{ "ours": {}, "b": {} }', "ours")).toBe('{ "b": {} }')
  })

  const blank = fc.string({ unit: fc.constantFrom(" ", "\t", "\n", "\r\n"), maxLength: 4 })
  const name = fc.oneof(
    fc.string().filter((text) => text !== pluginName),
    fc.constantFrom("same", "same", "{", '"', "}\n", "名", "__proto__", '\\"'),
  )
  /** JSON.parse of Node 24 (V8 13.6) misreads names with escapes, as `">` in `{"a":{},"\">":{}}`, after it has read others. */
  const plainName = name.filter((text) => !JSON.stringify(text).includes("\\"))
  const handler = fc.record(
    {
      type: fc.constant("command"),
      command: fc.string({ minLength: 1 }),
      timeout: fc.integer({ min: 0, max: 999 }),
    },
    { requiredKeys: ["command"] },
  )
  const hook = fc.record(
    {
      enabled: fc.boolean(),
      Stop: fc.array(handler, { maxLength: 2 }),
      PreToolUse: fc.array(fc.record({ matcher: fc.string(), hooks: fc.array(handler, { maxLength: 2 }) }), {
        maxLength: 2,
      }),
    },
    { requiredKeys: [] },
  )
  const memberOf = (named: typeof name) =>
    fc
      .tuple(blank, named, blank, blank, hook, fc.constantFrom(undefined, 1, 2, "\t"), blank)
      .map(
        ([a, key, b, c, value, indent, d]) =>
          `${a}${JSON.stringify(key)}${b}:${c}${JSON.stringify(value, null, indent)}${d}`,
      )
  const fileOf = (named: typeof name) =>
    fc
      .tuple(blank, fc.array(memberOf(named), { maxLength: 5 }), blank, blank)
      .map(
        ([before, members, inside, after]) =>
          `${before}{${members.length > 0 ? members.join(",") : inside}}${after}`,
      )

  it("changes no byte of any foreign file: inserting and removing gives the original back", () => {
    fc.assert(
      fc.property(fileOf(name), (text) => {
        expect(readHooksText(text).kind).toBe("valid")
        const changed = insertEntry(text, pluginName, entry)
        expect(removeEntry(changed, pluginName)).toBe(text)
        expect(removeEntry(insertEntry(changed, pluginName, entry), pluginName)).toBe(text)
      }),
      { numRuns: 500 },
    )
  })

  it("leaves every foreign entry of any file as it reads, and adds exactly ours", () => {
    fc.assert(
      fc.property(fileOf(plainName), (text) => {
        const before: Record<string, unknown> = JSON.parse(text)
        const { [pluginName]: ours, ...foreign }: Record<string, unknown> = JSON.parse(
          insertEntry(text, pluginName, entry),
        )
        expect(ours).toEqual(entry)
        expect(Object.entries(foreign)).toEqual(Object.entries(before))
      }),
      { numRuns: 500 },
    )
  })

  it("keeps text that no JSON printer writes: duplicate keys, escapes, long numbers", () => {
    const text = '{ "a":{"enabled":true},"a" :{ "x": 1.0e2, "y":"\\u00e9\\/" } }'
    expect(insertEntry(text, "ours", {}).startsWith(text.slice(0, -2))).toBe(true)
  })
})

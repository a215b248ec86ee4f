import { expect, test } from "vitest"
import { geminiNames, mapNames, strictNames } from "../../../src/gateway/schema/names.ts"

const odd = ["mcp/files.read", "mcp:files.read", "1st", "名前", "a b", "a_b", "x".repeat(200), ""]

test.each([
  ["Gemini", geminiNames],
  ["Anthropic and OpenAI", strictNames],
])("G22 maps every name to the rule of %s and back, without collisions", (_vendor, rule) => {
  const names = mapNames(odd, rule)
  const there = odd.map(names.out)
  expect(new Set(there).size).toBe(odd.length)
  for (const name of there) expect(name).toMatch(rule.legal)
  expect(there.map(names.back)).toEqual(odd)
})

test("G22a keeps names that are legal, and maps a name the same way in every request", () => {
  const names = mapNames(["read_file", "mcp.files:read"], geminiNames)
  expect(names.out("mcp.files:read")).toBe("mcp.files:read")
  expect(mapNames(["a b"], strictNames).out("a b")).toBe(mapNames(["x y", "a b"], strictNames).out("a b"))
})

test("G22b maps a name of the history that is no longer declared as it was mapped before", () => {
  expect(mapNames([], strictNames).out("a b")).toBe(mapNames(["a b"], strictNames).out("a b"))
})

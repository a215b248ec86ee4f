import { describe, expect, it } from "vitest"
import { readHooksReadback } from "../../src/host/agy-readback.ts"
import { isRecord, parseJson } from "../../src/host/payload.ts"
import { fixtureText, indexEntries, textOf } from "./fixtures.ts"

const runs = indexEntries("agy/index.json", "runs").map((run) => ({
  name: textOf(run, "name"),
  file: textOf(run, "file"),
  expected: isRecord(run.expect) ? run.expect : {},
}))

describe("every recorded agy output", () => {
  it.each(runs)("$name is JSON lines, torn exactly where the index says", ({ file, expected }) => {
    const text = fixtureText(`agy/${file}`)
    const lines = text.split("\n").filter((line) => line.trim() !== "")
    const bad = lines.filter((line) => !isRecord(parseJson(line)))
    expect(lines.length).toBeGreaterThan(0)
    expect(bad).toHaveLength(Number(expected.badLines ?? 0))
    if (bad.length > 0) expect(text.endsWith(bad[0] ?? "")).toBe(true)
  })
})

describe("the host's list of hooks", () => {
  const probes = runs.filter(({ name }) => name.startsWith("hooks-readback"))

  it.each(probes)("S41 $name names the events we are registered for", ({ file, expected }) => {
    const readback = readHooksReadback(fixtureText(`agy/${file}`))
    expect(readback.readable).toBe(true)
    expect(readback.events).toEqual(expected.ours)
    expect(readback.registered).toBe(Array.isArray(expected.ours) && expected.ours.length > 0)
  })

  it("names the file our hook was loaded from, not the ones of others", () => {
    const { sources } = readHooksReadback(fixtureText("agy/hooks-readback.json"))
    expect(sources).toEqual(["/home/dev/.gemini/config/plugins/antigravity-for-loop/hooks.json"])
  })

  const listOf = (...hooks: object[]) => JSON.stringify({ command: { name: "hooks", data: { hooks } } })
  const ours = {
    name: "antigravity-for-loop",
    enabled: true,
    source: "/a/hooks.json",
    actions: [{ event: "Stop" }],
  }

  it("S96 names both files of a double installation", () => {
    const readback = readHooksReadback(listOf(ours, { ...ours, source: "/b/hooks.json" }))
    expect(readback.sources).toEqual(["/a/hooks.json", "/b/hooks.json"])
  })

  it.each([
    ["is switched off", { ...ours, enabled: false }],
    ["does not answer Stop", { ...ours, actions: [{ event: "PreInvocation" }] }],
    ["has no actions", { ...ours, actions: null }],
    ["has another name", { ...ours, name: "antigravity-for-loop-2" }],
  ])("does not count a hook that %s", (_what, hook) => {
    expect(readHooksReadback(listOf(hook))).toMatchObject({ registered: false, readable: true })
  })

  it("skips log lines around the answer", () => {
    expect(readHooksReadback(`I1118 loaded\n${listOf(ours)}\nbye\n`).registered).toBe(true)
  })

  it.each(["", "not json", "{}", '{"command":{"data":{}}}', "[]", fixtureText("agy/usage-probe.json")])(
    "says that %j is no such list, because then silence proves nothing",
    (text) => {
      expect(readHooksReadback(text)).toEqual({ registered: false, sources: [], events: [], readable: false })
    },
  )
})

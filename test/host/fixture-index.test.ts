import { describe, expect, it } from "vitest"
import { fixtureBytes, fixtureNames, indexEntries, textOf } from "./fixtures.ts"

const hookEvents = indexEntries("hook-events.index.json", "events").map((entry) => textOf(entry, "file"))
const transcripts = indexEntries("transcripts/index.json", "transcripts").map((entry) =>
  textOf(entry, "file"),
)
const runs = indexEntries("agy/index.json", "runs").map((entry) => textOf(entry, "file"))

describe("the fixture folders", () => {
  // The tables of the other tests run over the indexes, so a listed file is a tested file.
  it.each([
    ["hook-events", hookEvents],
    ["transcripts", [...transcripts, "index.json"]],
    ["agy", [...runs, "index.json"]],
  ])("list every file of %s in the index that drives its tests, and no other", (folder, listed) => {
    expect([...listed].sort()).toEqual(fixtureNames(folder))
    expect(new Set(listed).size).toBe(listed.length)
  })

  it("keep the bytes that a line-end conversion or an editor would change", () => {
    expect(fixtureBytes(".gitattributes").toString("utf8")).toContain("* -text")
    expect(fixtureBytes("hook-events/stdin-invalid-utf8.txt").includes(0xff)).toBe(true)
    expect([...fixtureBytes("hook-events/stdin-bom.txt").subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
    expect(fixtureBytes("hook-events/stdin-crlf.txt").includes("\r\n")).toBe(true)
    expect(fixtureBytes("hook-events/stdin-empty.txt").length).toBe(0)
    expect(fixtureBytes("transcripts/crlf.jsonl").includes("}\r\n")).toBe(true)
    expect(fixtureBytes("transcripts/torn-last-line.jsonl").at(-1)).not.toBe(0x0a)
    expect(fixtureBytes("transcripts/unicode.jsonl").includes("\u2028")).toBe(true)
    expect(fixtureBytes("agy/unicode-separators.jsonl").includes("\u2028")).toBe(true)
  })
})

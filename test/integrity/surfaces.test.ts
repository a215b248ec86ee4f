import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { captureSurface } from "../../src/integrity/capture.ts"
import { compareSurfaces } from "../../src/integrity/compare.ts"
import { decodeSurface } from "../../src/integrity/surface-file.ts"
import { surfaceOf } from "./workspace.ts"

describe("a stored surface that somebody touched is none", () => {
  const file = ["a.test.ts", "test", "h", "text"]
  const stored = { version: 1, files: [file], checks: ["npm test"], testIds: ["a"] }
  const read = (changes: object) => decodeSurface(JSON.stringify({ ...stored, ...changes }))

  test.each([
    ["no checks", { checks: null }],
    ["a check that is no text", { checks: ["npm test", 5] }],
    ["test ids that are no list", { testIds: "a" }],
    ["a test id that is no text", { testIds: [5] }],
    ["no files", { files: {} }],
    ["a file that is no list", { files: [file, { path: "a" }] }],
    ["a file without a path", { files: [[5, "test", "h", "text"]] }],
    ["a kind that there is not", { files: [["a.test.ts", "tests", "h", "text"]] }],
    ["no hash", { files: [["a.test.ts", "test", null, "text"]] }],
    ["a text that is none", { files: [["a.test.ts", "test", "h", 5]] }],
    ["another version", { version: 2 }],
  ])("%s", (_, changes) => {
    expect(read(changes)).toBeNull()
  })

  test("whole ones are read, also without texts and without test ids", () => {
    const [path, kind, hash, text] = file
    expect(read({})).toEqual({ files: [{ path, kind, hash, text }], checks: ["npm test"], testIds: ["a"] })
    expect(read({ testIds: null })?.testIds).toBeNull()
    expect(read({ files: [["a.test.ts", "test", "h", null]] })?.files[0]?.text).toBeNull()
  })
})

describe("capturing", () => {
  const large = `it("a", () => {})\n${"// padding of a file that no person writes\n".repeat(24_000)}`

  test("keeps no text of a file that is too large, and sees its change all the same", async () => {
    const before = await surfaceOf({ "a.test.ts": large })
    expect(before.files.map(({ kind, text }) => [kind, text])).toEqual([["test", null]])
    expect(before.files[0]?.hash).toMatch(/^\d+:/)
    const after = await surfaceOf({ "a.test.ts": `${large}//` }, [], null, before)
    const found = compareSurfaces(before, after, { allowTestEdits: false, failuresBefore: [] })
    expect(found.map(({ severity, why }) => `${severity} ${why}`)).toEqual([
      "low This file is too large to be compared.",
    ])
    expect((await surfaceOf({ "a.test.ts": large }, [], null, before)).files[0]).toBe(before.files[0])
  })

  test("settles what a file in a test folder is by what it holds", async () => {
    const { files } = await surfaceOf({
      "test/one.ts": 'it("a", () => {})\n',
      "test/two.ts": "export const two = 2\n",
      "src/three.ts": "export const three = 3\n",
    })
    expect(files.map(({ path, kind }) => `${path} ${kind}`)).toEqual([
      "src/three.ts source",
      "test/one.ts test",
      "test/two.ts support",
    ])
  })

  test("looks into deep folders, but not for ever, and follows no link", async () => {
    const workspace = mkdtempSync(join(tmpdir(), "for-loop-capture-"))
    const deep = (levels: number) => Array.from({ length: levels }, (_, i) => `d${i}`).join("/")
    for (const levels of [24, 25]) {
      mkdirSync(join(workspace, deep(levels)), { recursive: true })
      writeFileSync(join(workspace, deep(levels), "a.test.ts"), "")
    }
    symlinkSync(workspace, join(workspace, "again"))
    const { files } = await captureSurface({ workspace, checks: [], testIds: null, previous: null })
    expect(files.map(({ path }) => path)).toEqual([`${deep(24)}/a.test.ts`])
    rmSync(workspace, { recursive: true, force: true })
  })
})

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { readTail } from "../../src/system/file-tail.ts"

let folder = ""
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "for-loop-tail-"))
  writeFileSync(join(folder, "ten"), "0123456789")
  writeFileSync(join(folder, "empty"), "")
  mkdirSync(join(folder, "sub"))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe("the tail of a file", () => {
  it.each([
    [3, null, 7, "789"],
    [100, null, 0, "0123456789"],
    [3, 5, 2, "234"],
    [3, 2, 0, "01"],
    [3, 100, 7, "789"],
    [0, null, 10, ""],
  ])("of %i bytes that end at %s starts at %i", (length, end, start, text) => {
    const tail = readTail(join(folder, "ten"), length, end)
    expect(tail?.start).toBe(start)
    expect(tail?.bytes.toString()).toBe(text)
  })

  it("of an empty file is empty, of anything else null", () => {
    expect(readTail(join(folder, "empty"), 10)?.bytes).toHaveLength(0)
    for (const name of ["missing", "sub", "sub/deeper", "a\u0000b"])
      expect(readTail(join(folder, name), 10)).toBeNull()
  })
})

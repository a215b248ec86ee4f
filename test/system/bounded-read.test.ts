import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { readBeginning, readBothEnds } from "../../src/system/bounded-read.ts"
import { isFile, listFolder } from "../../src/system/list-folder.ts"

const folder = mkdtempSync(join(tmpdir(), "bounded-read-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const file = join(folder, "letters")
writeFileSync(file, "abcdefghijklmnopqrstuvwxyz")
mkdirSync(join(folder, "sub"))

describe("bounded reading", () => {
  it("gives a small file whole and a large one in part", () => {
    expect(readBeginning(file, 26)).toBe("abcdefghijklmnopqrstuvwxyz")
    expect(readBeginning(file, 3)).toBe("abc")
    expect(readBothEnds(file, 13, 13)).toBe("abcdefghijklmnopqrstuvwxyz")
    expect(readBothEnds(file, 2, 3)).toBe("ab\n[… 21 bytes left out …]\nxyz")
  })

  it("answers null for what is not a readable file", () => {
    expect(readBeginning(join(folder, "gone"), 10)).toBeNull()
    expect(readBothEnds(join(folder, "sub"), 10, 10)).toBeNull()
  })
})

describe("listing", () => {
  it("tells files from folders, sorted, and nothing of a folder that is not there", () => {
    expect(listFolder(folder)).toEqual([
      { name: "letters", kind: "file" },
      { name: "sub", kind: "folder" },
    ])
    expect(listFolder(join(folder, "gone"))).toEqual([])
    expect([isFile(file), isFile(join(folder, "sub")), isFile(join(folder, "gone"))]).toEqual([
      true,
      false,
      false,
    ])
  })
})

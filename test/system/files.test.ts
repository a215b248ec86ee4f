import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import * as files from "../../src/system/files.ts"
import { isExecutable } from "../../src/system/find-program.ts"

let folder = ""
const at = (...parts: string[]) => join(folder, ...parts)
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "for-loop files "))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe("the file functions", () => {
  it("tell what lies at a path without following links", () => {
    writeFileSync(at("file"), "")
    symlinkSync("file", at("link"))
    expect(["file", "link", ".", "none", "file/below"].map((name) => files.entryKind(at(name)))).toEqual([
      "file",
      "link",
      "folder",
      null,
      null,
    ])
    expect(files.realPath(at("link"))).toBe(files.realPath(at("file")))
    expect(files.realPath(at("none"))).toBeNull()
  })

  it("list files of every depth in one order, links without following them", () => {
    mkdirSync(at("b", "c"), { recursive: true })
    for (const name of ["b/c/2", "b/1", "a"]) writeFileSync(at(name), "")
    symlinkSync(folder, at("z"))
    expect(files.listFiles(folder)).toEqual(["a", "b/1", "b/c/2", "z"])
    expect(files.listFiles(at("none"))).toEqual([])
  })

  it("replace a file in one step, keep its permission bits and leave nothing beside it", () => {
    writeFileSync(at("file"), "old")
    chmodSync(at("file"), 0o604)
    files.replaceFile(at("file"), "new")
    files.replaceFile(at("deep", "er", "file"), "first")
    expect(readFileSync(at("file"), "utf8")).toBe("new")
    expect(statSync(at("file")).mode & 0o777).toBe(0o604)
    expect(statSync(at("deep", "er", "file")).mode & 0o777).toBe(0o644)
    expect(readdirSync(folder)).toEqual(["deep", "file"])
  })

  it("leave the old file and no rest when a replacement fails", () => {
    mkdirSync(at("in the way", "full"), { recursive: true })
    expect(() => files.replaceFile(at("in the way"), "x")).toThrow()
    expect(readdirSync(folder)).toEqual(["in the way"])
  })

  it("remove a link but not what it points to", () => {
    mkdirSync(at("real"))
    writeFileSync(at("real", "file"), "")
    symlinkSync("real", at("link"))
    files.removeTree(at("link"))
    files.removeTree(at("none"))
    expect(files.listFiles(folder)).toEqual(["real/file"])
  })

  it("remove a folder only when it is empty", () => {
    mkdirSync(at("empty"))
    mkdirSync(at("full"))
    writeFileSync(at("full", "file"), "")
    expect(["empty", "full", "none"].map((name) => files.removeIfEmpty(at(name)))).toEqual([
      true,
      false,
      true,
    ])
  })

  it("give copies the permission bits asked for, whatever the source has", () => {
    writeFileSync(at("source"), "text", { mode: 0o600 })
    files.placeCopy(at("source"), at("new", "copy"), 0o755)
    files.placeText(at("new", "text"), "x", 0o644)
    expect(statSync(at("new", "copy")).mode & 0o777).toBe(0o755)
    expect(isExecutable(at("new", "copy"))).toBe(true)
    expect(isExecutable(at("new", "text"))).toBe(false)
    expect(isExecutable(at("new"))).toBe(false)
  })
})

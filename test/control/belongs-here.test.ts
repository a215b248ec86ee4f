import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, describe, expect, it } from "vitest"
import { belongsHere } from "../../src/control/belongs-here.ts"

const folders: string[] = []

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

describe("a loop belongs to where the user stands", () => {
  it.each([
    ["in the same folder", "plain", "plain", true],
    ["in a folder above, outside git", "plain", "plain/deep/er", true],
    ["not in a folder below, outside git", "plain/deep", "plain", false],
    ["not in a folder beside that begins alike", "plain", "plain-too", false],
    ["anywhere in the same repository", "repo/packages/a", "repo/packages/b", true],
    ["S08 not in a repository inside the repository", "repo", "repo/inner", false],
    ["S08 not outside of it either", "repo/inner", "repo", false],
    ["not outside git above a repository", "", "repo", false],
    ["through a link to the folder", "plain", "link", true],
    ["also when its folder is gone, in the same repository", "repo/gone/far", "repo", true],
  ])("%s", (_, workspace, cwd, expected) => {
    const base = mkdtempSync(join(tmpdir(), "for-loop-here-"))
    folders.push(base)
    for (const path of [
      "plain/deep/er",
      "plain-too",
      "repo/.git",
      "repo/packages/a",
      "repo/packages/b",
      "repo/inner/.git",
    ]) {
      mkdirSync(join(base, path), { recursive: true })
    }
    symlinkSync(join(base, "plain"), join(base, "link"), "junction")
    expect(belongsHere(join(base, workspace), join(base, cwd))).toBe(expected)
  })
})

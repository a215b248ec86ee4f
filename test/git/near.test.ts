import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { mayBeInGit } from "../../src/git/near.ts"

const folder = mkdtempSync(join(tmpdir(), "for-loop-near-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe("mayBeInGit", () => {
  it("sees a repository above, a linked working tree's .git file, and none elsewhere", () => {
    mkdirSync(join(folder, "repo", ".git"), { recursive: true })
    mkdirSync(join(folder, "repo", "packages", "app"), { recursive: true })
    mkdirSync(join(folder, "linked"))
    writeFileSync(join(folder, "linked", ".git"), "gitdir: elsewhere\n")
    mkdirSync(join(folder, "plain"))
    expect(mayBeInGit(join(folder, "repo", "packages", "app"))).toBe(true)
    expect(mayBeInGit(join(folder, "linked"))).toBe(true)
    expect(mayBeInGit(join(folder, "plain"))).toBe(false)
    expect(mayBeInGit(join(folder, "gone"))).toBe(false)
  })
})

import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs"
import { join } from "node:path"
import { describe, expect, it, onTestFinished } from "vitest"
import { takeCheckpoint } from "../../src/git/checkpoint.ts"
import type { Repository } from "../../src/git/repository.ts"
import { loadState, saveState } from "../../src/store/state-file.ts"
import { writeFileAtomic, writeNewFile } from "../../src/system/atomic-file.ts"
import { playground, startLoop } from "../e2e/playground.ts"
import { repositoryWithCommit, scratchFolder } from "../git/scratch.ts"
import { runningLoop } from "../loop/builders.ts"

const posix = process.platform !== "win32"
const keepsake = "alias ll='ls -l'\n"
const checkpoint = (repo: Repository, number: number) =>
  takeCheckpoint(repo, { loop: "l", number, message: "m", parent: null })

describe.runIf(posix)("what a loop stores", () => {
  it("is nobody else's to read or to write, however careless the user's mask", async () => {
    const mask = process.umask(0)
    onTestFinished(() => {
      process.umask(mask)
    })
    using place = playground()
    const end = await place.host().turn(startLoop("--max-iterations 2"), () => ({ say: "nothing done" }))
    expect(end.rounds).toBe(2)
    const stored = everythingBelow(place.home)
    expect(stored.length).toBeGreaterThan(10)
    // A folder that nobody else may enter keeps what is in it.
    expect(stored.filter((path) => lstatSync(path).isDirectory() && modeOf(path) !== 0o700)).toEqual([])
    const state = stored.filter((path) => /state(\.previous)?\.json$|journal\.jsonl$/.test(path))
    expect(state.map((path) => modeOf(path))).toEqual(state.map(() => 0o600))
  })
})

describe.runIf(posix)("a link in the place of a file of ours", () => {
  it("is replaced, and what it leads to is left alone", () => {
    const home = scratchFolder()
    const state = runningLoop()
    saveState(home, state)
    const victim = join(home, ".bashrc")
    const path = join(home, "loops", state.id, "state.json")
    writeFileSync(victim, readFileSync(path))
    const before = readFileSync(victim, "utf8")
    rmSync(path)
    symlinkSync(victim, path)
    saveState(home, { ...state, task: "another task" })
    expect(readFileSync(victim, "utf8")).toBe(before)
    expect(lstatSync(path).isSymbolicLink()).toBe(false)
    expect(loadState(home, state.id)).toMatchObject({ kind: "ok", state: { task: "another task" } })
  })

  it("that leads to something else than a state is set aside and told, never overwritten (S13)", () => {
    const home = scratchFolder()
    const state = runningLoop()
    saveState(home, state)
    const victim = join(home, ".bashrc")
    writeFileSync(victim, keepsake)
    const path = join(home, "loops", state.id, "state.json")
    rmSync(path)
    symlinkSync(victim, path)
    expect(loadState(home, state.id)).toMatchObject({ kind: "corrupt" })
    saveState(home, state)
    expect(readFileSync(victim, "utf8")).toBe(keepsake)
    expect(loadState(home, state.id)).toMatchObject({ kind: "ok" })
  })

  it("is never written through while a new file is made, should somebody have guessed its name", () => {
    const folder = scratchFolder()
    const victim = join(folder, "victim")
    writeFileSync(victim, keepsake)
    symlinkSync(victim, join(folder, "guessed"))
    expect(() => writeNewFile(join(folder, "guessed"), "ours", "cached")).toThrow(/EEXIST/)
    symlinkSync(victim, join(folder, "settings.json"))
    writeFileAtomic(join(folder, "settings.json"), "ours")
    expect(readFileSync(victim, "utf8")).toBe(keepsake)
  })

  it("that is the home itself or a loop's folder leads our files elsewhere, and changes none that is there", () => {
    const folder = scratchFolder()
    const [home, elsewhere] = [join(folder, "home"), join(folder, "elsewhere")]
    mkdirSync(join(home, "loops"), { recursive: true })
    mkdirSync(elsewhere)
    writeFileSync(join(elsewhere, "keepsake"), keepsake)
    const state = runningLoop()
    symlinkSync(elsewhere, join(home, "loops", state.id))
    saveState(home, state)
    expect(loadState(home, state.id)).toMatchObject({ kind: "ok" })
    expect(readdirSync(elsewhere).sort()).toEqual(["keepsake", "state.json"])
    expect(readFileSync(join(elsewhere, "keepsake"), "utf8")).toBe(keepsake)
  })
})

describe.runIf(posix)("a link in the git folder, which an agent in a sandbox may write", () => {
  it("in the place of what we know of the last checkpoint leaves the file behind it as it is", async () => {
    const scratch = repositoryWithCommit()
    const repo = await scratch.open()
    await checkpoint(repo, 0)
    const victim = join(scratch.home, ".bashrc")
    writeFileSync(victim, keepsake)
    rmSync(scratch.at(".git/for-loop/memo.json"))
    symlinkSync(victim, scratch.at(".git/for-loop/memo.json"))
    scratch.write("readme.md", "two\n")
    await checkpoint(repo, 1)
    expect(readFileSync(victim, "utf8")).toBe(keepsake)
  })

  it("in the place of the kept index leaves the file behind it as it is, and the checkpoint is whole", async () => {
    const scratch = repositoryWithCommit()
    const repo = await scratch.open()
    await checkpoint(repo, 0)
    const folder = scratch.at(".git/for-loop")
    const kept = readdirSync(folder).filter((name) => name.startsWith("kept-"))
    expect(kept).toHaveLength(1)
    const victim = join(scratch.home, "index of somebody else")
    renameSync(join(folder, kept[0] ?? ""), victim)
    const before = readFileSync(victim)
    symlinkSync(victim, join(folder, kept[0] ?? ""))
    scratch.write("readme.md", "two\n")
    const { commit } = await checkpoint(repo, 1)
    expect(readFileSync(victim).equals(before)).toBe(true)
    expect(scratch.git("show", `${commit}:readme.md`)).toBe("two")
  })

  it("in the place of our folder stops the checkpoint with a word about it", async () => {
    const scratch = repositoryWithCommit()
    const elsewhere = join(scratch.home, "elsewhere")
    mkdirSync(elsewhere)
    symlinkSync(elsewhere, scratch.at(".git/for-loop"))
    await expect(checkpoint(await scratch.open(), 0)).rejects.toMatchObject({ code: "link-in-the-way" })
    expect(readdirSync(elsewhere)).toEqual([])
  })
})

it.runIf(posix)(
  "a folder of the user's that is open to others stays as the user made it, and what we add is not",
  () => {
    const home = join(scratchFolder(), "home")
    mkdirSync(home)
    chmodSync(home, 0o755)
    saveState(home, runningLoop())
    expect([modeOf(home), modeOf(join(home, "loops"))]).toEqual([0o755, 0o700])
    expect(existsSync(join(home, "loops", "loop-1", "state.json"))).toBe(true)
  },
)

function modeOf(path: string): number {
  return lstatSync(path).mode & 0o777
}

function everythingBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name))
}

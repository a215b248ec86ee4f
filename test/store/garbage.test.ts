import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import type { LoopState } from "../../src/loop/state.ts"
import { writeBinding } from "../../src/store/binding.ts"
import { readBinding } from "../../src/store/binding-lookup.ts"
import { addControl } from "../../src/store/control.ts"
import { collectGarbage } from "../../src/store/garbage.ts"
import { iterationDirectory } from "../../src/store/iteration.ts"
import { listLoops, saveState } from "../../src/store/state-file.ts"
import { sampleState, temporaryHome } from "./sample.ts"

const now = Date.now()
const day = 86_400_000
const keep = { keepDays: 30, keepLoops: 100 }

function addLoop(home: string, id: string, status: LoopState["status"], ageDays: number): void {
  saveState(home, sampleState(id, { status, updatedAt: now - ageDays * day }))
  writeFileSync(join(iterationDirectory(home, id, 1), "check.log"), "log")
  writeBinding(home, `conversation-${id}`, { loop: id, active: status !== "ended", requestKey: null })
  addControl(home, id, { kind: "cancel", at: 1 })
  mkdirSync(join(home, "locks"), { recursive: true })
  writeFileSync(join(home, "locks", `${id}.lock`), "")
}

const ids = (home: string) => listLoops(home).map(({ id }) => id)

describe("collectGarbage", () => {
  it("removes old ended loops with everything that belongs to them", () => {
    const home = temporaryHome()
    addLoop(home, "old", "ended", 31)
    addLoop(home, "young", "ended", 29)
    expect(collectGarbage(home, now, keep).loops).toEqual(["old"])
    expect(readdirSync(join(home, "loops"))).toEqual(["young"])
    expect(readdirSync(join(home, "locks"))).toEqual(["young.lock"])
    expect(readdirSync(join(home, "control"))).toEqual(["young"])
    expect(readBinding(home, "conversation-old")).toBeNull()
    expect(readBinding(home, "conversation-young")).not.toBeNull()
  })

  it("keeps the newest ended loops only", () => {
    const home = temporaryHome()
    for (const age of [1, 2, 3, 4]) addLoop(home, `age-${age}`, "ended", age)
    expect(collectGarbage(home, now, { keepDays: 30, keepLoops: 2 }).loops).toEqual(["age-3", "age-4"])
    expect(ids(home)).toEqual(["age-1", "age-2"])
  })

  it("S09 S13 never removes a loop that is armed, running, paused, damaged or newer", () => {
    const home = temporaryHome()
    addLoop(home, "armed", "armed", 1000)
    addLoop(home, "running", "running", 1000)
    addLoop(home, "paused", "paused", 1000)
    addLoop(home, "damaged", "ended", 1000)
    writeFileSync(join(home, "loops", "damaged", "state.json"), "{")
    expect(collectGarbage(home, now, { keepDays: 0, keepLoops: 0 }).loops).toEqual([])
    expect(ids(home)).toEqual(["armed", "damaged", "paused", "running"])
  })

  it("finishes a removal that was killed in the middle", () => {
    const home = temporaryHome()
    mkdirSync(join(home, "loops", ".trash-x", "iterations"), { recursive: true })
    expect(ids(home)).toEqual([])
    collectGarbage(home, now, keep)
    expect(readdirSync(join(home, "loops"))).toEqual([])
  })

  it("removes what interrupted writes left behind, but nothing that may still be in work", () => {
    const home = temporaryHome()
    addLoop(home, "a", "running", 0)
    const old = [
      join(home, "trust.json.1-1-x.tmp"),
      join(home, "loops", "a", "state.json.1-1-x.tmp"),
      join(home, "bindings", "c.json.1-1-x.tmp"),
      join(home, "control", "a", "r.json.1-1-x.tmp"),
      join(home, "locks", "a.lock.00112233445566aa"),
      join(home, "loops", "a", "iterations", "2", "evidence.json.1-1-x.tmp"),
    ]
    mkdirSync(join(home, "loops", "a", "iterations", "2"), { recursive: true })
    const young = join(home, "loops", "a", "journal.jsonl.2-1-x.tmp")
    for (const path of [...old, young]) writeFileSync(path, "")
    for (const path of old) utimesSync(path, now / 1000 - 100_000, now / 1000 - 100_000)
    expect(collectGarbage(home, now, keep).leftovers).toBe(6)
    expect(old.filter(existsSync)).toEqual([])
    expect(existsSync(young)).toBe(true)
    expect(existsSync(join(home, "locks", "a.lock"))).toBe(true)
    expect(ids(home)).toEqual(["a"])
  })

  it("does nothing in an empty or absent home", () => {
    const home = join(temporaryHome(), "absent")
    expect(collectGarbage(home, now, keep)).toEqual({ loops: [], arms: 0, leftovers: 0 })
  })
})

import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import type { ControlRequest } from "../../src/loop/control.ts"
import {
  addControl,
  dropControls,
  openControls,
  peekControls,
  takeControls,
} from "../../src/store/control.ts"
import { temporaryHome } from "./sample.ts"

const folderOf = (home: string) => join(home, "control", "a")
const every: readonly ControlRequest[] = [
  { kind: "pause", at: 1000 },
  { kind: "resume", at: 1000 },
  { kind: "resume", at: 1000, maxIterations: 20 },
  { kind: "resume", at: 2000, maxIterations: 30, maxMinutes: 90.5 },
  { kind: "steer", at: 3000, hint: 'look at "x"\nfirst' },
  { kind: "approve", at: 4000, finding: "skip:test/a", by: "anna" },
  { kind: "cancel", at: 5000 },
]

function addBroken(home: string, text: string): string {
  addControl(home, "a", { kind: "pause", at: 1 })
  const name = readdirSync(folderOf(home)).sort()[0] ?? ""
  writeFileSync(join(folderOf(home), name), text)
  return join(folderOf(home), name)
}

describe("control requests", () => {
  it("are taken once, in the order they were made, also within one millisecond", () => {
    const home = temporaryHome()
    expect(takeControls(home, "a")).toEqual([])
    for (const request of every) addControl(home, "a", request)
    expect(peekControls(home, "a")).toEqual(every)
    expect(takeControls(home, "a")).toEqual(every)
    expect(takeControls(home, "a")).toEqual([])
    expect(readdirSync(folderOf(home))).toEqual([])
  })

  it("go to their own loop only", () => {
    const home = temporaryHome()
    addControl(home, "b", { kind: "cancel", at: 1 })
    expect(takeControls(home, "a")).toEqual([])
    expect(peekControls(home, "b")).toHaveLength(1)
  })

  it("stay until they are settled, and a later one stays longer", () => {
    const home = temporaryHome()
    addControl(home, "a", { kind: "pause", at: 1 })
    const open = openControls(home, "a")
    addControl(home, "a", { kind: "cancel", at: 2 })
    expect(open.requests).toEqual([{ kind: "pause", at: 1 }])
    expect(peekControls(home, "a")).toHaveLength(2)
    open.settle()
    open.settle()
    expect(takeControls(home, "a")).toEqual([{ kind: "cancel", at: 2 }])
  })

  it.each([
    "",
    "{",
    "[]",
    '{"kind":"cancel"}',
    '{"kind":"cancel","at":-1}',
    '{"kind":"reboot","at":1}',
    '{"kind":"steer","at":1}',
    '{"kind":"approve","at":1,"finding":"x"}',
    '{"kind":"resume","at":1,"maxIterations":0}',
    '{"kind":"resume","at":1,"maxIterations":100000}',
    '{"kind":"resume","at":1,"maxMinutes":"unlimited"}',
  ])("S13 S32 that read %j are set aside, reported, and hold nothing else up", (text) => {
    const home = temporaryHome()
    const path = addBroken(home, text)
    addControl(home, "a", { kind: "cancel", at: 9 })
    expect(peekControls(home, "a")).toEqual([{ kind: "cancel", at: 9 }])
    const kept: string[] = []
    expect(takeControls(home, "a", (place) => kept.push(place))).toEqual([{ kind: "cancel", at: 9 }])
    expect(kept).toEqual([`${path}.corrupt-1`])
    expect(readFileSync(`${path}.corrupt-1`, "utf8")).toBe(text)
  })

  it("that cannot be understood are told by openControls too", () => {
    const home = temporaryHome()
    const path = addBroken(home, "{")
    expect(openControls(home, "a")).toMatchObject({ requests: [], corrupt: [`${path}.corrupt-1`] })
    expect(openControls(home, "a")).toMatchObject({ corrupt: [] })
  })

  it("are not read while they are being written", () => {
    const home = temporaryHome()
    addControl(home, "a", { kind: "pause", at: 1 })
    writeFileSync(join(folderOf(home), "0000000000000001-000001-00000000.json.1-1-x.tmp"), "{")
    expect(takeControls(home, "a")).toEqual([{ kind: "pause", at: 1 }])
  })

  it("can all be dropped", () => {
    const home = temporaryHome()
    addControl(home, "a", { kind: "pause", at: 1 })
    dropControls(home, "a")
    dropControls(home, "a")
    expect(takeControls(home, "a")).toEqual([])
  })
})

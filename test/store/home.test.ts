import { mkdirSync, symlinkSync, writeFileSync } from "node:fs"
import { homedir } from "node:os"
import { join, resolve } from "node:path"
import { describe, expect, it } from "vitest"
import { readHeartbeat, touchHeartbeat } from "../../src/store/heartbeat.ts"
import { forLoopHome, isSafeId } from "../../src/store/home.ts"
import { markHookSeen, readHookSeen } from "../../src/store/hook-seen.ts"
import { iterationDirectory, readIterationFile, writeIterationFile } from "../../src/store/iteration.ts"
import { isDisabled } from "../../src/store/kill-switch.ts"
import { appendNotice, readNotices } from "../../src/store/notices.ts"
import { listLoops, saveState } from "../../src/store/state-file.ts"
import { addTrust, readTrust } from "../../src/store/trust.ts"
import { sampleState, temporaryHome } from "./sample.ts"

describe("forLoopHome", () => {
  it("is FOR_LOOP_HOME, else a folder of the user", () => {
    expect(forLoopHome({ FOR_LOOP_HOME: "/x/y" })).toBe(resolve("/x/y"))
    expect(forLoopHome({ HOME: "/u", USERPROFILE: "/u" })).toBe(resolve("/u/.antigravity-for-loop"))
    expect(forLoopHome({})).toBe(join(homedir(), ".antigravity-for-loop"))
  })

  it.each([
    ["~/loops", resolve("/u/loops")],
    ["~", resolve("/u")],
    ["loops", resolve("/u/loops")],
    ["  ", resolve("/u/.antigravity-for-loop")],
  ])("S06 reads %j the same from every working directory", (value, expected) => {
    expect(forLoopHome({ HOME: "/u", USERPROFILE: "/u", FOR_LOOP_HOME: value })).toBe(expected)
  })
})

describe("isSafeId", () => {
  it.each(["a", "3f2c-9", "m1x2-00ff", "conv_1.2", "x".repeat(128)])("accepts %j", (id) => {
    expect(isSafeId(id)).toBe(true)
  })
  it.each([
    "",
    ".",
    "..",
    "a/b",
    "a\\b",
    "a b",
    "a\0",
    "-a",
    "é",
    "LPT1",
    "nul.json",
    "a.",
    "undefined",
    "NULL",
    "a\n",
  ])("S03 refuses %j", (id) => {
    expect(isSafeId(id)).toBe(false)
  })
})

describe("heartbeat", () => {
  it("counts and remembers the last model call", () => {
    const home = temporaryHome()
    saveState(home, sampleState("a"))
    expect(readHeartbeat(home, "a")).toBeNull()
    touchHeartbeat(home, "a", 100)
    touchHeartbeat(home, "a", 250)
    expect(readHeartbeat(home, "a")).toEqual({ at: 250, count: 2 })
  })

  it("starts anew after damage, and does not bring a removed loop back", () => {
    const home = temporaryHome()
    saveState(home, sampleState("a"))
    writeFileSync(join(home, "loops", "a", "heartbeat.json"), '{"at":"now"}')
    expect(readHeartbeat(home, "a")).toBeNull()
    touchHeartbeat(home, "a", 7)
    expect(readHeartbeat(home, "a")).toEqual({ at: 7, count: 1 })
    touchHeartbeat(home, "b", 7)
    expect(listLoops(home).map(({ id }) => id)).toEqual(["a"])
  })
})

describe("the mark of the hook", () => {
  it("S41 is absent until the hook ran", () => {
    const home = join(temporaryHome(), "new")
    expect(readHookSeen(home)).toBeNull()
    markHookSeen(home, 42)
    expect(readHookSeen(home)).toBe(42)
    writeFileSync(join(home, "hook-seen.json"), "")
    expect(readHookSeen(home)).toBeNull()
  })
})

describe("the kill switch", () => {
  it.each([
    ["1", true],
    ["true", true],
    ["yes please", true],
    ["0", false],
    ["false", false],
    [" ", false],
    [undefined, false],
  ])("FOR_LOOP_DISABLE=%j reads %j", (value, expected) => {
    expect(isDisabled(temporaryHome(), value === undefined ? {} : { FOR_LOOP_DISABLE: value })).toBe(expected)
  })

  it("is a file too, for hosts that are not restarted", () => {
    const home = temporaryHome()
    writeFileSync(join(home, "disabled"), "")
    expect(isDisabled(home, {})).toBe(true)
  })
})

describe("trust", () => {
  it("S34 holds for one workspace and one exact content", () => {
    const home = temporaryHome()
    const [one, two] = [join(home, "one"), join(home, "two")]
    mkdirSync(one)
    mkdirSync(two)
    expect(readTrust(home, one, "hash-1")).toBe(false)
    addTrust(home, one, "hash-1", 1)
    addTrust(home, one, "hash-1", 2)
    addTrust(home, two, "hash-2", 3)
    expect(readTrust(home, one, "hash-1")).toBe(true)
    expect(readTrust(home, one, "hash-2")).toBe(false)
    expect(readTrust(home, two, "hash-1")).toBe(false)
    expect(readTrust(home, two, "hash-2")).toBe(true)
  })

  it.skipIf(process.platform === "win32")(
    "S34 follows links to the same folder (links need rights on Windows)",
    () => {
      const home = temporaryHome()
      mkdirSync(join(home, "real"))
      symlinkSync(join(home, "real"), join(home, "link"))
      addTrust(home, join(home, "link"), "h", 1)
      expect(readTrust(home, join(home, "real"), "h")).toBe(true)
      expect(readTrust(home, join(home, "real", "..", "real"), "h")).toBe(true)
    },
  )

  it.each(["", "{", "[]", '{"approvals":{}}', '{"approvals":[{"workspace":"/w","hash":1}]}'])(
    "S13 S34 trusts nothing when its file reads %j, and can be given again",
    (text) => {
      const home = temporaryHome()
      writeFileSync(join(home, "trust.json"), text)
      expect(readTrust(home, "/w", "h")).toBe(false)
      addTrust(home, "/w", "h", 1)
      expect(readTrust(home, "/w", "h")).toBe(true)
    },
  )
})

describe("iteration folders", () => {
  it("are created, and keep files by name", () => {
    const home = temporaryHome()
    expect(readIterationFile(home, "a", 3, "digest.md")).toBeNull()
    expect(iterationDirectory(home, "a", 3)).toBe(join(home, "loops", "a", "iterations", "3"))
    writeIterationFile(home, "a", 3, "digest.md", "text ✓")
    expect(readIterationFile(home, "a", 3, "digest.md")).toBe("text ✓")
  })

  it("refuse names and numbers that lead elsewhere", () => {
    const home = temporaryHome()
    const unsafe = expect.objectContaining({ code: "unsafe-name" })
    expect(() => writeIterationFile(home, "a", 1, "../state.json", "x")).toThrow(unsafe)
    for (const n of [-1, 1.5, Number.NaN]) expect(() => iterationDirectory(home, "a", n)).toThrow(unsafe)
  })
})

describe("notices", () => {
  it("S10 keep what concerns no usable state", () => {
    const home = join(temporaryHome(), "new")
    expect(readNotices(home)).toEqual([])
    appendNotice(home, { at: 1, loop: "a", text: "one\ntwo" })
    appendNotice(home, { at: 2, loop: "b", text: "three" })
    expect(readNotices(home)).toEqual([
      { at: 1, loop: "a", text: "one\ntwo" },
      { at: 2, loop: "b", text: "three" },
    ])
  })
})

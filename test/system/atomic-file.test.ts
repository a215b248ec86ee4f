import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { appendLines } from "../../src/system/append-file.ts"
import { ensureDir, readTextIfPresent, writeFileAtomic, writeNewFile } from "../../src/system/atomic-file.ts"
import { parseRecord } from "../../src/system/json-record.ts"
import { listNames } from "../../src/system/list-names.ts"
import { boundedFileSink, jsonLog } from "../../src/system/log.ts"
import { renameFile } from "../../src/system/rename-file.ts"
import { errnoOf, StoreError, storeErrorOf } from "../../src/system/store-error.ts"
import { temporaryHome } from "../store/sample.ts"

const posix = process.platform !== "win32"

function errno(code: string): Error {
  return Object.assign(new Error(code), { code })
}

describe("writeFileAtomic", () => {
  it.each(["flushed", "cached"] as const)("replaces the text and leaves no other file (%s)", (durability) => {
    const home = temporaryHome()
    const path = join(home, "f")
    expect(readTextIfPresent(path)).toBeNull()
    writeFileAtomic(path, "one", durability)
    writeFileAtomic(path, "zwei ✓", durability)
    expect(readTextIfPresent(path)).toBe("zwei ✓")
    expect(readdirSync(home)).toEqual(["f"])
  })

  it.skipIf(!posix)("gives mode 0600 whatever the old file had (POSIX modes)", () => {
    const path = join(temporaryHome(), "f")
    writeFileSync(path, "", { mode: 0o644 })
    writeFileAtomic(path, "x")
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  it("leaves the old target and no leftover when it fails", () => {
    const home = temporaryHome()
    mkdirSync(join(home, "folder"))
    writeFileSync(join(home, "folder", "inside"), "")
    expect(() => writeFileAtomic(join(home, "folder"), "x")).toThrow(StoreError)
    expect(() => writeFileAtomic(join(home, "absent", "f"), "x")).toThrow(StoreError)
    expect(readdirSync(home)).toEqual(["folder"])
  })

  it.skipIf(process.platform !== "linux")(
    "S94 reports a full disk when appending, naming the file (needs /dev/full)",
    () => {
      const home = temporaryHome()
      symlinkSync("/dev/full", join(home, "full"))
      expect(() => appendLines(join(home, "full"), ["x"], "cached")).toThrow(
        expect.objectContaining({ code: "disk-full", path: join(home, "full") }),
      )
    },
  )
})

describe("writeNewFile", () => {
  it("refuses a file that exists and keeps it", () => {
    const path = join(temporaryHome(), "f")
    writeNewFile(path, "first", "cached")
    expect(() => writeNewFile(path, "second", "cached")).toThrow(expect.objectContaining({ code: "EEXIST" }))
    expect(readFileSync(path, "utf8")).toBe("first")
  })
})

describe("ensureDir", () => {
  it.skipIf(!posix)(
    "creates every missing level with mode 0700, and keeps those that exist (POSIX modes)",
    () => {
      const home = temporaryHome()
      mkdirSync(join(home, "a"), { mode: 0o755 })
      ensureDir(join(home, "a", "b", "c"))
      ensureDir(join(home, "a", "b", "c"))
      expect(statSync(join(home, "a")).mode & 0o777).toBe(0o755)
      expect(statSync(join(home, "a", "b")).mode & 0o777).toBe(0o700)
      expect(statSync(join(home, "a", "b", "c")).mode & 0o777).toBe(0o700)
    },
  )

  it("says which path is blocked by a file", () => {
    const home = temporaryHome()
    writeFileSync(join(home, "f"), "")
    for (const path of [join(home, "f"), join(home, "f", "g")]) {
      expect(() => ensureDir(path)).toThrow(expect.objectContaining({ code: "not-a-folder", path }))
    }
  })
})

describe("readTextIfPresent and listNames", () => {
  it("tell absent from unreadable", () => {
    const home = temporaryHome()
    expect(readTextIfPresent(join(home, "f"))).toBeNull()
    expect(listNames(join(home, "d"))).toEqual([])
    expect(() => readTextIfPresent(home)).toThrow(expect.objectContaining({ code: "not-a-file" }))
    writeFileSync(join(home, "f"), "")
    expect(() => listNames(join(home, "f"))).toThrow(expect.objectContaining({ code: "not-a-folder" }))
    expect(listNames(home)).toEqual(["f"])
  })
})

describe("appendLines", () => {
  it("appends whole lines, after a torn one too", () => {
    const path = join(temporaryHome(), "f")
    appendLines(path, [], "cached")
    expect(existsSync(path)).toBe(false)
    appendLines(path, ["a", "b"], "flushed")
    appendLines(path, ["c"], "cached")
    expect(readFileSync(path, "utf8")).toBe("a\nb\nc\n")
    writeFileSync(path, "a\nto")
    appendLines(path, ["d"], "cached")
    expect(readFileSync(path, "utf8")).toBe("a\nto\nd\n")
  })
})

describe("renameFile", () => {
  const failing = (platform: NodeJS.Platform, failures: number, code: string) => {
    const seen = { calls: 0, paused: 0 }
    const system = {
      platform,
      rename: () => {
        seen.calls += 1
        if (seen.calls <= failures) throw errno(code)
      },
      pause: (ms: number) => {
        seen.paused += ms
      },
    }
    return { seen, system }
  }

  it("S90 tries again on Windows while somebody reads the target", () => {
    const { seen, system } = failing("win32", 4, "EPERM")
    renameFile("a", "b", system)
    expect(seen.calls).toBe(5)
    expect(seen.paused).toBeGreaterThan(0)
  })

  it("S90 gives up after a bounded time, with the system's own error", () => {
    const { seen, system } = failing("win32", 1000, "EBUSY")
    expect(() => renameFile("a", "b", system)).toThrow(expect.objectContaining({ code: "EBUSY" }))
    expect(seen.paused).toBeLessThan(1000)
  })

  it.each([
    ["linux", "EPERM"],
    ["win32", "ENOENT"],
  ] as const)("does not try again on %s after %s", (platform, code) => {
    const { seen, system } = failing(platform, 1, code)
    expect(() => renameFile("a", "b", system)).toThrow(expect.objectContaining({ code }))
    expect(seen.calls).toBe(1)
  })
})

describe("StoreError", () => {
  it.each([
    ["ENOSPC", "disk-full"],
    ["EDQUOT", "disk-full"],
    ["EROFS", "read-only"],
    ["EACCES", "no-permission"],
    ["EPERM", "no-permission"],
    ["ENOTDIR", "not-a-folder"],
    ["EISDIR", "not-a-file"],
    ["EMFILE", "too-many-open-files"],
    ["EIO", "input-output"],
  ])("%s becomes %s with the file, the next step and the cause", (system, code) => {
    const cause = errno(system)
    const error = storeErrorOf("/home/state.json", cause)
    expect(error).toMatchObject({ code, path: "/home/state.json", cause })
    expect(error.message).toMatch(/\/home\/state\.json.*\. \w.*\.$/)
  })

  it("passes through unchanged, and takes anything that was thrown", () => {
    const error = storeErrorOf("/x", errno("EIO"))
    expect(storeErrorOf("/y", error)).toBe(error)
    expect(storeErrorOf("/x", "text").code).toBe("input-output")
    expect(errnoOf(Object.assign(new Error("n"), { code: 7 }))).toBeNull()
  })
})

describe("parseRecord", () => {
  it.each(["", "{", "[]", "null", "1", '"x"'])("is null for %j", (text) => {
    expect(parseRecord(text)).toBeNull()
  })
  it("gives the fields of an object", () => {
    expect(parseRecord('{"a":1}')).toEqual({ a: 1 })
  })
})

describe("the log", () => {
  it("writes one JSON line per message and never breaks its caller", () => {
    const lines: string[] = []
    jsonLog(
      (line) => lines.push(line),
      () => 0,
    ).write("warn", "two\nlines", { loop: "a", count: 2 })
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { at: "1970-01-01T00:00:00.000Z", level: "warn", message: "two\nlines", loop: "a", count: 2 },
    ])
    const broken = jsonLog(
      () => {
        throw new Error("no disk")
      },
      () => 0,
    )
    expect(() => broken.write("info", "x")).not.toThrow()
    expect(() =>
      jsonLog(
        () => {},
        () => Number.NaN,
      ).write("info", "x"),
    ).not.toThrow()
  })

  it("keeps its file bounded, with one older file", () => {
    const path = join(temporaryHome(), "log")
    const sink = boundedFileSink(path, 100)
    for (let i = 0; i < 40; i++) sink(`line ${String(i).padStart(3, "0")}`)
    expect(statSync(path).size).toBeLessThanOrEqual(100)
    expect(statSync(`${path}.1`).size).toBeLessThanOrEqual(100)
    expect(readFileSync(path, "utf8").endsWith("line 039\n")).toBe(true)
  })
})

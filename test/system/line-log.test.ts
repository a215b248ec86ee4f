import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, describe, expect, test } from "vitest"
import { openLineLog } from "../../src/system/line-log.ts"

const made: string[] = []

afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true })
})

function newFile(): string {
  const folder = mkdtempSync(join(tmpdir(), "for-loop-lines-"))
  made.push(folder)
  return join(folder, "deep", "er", "lines.jsonl")
}

const open = (path: string, more: { maxWaitingBytes?: number; onTrouble?: (message: string) => void } = {}) =>
  openLineLog({
    path,
    delayMs: 10,
    maxWaitingBytes: 1_000_000,
    onTrouble: (message) => {
      throw new Error(message)
    },
    ...more,
  })

const linesOf = (path: string) => readFileSync(path, "utf8").split("\n")

describe("a file that grows by lines in the background", () => {
  test("nothing is opened until the first line comes; then folder and file belong to their user alone", async () => {
    const path = newFile()
    const log = open(path)
    await log.flush()
    expect(() => statSync(path)).toThrow("ENOENT")
    log.append("one")
    log.append("two ü")
    await log.flush()
    expect(linesOf(path)).toEqual(["one", "two ü", ""])
    expect(log.written()).toBe(statSync(path).size)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(statSync(join(path, "..")).mode & 0o777).toBe(0o700)
    await log.close()
  })

  test("lines are written by themselves, soon", async () => {
    const path = newFile()
    const log = open(path)
    log.append("one")
    await expect.poll(() => statSync(path, { throwIfNoEntry: false })?.size).toBe(4)
    await log.close()
  })

  test("behind a line that a kill tore, a new line is started", async () => {
    const path = newFile()
    const first = open(path)
    first.append("one")
    await first.close()
    appendFileSync(path, '{"torn')
    const second = open(path)
    second.append("two")
    await second.close()
    expect(linesOf(path)).toEqual(["one", '{"torn', "two", ""])
  })

  test("a replacement holds what it was given, and behind it what was appended meanwhile", async () => {
    const path = newFile()
    const log = open(path)
    for (let at = 0; at < 1000; at += 1) log.append(`old ${at}`)
    await log.flush()
    log.append("told by the replacement")
    const replaced = log.replace(function* () {
      for (let at = 0; at < 5000; at += 1) {
        if (at % 1000 === 0) log.append(`meanwhile ${at}`)
        yield `new ${at} ${"x".repeat(100)}`
      }
    })
    await replaced
    log.append("after")
    await log.close()
    const lines = linesOf(path)
    expect(lines).toHaveLength(5007)
    expect(lines[0]).toMatch(/^new 0 /)
    expect(lines.slice(5000)).toEqual([...[0, 1, 2, 3, 4].map((at) => `meanwhile ${at * 1000}`), "after", ""])
    expect(log.written()).toBe(statSync(path).size)
    expect(log.lost()).toBe(0)
  })

  test("a replacement that fails leaves the old file, and loses no line", async () => {
    const path = newFile()
    const log = open(path, { onTrouble: () => {} })
    log.append("one")
    await log.flush()
    log.append("two")
    const replaced = log.replace(function* () {
      yield "new"
      throw new Error("no more")
    })
    await expect(replaced).rejects.toThrow("no more")
    await log.close()
    expect(linesOf(path)).toEqual(["one", "two", ""])
  })

  test("while the disk refuses, a bounded part waits and is written once it takes lines again", async () => {
    const path = newFile()
    const folder = join(path, "..")
    mkdirSync(join(folder, ".."), { recursive: true })
    writeFileSync(folder, "in the way")
    const troubles: string[] = []
    const log = open(path, { maxWaitingBytes: 1000, onTrouble: (message) => troubles.push(message) })
    for (let at = 0; at < 200; at += 1) log.append(`line ${at}`)
    await log.flush()
    await log.flush()
    expect(troubles).toHaveLength(1)
    const lost = log.lost()
    expect(lost).toBeGreaterThan(50)
    rmSync(folder)
    await log.flush()
    expect(linesOf(path)).toHaveLength(200 - lost + 1)
    log.append("last")
    await log.close()
    expect(linesOf(path).slice(-2)).toEqual(["last", ""])
  })
})

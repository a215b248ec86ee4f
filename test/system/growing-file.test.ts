import { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { describe, expect, it } from "vitest"
import { openGrowingFile } from "../../src/system/growing-file.ts"
import { temporaryHome } from "../store/sample.ts"

function fileIn(home: string): string {
  return join(home, "deep", "down", "log.jsonl")
}

describe("a growing file", () => {
  it("is made with its folders at the first word, for its owner alone", () => {
    const path = fileIn(temporaryHome())
    const file = openGrowingFile(path)
    expect(file.size()).toBe(0)
    expect(file.append(Buffer.from("one\n"), "cached")).toBe(4)
    expect(readFileSync(path, "utf8")).toBe("one\n")
    if (process.platform !== "win32") expect(statSync(path).mode & 0o777).toBe(0o600)
    file.close()
  })

  it("tells by its size that another wrote too", () => {
    const path = fileIn(temporaryHome())
    const file = openGrowingFile(path)
    file.append(Buffer.from("one\n"), "cached")
    appendFileSync(path, "theirs\n")
    expect(file.size()).toBe(11)
    expect(file.append(Buffer.from("two\n"), "flushed")).toBe(15)
    expect(readFileSync(path, "utf8")).toBe("one\ntheirs\ntwo\n")
    file.close()
  })

  it.skipIf(process.platform === "win32")("writes nothing into a file that was removed or replaced", () => {
    const path = fileIn(temporaryHome())
    const file = openGrowingFile(path)
    file.append(Buffer.from("one\n"), "cached")
    rmSync(path)
    expect(file.size()).toBe(0)
    expect(file.append(Buffer.from("two\n"), "cached")).toBe(4)
    writeFileSync(`${path}.new`, "other\n")
    renameSync(`${path}.new`, path)
    expect(file.append(Buffer.from("three\n"), "cached")).toBe(12)
    expect(readFileSync(path, "utf8")).toBe("other\nthree\n")
    file.close()
  })

  it("says in words what the disk refuses, and goes on when it takes again", () => {
    const path = fileIn(temporaryHome())
    mkdirSync(path, { recursive: true })
    const file = openGrowingFile(path)
    expect(() => file.append(Buffer.from("one\n"), "cached")).toThrow(path)
    rmSync(path, { recursive: true })
    expect(file.append(Buffer.from("one\n"), "cached")).toBe(4)
    rmSync(dirname(path), { recursive: true })
    file.close()
  })
})

import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { type PassageOrder, readPassages } from "../../src/system/passages.ts"

const folder = mkdtempSync(join(tmpdir(), "for-loop-passages-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let files = 0
function read(text: string, more: Partial<PassageOrder> = {}) {
  const path = join(folder, String(++files))
  writeFileSync(path, text)
  return readPassages(path, {
    wholeBytes: 100,
    headBytes: 40,
    tailBytes: 40,
    marks: [{ bytes: Buffer.from("FAIL"), strict: [Buffer.from("\nFAIL")] }],
    beforeBytes: 20,
    afterBytes: 30,
    middleBytes: 400,
    ...more,
  })
}

const lines = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => `line ${from + i}`).join("\n")

describe("readPassages", () => {
  it("gives a small file whole, to the byte", () => {
    expect(read("a\r\nFAIL ü")).toEqual({ text: "a\r\nFAIL ü", complete: true })
    expect(read("")).toEqual({ text: "", complete: true })
  })

  it("keeps both ends and whole lines around each mark, and says how much is left out", () => {
    const found = read(`${lines(100, 200)}\nFAIL one\nwhy one\n${lines(200, 300)}`)
    expect(found?.complete).toBe(false)
    expect(found?.text.split("\n")).toEqual([
      "line 100",
      "line 101",
      "line 102",
      "line 103",
      "",
      "[… 840 bytes left out …]",
      "line 198",
      "line 199",
      "FAIL one",
      "why one",
      "line 200",
      "",
      "[… 846 bytes left out …]",
      "line 296",
      "line 297",
      "line 298",
      "line 299",
    ])
  })

  it("finds a mark at the border of two chunks and one deep inside", () => {
    for (const at of [256 * 1024 + 38, 256 * 1024 + 39, 256 * 1024 + 40, 512 * 1024 + 36, 700_000]) {
      const text = `${"x".repeat(at)}\nFAIL here\n${"y".repeat(300_000)}`
      expect(read(text)?.text, String(at)).toContain("FAIL here")
    }
  })

  it("S84 lets a frequent mark take no more than its share, and goes on with its strict form", () => {
    const noise = `${"it may FAIL or not, who knows\n".repeat(50_000)}`
    const found = read(`${noise}\nFAIL really\n${noise}`, {
      marks: [
        { bytes: Buffer.from("FAIL"), strict: [Buffer.from("\nFAIL")] },
        { bytes: Buffer.from("panic"), strict: [] },
      ],
    })
    expect(found?.text).toContain("\nFAIL really\n")
    expect(found?.text.length).toBeLessThan(40 + 400 + 40 + 40 * 20)
  })

  it("does not cut inside a character", () => {
    const text = `${"ü".repeat(200)}\nFAIL ü\n${"é".repeat(301)}`
    expect(read(text, { headBytes: 41, tailBytes: 41 })?.text).not.toContain("\ufffd")
  })

  it("is null for a folder and for what is not there", () => {
    const order = {
      wholeBytes: 1,
      headBytes: 1,
      tailBytes: 1,
      marks: [],
      beforeBytes: 1,
      afterBytes: 1,
      middleBytes: 1,
    }
    expect(readPassages(folder, order)).toBeNull()
    expect(readPassages(join(folder, "gone"), order)).toBeNull()
  })
})

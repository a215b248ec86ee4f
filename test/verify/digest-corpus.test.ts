import { beforeAll, describe, expect, it } from "vitest"
import { flat, type Measured, measure, median, readCorpus } from "../../bench/digest/corpus.ts"

const posixOnly = describe.skipIf(process.platform === "win32")
const corpus = readCorpus()
const budget = 8 * 1024

describe("the corpus of recorded failures", () => {
  it("holds at least sixty outputs, each with a root cause that stands in it, a command and a version", () => {
    expect(corpus.length).toBeGreaterThanOrEqual(60)
    for (const recorded of corpus) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: colours stand between the words of a cause
      const plain = flat(recorded.raw.replace(/\x1b\[[\d;]*m/g, ""))
      const causes = recorded.rootCause.map((cause) => Buffer.from(cause).toString("latin1"))
      for (const cause of causes) expect(plain, recorded.name).toContain(flat(cause))
      expect(recorded.rootCause.length * recorded.command.length * recorded.version.length).toBeGreaterThan(0)
    }
  })
})

// Windows has no `cat` and other exit codes for crashes; the digest itself is tested there by the other files.
posixOnly("the digest of real failing outputs", () => {
  let rows: Measured[] = []
  beforeAll(async () => {
    rows = []
    for (const recorded of corpus) rows.push(await measure(recorded, budget))
  }, 120_000)

  it("contains the root cause in at least 95 %", () => {
    const lost = rows.filter((row) => row.lost.length > 0).map((row) => row.name)
    expect(lost.length / rows.length, lost.join(", ")).toBeLessThanOrEqual(0.05)
  })

  it("has a tenth of the raw size at the median", () => {
    expect(median(rows.map((row) => row.digestBytes / row.rawBytes))).toBeLessThanOrEqual(0.1)
  })

  it("stays within its budget, keeps its fence and holds no control characters", () => {
    for (const { digest, digestBytes } of rows) {
      expect(digestBytes).toBeLessThanOrEqual(budget)
      const fence = /^(`{3,})text$/m.exec(digest)?.[1] ?? "no fence"
      expect(digest.split(fence)).toHaveLength(3)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must be gone
      expect(digest).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/)
    }
  })

  it("S77 calls none of them suspicious", () => {
    expect(rows.filter((row) => row.suspicions > 0).map((row) => row.name)).toEqual([])
  })
})

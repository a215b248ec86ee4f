import { appendFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { appendLedger, type LedgerRecord, readLedger } from "../../src/spend/ledger.ts"
import { temporaryHome } from "../store/sample.ts"

const everything = { from: 0, to: Number.POSITIVE_INFINITY }

function record(changes: Partial<LedgerRecord> = {}): LedgerRecord {
  return {
    at: Date.UTC(2026, 10, 20, 12),
    loop: "a",
    iteration: 1,
    host: "antigravity",
    model: "gemini-3-pro",
    inputTokens: 1000,
    outputTokens: 50,
    usd: 0.25,
    basis: "measured",
    wallMs: 60_000,
    checkMs: 5000,
    ...changes,
  }
}

describe("the ledger", () => {
  it("gives back what was written, unknown amounts as unknown", () => {
    const home = temporaryHome()
    expect(readLedger(home, everything)).toEqual({ records: [], badLines: 0 })
    const records = [
      record(),
      record({ iteration: 2, usd: null, inputTokens: null, model: null, basis: "unknown" }),
    ]
    for (const one of records) appendLedger(home, one)
    expect(readLedger(home, everything)).toEqual({ records, badLines: 0 })
  })

  it("has one file per month in UTC, and reads only the months asked for", () => {
    const home = temporaryHome()
    const moments = [Date.UTC(2025, 11, 31, 23, 59), Date.UTC(2026, 0, 1), Date.UTC(2026, 1, 1)]
    for (const at of moments) appendLedger(home, record({ at }))
    expect(readdirSync(join(home, "ledger")).sort()).toEqual([
      "2025-12.jsonl",
      "2026-01.jsonl",
      "2026-02.jsonl",
    ])
    writeFileSync(join(home, "ledger", "2026-02.jsonl"), "damaged\n")
    expect(readLedger(home, { from: Date.UTC(2025, 11, 1), to: Date.UTC(2026, 0, 31) })).toMatchObject({
      records: [{ at: moments[0] }, { at: moments[1] }],
      badLines: 0,
    })
    expect(readLedger(home, everything).badLines).toBe(1)
  })

  it("reads a span that begins inside and ends before its last moment", () => {
    const home = temporaryHome()
    for (const at of [10, 20, 30]) appendLedger(home, record({ at }))
    expect(readLedger(home, { from: 20, to: 30 }).records.map(({ at }) => at)).toEqual([20])
    expect(readLedger(home, { from: 30, to: 31 }).records.map(({ at }) => at)).toEqual([30])
  })

  it("goes on after a line torn by a kill, and says that one line is lost", () => {
    const home = temporaryHome()
    appendLedger(home, record())
    const [file = ""] = readdirSync(join(home, "ledger"))
    appendFileSync(join(home, "ledger", file), '{"at":17')
    appendLedger(home, record({ iteration: 2 }))
    expect(readLedger(home, everything)).toMatchObject({
      records: [{ iteration: 1 }, { iteration: 2 }],
      badLines: 1,
    })
  })

  it.each([
    ["usd", -1],
    ["usd", "0.1"],
    ["basis", "guessed"],
    ["host", "another"],
    ["at", null],
    ["inputTokens", undefined],
  ])("does not take a record whose %s is %j for a good one", (field, value) => {
    const home = temporaryHome()
    appendLedger(home, record())
    const [file = ""] = readdirSync(join(home, "ledger"))
    writeFileSync(join(home, "ledger", file), `${JSON.stringify({ ...record(), [field]: value })}\n`)
    expect(readLedger(home, everything)).toEqual({ records: [], badLines: 1 })
  })

  it("never throws and never invents a record, whatever bytes the file was cut or changed to", () => {
    const home = temporaryHome()
    const records = [1, 2, 3].map((iteration) => record({ iteration }))
    for (const one of records) appendLedger(home, one)
    const [file = ""] = readdirSync(join(home, "ledger"))
    const path = join(home, "ledger", file)
    const whole = readFileSync(path)
    fc.assert(
      fc.property(fc.nat({ max: whole.length }), (at) => {
        writeFileSync(path, whole.subarray(0, at))
        const read = readLedger(home, everything)
        expect(read.records).toEqual(records.slice(0, read.records.length))
        expect(read.badLines).toBeLessThanOrEqual(1)
      }),
    )
  })
})

import { appendFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  appendLedger,
  completeLedger,
  type LedgerRecord,
  ledgerFiles,
  readLedger,
} from "../../src/spend/ledger.ts"
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
    writeFileSync(join(home, "ledger", "2025-12.jsonl"), "damaged\n")
    expect(readLedger(home, { from: Date.UTC(2026, 0, 1), to: Date.UTC(2026, 0, 31) })).toMatchObject({
      records: [{ at: moments[1] }],
      badLines: 0,
    })
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

  it("adds a record that a kill kept out, and none that is there", () => {
    const home = temporaryHome()
    const known = record()
    for (const one of [known, known]) completeLedger(home, one)
    expect(readLedger(home, everything).records).toEqual([known])
    const others = [
      record({ iteration: 2 }),
      record({ loop: "b" }),
      record({ at: known.at + 1 }),
      record({ loop: "b", iteration: 2, at: known.at - 1 }),
    ]
    for (const one of [...others, ...others]) completeLedger(home, one)
    expect(readLedger(home, everything).records).toEqual([known, ...others])
  })

  it("knows its own files, oldest first, and passes over others", () => {
    const home = temporaryHome()
    expect(ledgerFiles(home)).toEqual([])
    for (const month of [11, 2, 0]) appendLedger(home, record({ at: Date.UTC(2025, month, 1) }))
    const folder = join(home, "ledger")
    for (const name of ["calls-000001.jsonl", "2025-03.jsonl.bak", "x2025-03.jsonl", "2025-031.jsonl"])
      writeFileSync(join(folder, name), `${JSON.stringify(record())}\n`)
    const names = ["2025-01.jsonl", "2025-03.jsonl", "2025-12.jsonl"]
    expect(ledgerFiles(home)).toEqual(names.map((name) => join(folder, name)))
    expect(readLedger(home, everything).records).toHaveLength(3)
  })

  it("keeps what an agent told as an estimate, times up to the last there is, and passes over empty lines", () => {
    const home = temporaryHome()
    const records = [
      record({ basis: "estimated" }),
      record({ at: 8.64e15 }),
      record({ at: 0 }),
      record({ model: null, usd: 0, wallMs: 0, checkMs: 0, iteration: 0 }),
    ]
    for (const one of records) appendLedger(home, one)
    appendFileSync(join(home, "ledger", "2026-11.jsonl"), "\n  \n\t\n")
    const read = readLedger(home, everything)
    expect(read.badLines).toBe(0)
    expect(read.records).toHaveLength(4)
    for (const one of records) expect(read.records).toContainEqual(one)
    expect(readLedger(home, { from: 0, to: 1 }).records).toEqual([record({ at: 0 })])
  })

  it.each([
    ["loop", 5],
    ["iteration", "1"],
    ["wallMs", null],
    ["checkMs", "1"],
    ["outputTokens", "1"],
    ["at", 8.64e15 + 2],
    ["at", -1],
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

  it("reads a record whose model is no name as one of an unknown model", () => {
    const home = temporaryHome()
    appendLedger(home, record())
    writeFileSync(join(home, "ledger", "2026-11.jsonl"), `${JSON.stringify({ ...record(), model: 5 })}\n`)
    expect(readLedger(home, everything).records).toEqual([record({ model: null })])
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

import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { appendJournal, completeJournal, readJournal } from "../../src/store/journal.ts"
import { loadState, saveState } from "../../src/store/state-file.ts"
import { finish, nextOutput, start } from "./programs/run.ts"
import { sampleEvents, sampleState, temporaryHome } from "./sample.ts"

const journalOf = (home: string) => join(home, "loops", "a", "journal.jsonl")
const seqs = (home: string) => readJournal(home, "a").events.map(({ seq }) => seq)
const upTo = (last: number) => Array.from({ length: last }, (_, i) => i + 1)

function tornEnd(path: string): boolean {
  const text = existsSync(path) ? readFileSync(path, "utf8") : ""
  return text !== "" && !text.endsWith("\n")
}

describe("the journal", () => {
  it("gives back what was appended, in order", () => {
    const home = temporaryHome()
    expect(readJournal(home, "a")).toEqual({ events: [], badLines: 0 })
    appendJournal(home, "a", sampleEvents(1, 2))
    appendJournal(home, "a", [])
    appendJournal(home, "a", sampleEvents(3, 1))
    expect(readJournal(home, "a")).toEqual({ events: sampleEvents(1, 3), badLines: 0 })
  })

  it("keeps what comes after a line torn by a kill", () => {
    const home = temporaryHome()
    appendJournal(home, "a", sampleEvents(1, 1))
    appendFileSync(journalOf(home), '{"seq":2,"at":1,"ki')
    appendJournal(home, "a", sampleEvents(3, 1))
    expect(readJournal(home, "a")).toMatchObject({ events: [{ seq: 1 }, { seq: 3 }], badLines: 1 })
  })

  it("S92 reads lines with CRLF ends and skips lines of another shape", () => {
    const home = temporaryHome()
    const [event] = sampleEvents(1, 1)
    mkdirSync(dirname(journalOf(home)), { recursive: true })
    writeFileSync(journalOf(home), `${JSON.stringify(event)}\r\n\r\n[]\r\n{"seq":"2"}\r\n`)
    expect(readJournal(home, "a")).toEqual({ events: [event], badLines: 2 })
  })

  it("is completed exactly once, however long it is already", () => {
    const home = temporaryHome()
    const long = sampleEvents(1, 400).map((event) => ({ ...event, detail: "d".repeat(1000) }))
    appendJournal(home, "a", long)
    const state = sampleState("a", { seq: 405, lastEvents: sampleEvents(401, 5) })
    completeJournal(home, state)
    completeJournal(home, state)
    expect(seqs(home)).toEqual(upTo(405))
  })

  it("is completed when the batch itself is longer than the first window at the file's end", () => {
    const home = temporaryHome()
    appendJournal(home, "a", sampleEvents(1, 3))
    const batch = sampleEvents(4, 90).map((event) => ({ ...event, detail: "中".repeat(1300) }))
    appendJournal(home, "a", batch.slice(0, 80))
    completeJournal(home, sampleState("a", { seq: 93, lastEvents: batch }))
    expect(seqs(home)).toEqual(upTo(93))
  })

  it("has every event of every saved state exactly once, wherever kills fall between save and append", () => {
    const step = fc.record({
      events: fc.integer({ min: 0, max: 4 }),
      killed: fc.constantFrom("never", "before save", "after save", "in append"),
      cut: fc.nat(),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const home = temporaryHome()
        saveState(home, sampleState("a"))
        for (const { events, killed, cut } of steps) {
          const loaded = loadState(home, "a")
          if (loaded.kind !== "ok") throw new Error(loaded.kind)
          completeJournal(home, loaded.state)
          const batch = sampleEvents(loaded.state.seq + 1, events)
          const lastEvents = events > 0 ? batch : loaded.state.lastEvents
          if (killed === "before save") continue
          saveState(home, { ...loaded.state, seq: loaded.state.seq + events, lastEvents })
          if (killed === "after save") continue
          if (killed === "in append") {
            // As the real append does, the one write begins with the line end that a torn line lacks.
            const start = batch.length > 0 && tornEnd(journalOf(home)) ? "\n" : ""
            const bytes = Buffer.from(start + batch.map((event) => `${JSON.stringify(event)}\n`).join(""))
            appendFileSync(journalOf(home), bytes.subarray(0, bytes.length === 0 ? 0 : cut % bytes.length))
            continue
          }
          appendJournal(home, "a", batch)
        }
        const last = loadState(home, "a")
        if (last.kind !== "ok") throw new Error(last.kind)
        completeJournal(home, last.state)
        expect(readJournal(home, "a").events).toEqual(sampleEvents(1, last.state.seq))
      }),
      { numRuns: 60 },
    )
  })

  it("S09 S13 stays whole with its state through kills of a real process at any moment", async () => {
    const home = temporaryHome()
    saveState(home, sampleState("a"))
    for (let round = 0; round < 12; round++) {
      const writer = start("save-loops", [home, "a"])
      await nextOutput(writer)
      const before = stateSeq(home)
      // The kill falls after a random number of further saves, at whatever the writer is then doing.
      const target = before + 3 * (round % 4)
      while (stateSeq(home) < target) await new Promise((resolve) => setImmediate(resolve))
      writer.kill("SIGKILL")
      expect((await finish(writer)).signal).toBe("SIGKILL")
    }
    const loaded = loadState(home, "a")
    if (loaded.kind !== "ok") throw new Error(loaded.kind)
    completeJournal(home, loaded.state)
    expect(loaded.state.seq).toBeGreaterThan(0)
    expect(seqs(home)).toEqual(upTo(loaded.state.seq))
  }, 120_000)
})

function stateSeq(home: string): number {
  const text = readFileSync(join(home, "loops", "a", "state.json"), "utf8")
  return Number(/"seq":(\d+),"lastEvents"/.exec(text)?.[1] ?? Number.NaN)
}

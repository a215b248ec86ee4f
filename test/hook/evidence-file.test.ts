import { describe, expect, it } from "vitest"
import { keepEvidence, storedResults } from "../../src/hook/evidence-file.ts"
import type { CheckResult } from "../../src/loop/evidence.ts"
import type { LoopState } from "../../src/loop/state.ts"
import { readIterationFile, writeIterationFile } from "../../src/store/iteration.ts"
import { parseRecord } from "../../src/system/json-record.ts"
import { check, evidence, runningLoop } from "../loop/builders.ts"
import { failed } from "../verify/check-results.ts"
import { type LoopPlace, loopPlace } from "./loop-place.ts"

const full = failed("cart > adds", {
  suite: "cart",
  file: "test/cart.test.ts",
  line: 12,
  class: "lint",
  message: "1 is not 2",
  expected: "2",
  actual: "1",
  frame: "at cart.ts:3",
})
const seen: CheckResult = check({
  failures: [full],
  counts: { passed: 4, failed: 1, skipped: 2 },
  ran: ["cart > adds", "cart > tax"],
  logPath: "/tmp/check.log",
  note: "a note",
})
const atBaseline = runningLoop()

/** What is read of an evidence file with this text. */
function read(place: LoopPlace, value: unknown, state: LoopState = atBaseline): CheckResult[] | null {
  writeIterationFile(place.home, state.id, state.iteration, "evidence.json", JSON.stringify(value))
  return storedResults(place.home, state)
}

describe("the evidence of an iteration", () => {
  it("is kept beside its logs, with its digest, and read again as it was", () => {
    using place = loopPlace()
    keepEvidence(place.home, atBaseline, evidence({ checks: [seen], digest: "what failed" }))
    expect(storedResults(place.home, atBaseline)).toEqual([seen])
    expect(readIterationFile(place.home, "loop-1", 0, "digest.md")).toBe("what failed")
    expect(readIterationFile(place.home, "loop-1", 0, "evidence.json")).toContain('\n "verdict": "red"')
  })

  it("has no digest where there is nothing to tell", () => {
    using place = loopPlace()
    keepEvidence(place.home, atBaseline, evidence({ checks: [seen] }))
    expect(readIterationFile(place.home, "loop-1", 0, "digest.md")).toBeNull()
  })

  it("names at most 2,000 failures of a check", () => {
    using place = loopPlace()
    const failures = Array.from({ length: 2001 }, (_, i) => failed(`test ${i}`))
    keepEvidence(place.home, atBaseline, evidence({ checks: [check({ failures })] }))
    expect(storedResults(place.home, atBaseline)?.[0]?.failures).toHaveLength(2000)
    const file = readIterationFile(place.home, "loop-1", 0, "evidence.json") ?? ""
    expect(file).toContain("test 1999")
    expect(file).not.toContain("test 2000")
  })
})

describe("S83 the last result", () => {
  it("stands for a new run only when it ended green or red", () => {
    using place = loopPlace()
    const verdict = (name: "green" | "red" | "unknown"): LoopState => ({
      ...atBaseline,
      baseline: { ...atBaseline.baseline, verdict: name },
    })
    for (const name of ["green", "red"] as const)
      expect(read(place, { verdict: name, checks: [seen] }, verdict(name)), name).toEqual([seen])
    expect(read(place, { verdict: "unknown", checks: [seen] }, verdict("unknown"))).toBeNull()
    expect(read(place, { verdict: "green", checks: [seen] }, verdict("red"))).toBeNull()
  })

  it("is the last iteration's once there is one", () => {
    using place = loopPlace()
    const record = { n: 1, at: 0, durationMs: 1, checkMs: 1, failing: 0, fixed: 0, added: 0, flaky: 0 }
    const rest = {
      findings: 0,
      reused: false,
      claim: "none",
      decision: "continue",
      checkpoint: null,
    } as const
    const later = (verdict: "green" | "inconclusive"): LoopState => ({
      ...atBaseline,
      iteration: 1,
      iterations: [{ ...record, ...rest, verdict }],
    })
    expect(read(place, { verdict: "green", checks: [seen] }, later("green"))).toEqual([seen])
    expect(read(place, { verdict: "inconclusive", checks: [seen] }, later("inconclusive"))).toBeNull()
    expect(read(place, { verdict: "red", checks: [seen] }, { ...atBaseline, iteration: 1 })).toBeNull()
  })

  it("counts only for the very checks of the loop, in their order", () => {
    using place = loopPlace()
    const two = { ...atBaseline, checks: ["npm test", "npm run lint"] }
    const lint = { ...seen, command: "npm run lint" }
    expect(read(place, { verdict: "red", checks: [seen, lint] }, two)).toEqual([seen, lint])
    expect(read(place, { verdict: "red", checks: [lint, seen] }, two)).toBeNull()
    expect(read(place, { verdict: "red", checks: [seen] }, two)).toBeNull()
    expect(read(place, { verdict: "red", checks: [seen, { ...lint, command: "make" }] }, two)).toBeNull()
    expect(read(place, { verdict: "red", checks: [seen, lint] })).toBeNull()
    expect(read(place, { verdict: "red", checks: [] })).toBeNull()
  })

  it("is nothing when the file is gone, is not JSON or is no evidence", () => {
    using place = loopPlace()
    expect(storedResults(place.home, atBaseline)).toBeNull()
    writeIterationFile(place.home, "loop-1", 0, "evidence.json", "not JSON")
    expect(storedResults(place.home, atBaseline)).toBeNull()
    for (const value of [
      [],
      { verdict: "red" },
      { verdict: "red", checks: seen },
      { verdict: "red", checks: [null] },
      { verdict: "red", checks: ["npm test"] },
      { verdict: "red", checks: [{ ...seen, command: 7 }] },
      { verdict: "red", checks: [{ ...seen, end: "won" }] },
      { verdict: "red", checks: [{ ...seen, failures: "none" }] },
    ])
      expect(read(place, value), JSON.stringify(value)).toBeNull()
  })

  it("takes every way in which a check can end", () => {
    using place = loopPlace()
    for (const end of ["passed", "failed", "timeout", "killed", "infrastructure", "not-run"] as const)
      expect(read(place, { verdict: "red", checks: [{ ...seen, end }] })?.[0]?.end).toBe(end)
  })

  it("fills in what an edited file lacks, and leaves out what is no failure", () => {
    using place = loopPlace()
    const bare = {
      command: "npm test",
      end: "failed",
      failures: [null, "x", { id: 5 }, { id: "cart > adds" }],
    }
    expect(read(place, { verdict: "red", checks: [bare] })).toEqual([
      {
        command: "npm test",
        end: "failed",
        exitCode: null,
        durationMs: 0,
        failures: [failed("cart > adds", { class: "crash", message: "" })],
        counts: null,
        ran: null,
        logPath: null,
        note: null,
      },
    ])
    const odd = { ...seen, exitCode: "1", durationMs: null, logPath: 3, note: {}, failures: [] }
    expect(read(place, { verdict: "red", checks: [odd] })?.[0]).toMatchObject({
      exitCode: null,
      durationMs: 0,
      logPath: null,
      note: null,
    })
  })

  it("takes counts only when all three are numbers, and names of tests only when they are texts", () => {
    using place = loopPlace()
    const first = (more: Readonly<Record<string, unknown>>) =>
      read(place, { verdict: "red", checks: [{ ...seen, ...more }] })?.[0]
    for (const counts of [
      null,
      "4",
      { passed: "4", failed: 1, skipped: 2 },
      { passed: 4, failed: "1", skipped: 2 },
      { passed: 4, failed: 1 },
    ])
      expect(first({ counts })?.counts, JSON.stringify(counts)).toBeNull()
    expect(first({ ran: ["a", 1, null, "b"] })?.ran).toEqual(["a", "b"])
    expect(first({ ran: Array.from({ length: 20_001 }, (_, i) => `t${i}`) })?.ran).toHaveLength(20_000)
    expect(parseRecord(JSON.stringify(first({ ran: "a" })))?.ran).toBeNull()
  })
})

import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { readAsk } from "../../../src/dashboard/feed/read-ask.ts"
import type { Ask } from "../../../src/dashboard/model/messages.ts"

const form = {
  task: "fix it",
  workspace: "/work",
  checks: ["npm test"],
  maxIterations: 10,
  maxMinutes: 60,
  maxUsd: null,
  mode: "auto",
  completion: null,
  branch: "auto",
} as const

const good: readonly Ask[] = [
  { kind: "detect-checks", workspace: "/work" },
  { kind: "start", form },
  { kind: "start", form: { ...form, checks: null, maxUsd: 2.5, completion: "DONE", branch: "none" } },
  { kind: "withdraw-arm", token: "a" },
  { kind: "send-arm", token: "a" },
  { kind: "pause", loop: "a" },
  { kind: "resume", loop: "a" },
  { kind: "cancel", loop: "a" },
  { kind: "continue", loop: "a" },
  { kind: "extend", loop: "a", maxIterations: 20, maxMinutes: null },
  { kind: "steer", loop: "a", hint: "look there" },
  { kind: "approve", loop: "a", finding: "f" },
  { kind: "reject", loop: "a", finding: "f" },
  { kind: "restore", loop: "a", checkpoint: 0 },
  { kind: "diff", loop: "a", n: 3 },
  { kind: "iteration", loop: "a", n: 0 },
  { kind: "open-file", loop: "a", file: "a.ts", line: null },
  { kind: "open-file", loop: "a", file: "a.ts", line: 3 },
  { kind: "open-log", loop: "a", n: 1 },
  { kind: "report", loop: "a", format: "json" },
  { kind: "setup" },
  { kind: "doctor" },
]

describe("reading what a UI asks", () => {
  it.each(good)("understands $kind, and leaves out what does not belong to it", (ask) => {
    expect(readAsk(JSON.parse(JSON.stringify({ ...ask, more: 1 })))).toEqual(ask)
  })

  it.each<[string, unknown]>([
    ["nothing", null],
    ["a list", []],
    ["an unknown question", { kind: "delete-everything", loop: "a" }],
    ["a loop that is no text", { kind: "pause", loop: 1 }],
    ["a checkpoint that is no whole number", { kind: "restore", loop: "a", checkpoint: 1.5 }],
    ["a negative iteration", { kind: "diff", loop: "a", n: -1 }],
    ["a line that is missing", { kind: "open-file", loop: "a", file: "a.ts" }],
    ["an unknown format", { kind: "report", loop: "a", format: "exe" }],
    ["a form with a check that is no text", { kind: "start", form: { ...form, checks: [1] } }],
    ["a form without checks", { kind: "start", form: { ...form, checks: undefined } }],
    ["a form with an unknown mode", { kind: "start", form: { ...form, mode: "wild" } }],
    [
      "a form with an endless limit",
      { kind: "start", form: { ...form, maxIterations: Number.POSITIVE_INFINITY } },
    ],
  ])("refuses %s", (_, raw) => {
    expect(readAsk(raw)).toBeNull()
  })

  it("never throws, whatever arrives", () => {
    const kinds = fc.constantFrom(...good.map(({ kind }) => kind))
    const record = fc.record({ kind: kinds, loop: fc.anything(), form: fc.anything(), n: fc.anything() })
    fc.assert(fc.property(fc.oneof(fc.anything(), record), (raw) => void readAsk(raw)))
  })
})

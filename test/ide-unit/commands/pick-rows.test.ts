import { describe, expect, it } from "vitest"
import {
  findingRow,
  historyRow,
  iterationRows,
  loopRow,
  loopsFor,
  openFindings,
} from "../../../src/ide/commands/pick-rows.ts"
import { speakerOf, stateWord } from "../../../src/ide/commands/state-words.ts"
import { loopCard, readAt } from "../../dashboard/fixtures/loop-card.ts"
import { past, viewOf } from "../../dashboard/fixtures/view-of.ts"

const english = speakerOf("en")
const finding = {
  id: "f1",
  file: "test/cart.test.ts",
  line: 7,
  severity: "block",
  why: "a test is skipped",
  before: 'it("adds")\n  more',
  after: 'it.skip("adds")',
  approvedBy: null,
}

describe("the rows of a quick pick", () => {
  it("are the loops that allow the action, in the order of the dashboard", () => {
    const running = loopCard({ id: "l-1" })
    const paused = loopCard({ id: "l-2", actions: ["resume"] })
    const view = viewOf([running, paused])
    expect(loopsFor(view, "pause")).toEqual([running])
    expect(loopsFor(view, "resume")).toEqual([paused])
    expect(loopsFor(view, null)).toEqual([running, paused])
  })

  it("tell a loop by its task, state and what blocks it", () => {
    const card = loopCard({ task: "Fix it\nin detail" })
    expect(loopRow(card, english)).toEqual({
      label: "Fix it",
      description: "Running · iteration 4 of 10 · l-cart-0001",
      detail: "cart.test.ts › rounds half up",
      value: card,
    })
  })

  it("tell the iterations newest first, with what each changed", () => {
    const rows = iterationRows(loopCard(), english)
    expect(rows.map(({ value }) => value.n)).toEqual([4, 3, 2, 1])
    expect(rows[0]).toMatchObject({
      label: "iteration 4 of 10",
      description: "2 failing · 4 fixed",
      detail: "3 files +41 −9",
    })
    expect(rows[2]).toMatchObject({ description: "6 failing · 1 new" })
  })

  it("hold only the findings that nobody has approved", () => {
    const approved = { ...finding, id: "f2", approvedBy: "ada" }
    const card = loopCard({ gate: { kind: "findings", open: 1, findings: [approved, finding] } })
    expect(openFindings(card)).toEqual([finding])
    expect(openFindings(loopCard())).toEqual([])
    expect(findingRow(finding)).toMatchObject({
      label: "a test is skipped",
      description: "test/cart.test.ts:7",
      detail: 'it("adds") → it.skip("adds")',
    })
  })

  it("tell a loop of the past by its outcome", () => {
    const [verified] = past
    if (verified === undefined) throw new Error("no fixture")
    expect(historyRow(verified, english, readAt)).toMatchObject({
      label: "Fix the flaky login test",
      description: "Verified · 6 iterations",
      detail: "2 h ago",
    })
  })
})

describe("the state of a loop in a word", () => {
  const outcome = { reason: "", at: 0, resumeAt: null, until: "resume" } as const

  it.each([
    ["running", null, "Running"],
    ["host-capped", null, "Ended by the host"],
    ["paused", "stuck", "Paused (Stuck)"],
    ["ended", "verified", "Verified"],
    ["ended", "something-newer", "Ended"],
  ] as const)("%s with outcome %s reads %s", (word, kind, expected) => {
    const card = { word, outcome: kind === null ? null : { ...outcome, kind } }
    expect(stateWord(card, english)).toBe(expected)
  })
})

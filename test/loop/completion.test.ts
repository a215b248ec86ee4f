import { describe, expect, it } from "vitest"
import { type Completion, completionOf } from "../../src/loop/completion.ts"
import type { Evidence, Finding } from "../../src/loop/evidence.ts"
import type { LoopState } from "../../src/loop/state.ts"
import { evidence, finding, green, runningLoop } from "./builders.ts"

const claim = { kind: "promise", text: "DONE" } as const
const open: Completion = { kind: "open" }
const unclaimed: Completion = { kind: "unclaimed", promise: "DONE" }
const passed = "the checks passed in a full run on the final tree"
const verified = (more = ""): Completion => ({ kind: "complete", outcome: "verified", reason: passed + more })
const baseline = (more: Partial<LoopState["baseline"]>) => ({
  baseline: { ...runningLoop().baseline, ...more },
})
const found = (...findings: Finding[]) => green({ integrity: { kind: "findings", findings } })

describe("what a run means for the loop", () => {
  it.each<[string, Completion, Evidence, Partial<LoopState>]>([
    ["nothing while checks fail, whatever is claimed", open, evidence({ claim }), {}],
    ["nothing while checks did not run to their end", open, evidence({ verdict: "inconclusive", claim }), {}],
    ["nothing without checks and without a claim", open, evidence({ verdict: "unchecked" }), {}],
    [
      "an unverified end on the agent's word where no check is set",
      {
        kind: "complete",
        outcome: "unverified",
        reason: "the agent claimed completion; no check was set",
      },
      evidence({ verdict: "unchecked", claim }),
      {},
    ],
    ["verified when a red baseline turned green", verified(), green(), {}],
    ["a claim is missing when the baseline was green", unclaimed, green(), baseline({ verdict: "green" })],
    ["a claim is missing when the baseline is unknown", unclaimed, green(), baseline({ verdict: "unknown" })],
    [
      "verified with a claim on a green baseline",
      verified(),
      green({ claim }),
      baseline({ verdict: "green" }),
    ],
    [
      "a claim is missing when all that was red is flaky (S82)",
      unclaimed,
      green({ flaky: ["cart > adds", "cart > tax"] }),
      {},
    ],
    [
      "verified when only some of what was red is flaky",
      verified("; flaky and quarantined: cart > adds"),
      green({ flaky: ["cart > adds"] }),
      {},
    ],
    ["a claim is missing on the very tree of the start (S26)", unclaimed, green({ tree: "tree-0" }), {}],
    [
      "verified on the same tree with another commit",
      verified(),
      green({ tree: "tree-0", head: "head-9" }),
      {},
    ],
    [
      "verified outside git, where no tree is known",
      verified(),
      green({ tree: null }),
      baseline({ tree: null }),
    ],
  ])("%s", (_title, completion, measured, more) => {
    expect(completionOf(runningLoop({}, more), measured)).toEqual(completion)
  })

  it("flags green on the untouched tree once it is claimed or comes again", () => {
    const flagged: Completion = {
      kind: "complete",
      outcome: "already-green",
      reason: "the checks pass and nothing was changed",
    }
    expect(completionOf(runningLoop(), green({ tree: "tree-0", claim }))).toEqual(flagged)
    expect(completionOf(runningLoop({}, { iteration: 1 }), green({ tree: "tree-0" }))).toEqual(flagged)
  })
})

describe("what a verified loop does not hide", () => {
  const ids = (n: number) => Array.from({ length: n }, (_, i) => `t${i}`)
  const reason = (more: Partial<Evidence>) => {
    const completion = completionOf(runningLoop(), green({ claim, blocking: [], ...more }))
    return completion.kind === "complete" ? completion.reason.slice(passed.length) : completion.kind
  }

  it("is nothing when nothing else fails", () => {
    expect(reason({})).toBe("")
  })

  it("names quarantined tests and old failures, each in its own list", () => {
    expect(reason({ flaky: ["a", "b"] })).toBe("; flaky and quarantined: a, b")
    expect(reason({ failing: ["a", "b", "c"], flaky: ["b"], blocking: ["c"], verdict: "green" })).toBe(
      "; flaky and quarantined: b; failing since before the loop and not part of the task: a",
    )
  })

  it("names five and counts the rest", () => {
    expect(reason({ flaky: ids(5) })).toBe("; flaky and quarantined: t0, t1, t2, t3, t4")
    expect(reason({ flaky: ids(7) })).toBe("; flaky and quarantined: t0, t1, t2, t3, t4 and 2 more")
    expect(reason({ flaky: ["x".repeat(121)] })).toBe(`; flaky and quarantined: ${"x".repeat(120)}…`)
  })
})

describe("a weakened test surface", () => {
  const why = (...findings: Finding[]) => {
    const completion = completionOf(runningLoop(), found(...findings))
    return completion.kind === "tampered" ? completion.why : completion.kind
  }

  it("keeps green from counting, and says each finding with what changed", () => {
    expect(why(finding())).toBe("- cart.test.js:3: new .skip")
    expect(why(finding({ line: null }), finding({ before: "expect(a)", after: "" }))).toBe(
      "- cart.test.js: new .skip\n- cart.test.js:3: new .skip (before: expect(a) — now: )",
    )
    expect(why(finding({ before: "", after: "x".repeat(161) }))).toBe(
      `- cart.test.js:3: new .skip (before:  — now: ${"x".repeat(160)}…)`,
    )
  })

  it("counts from medium weight on and only until the user approved it", () => {
    expect(why(finding({ severity: "low" }))).toBe("complete")
    expect(why(finding({ severity: "medium" }))).toContain("new .skip")
    const approved = runningLoop({}, { approved: [{ finding: "f1", by: "dev", at: 0 }] })
    expect(completionOf(approved, found(finding())).kind).toBe("complete")
    expect(completionOf(approved, found(finding(), finding({ id: "f2" }))).kind).toBe("tampered")
  })
})

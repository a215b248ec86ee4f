import { describe, expect, it } from "vitest"
import { kept, restored } from "../../../src/dashboard/ui/kept-state.ts"
import { formOf } from "../../../src/dashboard/ui/start/form-of.ts"
import { emptyDraft, initialState, type StartDraft } from "../../../src/dashboard/ui/ui-state.ts"

const draft = (change: Partial<StartDraft> = {}): StartDraft => ({
  ...emptyDraft,
  task: "Fix it",
  checks: ["npm test"],
  ...change,
})

describe("the start form", () => {
  it("keeps the task to the byte and trims the rest", () => {
    const made = formOf(
      draft({ task: "  two\nlines ", checks: [" npm test ", ""], completion: " DONE " }),
      "/w",
    )
    expect(made).toMatchObject({
      kind: "form",
      form: { task: "  two\nlines ", checks: ["npm test"], completion: "DONE", maxUsd: null },
    })
  })

  it.each([
    ["task", { task: " \n" }],
    ["checks", { checks: [" "] }],
    ["checks", { checks: null }],
    ["iterations", { iterations: "0" }],
    ["iterations", { iterations: "2.5" }],
    ["iterations", { iterations: "" }],
    ["iterations", { iterations: "1001" }],
    ["minutes", { minutes: "ten" }],
    ["usd", { usd: "-1" }],
    ["usd", { usd: "0" }],
  ] as const)("names %s as what is wrong in %j", (problem, change) => {
    expect(formOf(draft(change), "/w")).toEqual({ kind: "problem", problem })
  })

  it("works without a check only where that was chosen", () => {
    expect(formOf(draft({ noCheck: true, checks: ["npm test"] }), "/w")).toMatchObject({
      form: { checks: [] },
    })
  })

  it("takes a whole and a broken number of dollars", () => {
    expect(formOf(draft({ usd: "2.50" }), "/w")).toMatchObject({ form: { maxUsd: 2.5 } })
  })
})

describe("what the page keeps while it is not shown", () => {
  it("comes back as it was, what a program has to tell again aside", () => {
    const state = {
      ...initialState,
      place: { kind: "loop", id: "l-1" },
      openRows: ["l-1/3"],
      taskOpen: true,
      hint: "look here",
      draft: draft({ checks: ["npm test"], detectedFor: "/w", mode: "safe", ownBranch: false }),
    } as const
    const stored: unknown = JSON.parse(JSON.stringify(kept(state)))
    expect({ ...initialState, ...restored(stored) }).toEqual({
      ...state,
      draft: { ...state.draft, checks: null, detectedFor: null },
    })
  })

  it.each([undefined, null, 7, "x", [], { place: { kind: "loop" }, openRows: [1], draft: 3 }])(
    "is never trusted: %j",
    (found) => {
      expect(restored(found).place).toBeUndefined()
      expect({ ...initialState, ...restored(found) }.draft).toEqual(emptyDraft)
    },
  )
})

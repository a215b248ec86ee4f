import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { PhaseFinding, Severity } from "../../../src/engine/phases/findings.ts"
import { type PhaseName, phaseAfter, phaseNames, phaseOf } from "../../../src/engine/phases/phase.ts"
import {
  type Course,
  cleanReviewsWanted,
  type Exit,
  firstCourse,
  mostBack,
  mostRepeats,
  route,
} from "../../../src/engine/phases/route.ts"

const finding = (severity: Severity): PhaseFinding => ({
  id: severity,
  severity,
  what: "wrong",
  where: "a.ts",
})
const listed = (...found: Severity[]): Exit["listed"] => ({ kind: "list", findings: found.map(finding) })
const unreadable: Exit["listed"] = { kind: "unreadable", why: "no block" }

function exit(more: Partial<Exit> = {}): Exit {
  return {
    verdict: "green",
    blocking: 0,
    weakened: 0,
    tree: "unchanged",
    listed: null,
    blocked: false,
    ...more,
  }
}

function at(phase: PhaseName, more: Partial<Course> = {}): Course {
  return { ...firstCourse(), phase, ...more }
}

const converged = { cleanReviews: 2 }

/** Where it leads and how; for a give-up, where a resume would begin. */
function led(course: Course, ended: Exit): string {
  const taken = route(course, ended)
  return `${taken.kind === "go" ? taken.how : "give-up"} → ${taken.course.phase}`
}

describe("the way through the phases", () => {
  it.each<[string, Course, Exit, string]>([
    ["thinking that changed nothing", at("clarify"), exit({ verdict: "red" }), "next → research"],
    ["a design", at("design"), exit({ verdict: "red" }), "next → plan"],
    ["a research that changed files", at("research"), exit({ tree: "changed" }), "again → research"],
    [
      "a research that changed files again",
      at("research", { repeats: { ...firstCourse().repeats, tree: 1 } }),
      exit({ tree: "changed" }),
      "next → design",
    ],
    ["work with red checks", at("implement"), exit({ verdict: "red", blocking: 2 }), "again → implement"],
    ["work with checks cut short", at("implement"), exit({ verdict: "inconclusive" }), "again → implement"],
    ["work that weakened tests", at("implement"), exit({ weakened: 1 }), "again → implement"],
    ["work with green checks", at("implement"), exit({ tree: "changed" }), "next → review"],
    ["work without checks", at("implement"), exit({ verdict: "unchecked" }), "next → review"],
    ["a first clean review", at("review"), exit({ listed: listed() }), "again → review"],
    [
      "a second clean review",
      at("review", { cleanReviews: 1 }),
      exit({ listed: listed() }),
      "next → end-to-end-strategy",
    ],
    [
      "a review with P2 only",
      at("review", { cleanReviews: 1 }),
      exit({ listed: listed("P2") }),
      "next → end-to-end-strategy",
    ],
    [
      "a review with P1",
      at("review", { cleanReviews: 1 }),
      exit({ listed: listed("P2", "P1") }),
      "part-one → clarify",
    ],
    [
      "a review with P0",
      at("review", { cleanReviews: 1 }),
      exit({ listed: listed("P1", "P0") }),
      "redesign → design",
    ],
    [
      "a review that changed files",
      at("review"),
      exit({ listed: listed(), tree: "changed" }),
      "again → review",
    ],
    ["an unreadable list", at("review"), exit({ listed: unreadable }), "again → review"],
    [
      "an unreadable list again",
      at("review", { repeats: { ...firstCourse().repeats, list: 1 } }),
      exit({ listed: unreadable }),
      "part-one → clarify",
    ],
    [
      "an unreadable list again after convergence",
      at("audit", { ...converged, repeats: { ...firstCourse().repeats, list: 1 } }),
      exit({ listed: unreadable }),
      "repair → implement",
    ],
    [
      "a test plan that changed files twice",
      at("test-plan", { repeats: { ...firstCourse().repeats, tree: 1 } }),
      exit({ tree: "changed" }),
      "repair → review",
    ],
    [
      "a test run with red checks, whatever it lists",
      at("test-run", converged),
      exit({ verdict: "red", blocking: 1, listed: listed() }),
      "repair → implement",
    ],
    [
      "a test run that weakened tests",
      at("test-run", converged),
      exit({ weakened: 2, listed: listed() }),
      "repair → implement",
    ],
    [
      "a test run cut short",
      at("test-run", converged),
      exit({ verdict: "inconclusive", listed: listed() }),
      "again → test-run",
    ],
    [
      "a test run with new tests",
      at("test-run", converged),
      exit({ tree: "changed", listed: listed("P2") }),
      "next → audit",
    ],
    [
      "an audit with P1 after convergence",
      at("audit", converged),
      exit({ listed: listed("P1") }),
      "repair → implement",
    ],
    [
      "an audit with P1 before convergence",
      at("audit"),
      exit({ listed: listed("P1") }),
      "part-one → clarify",
    ],
    ["an audit with P0", at("audit", converged), exit({ listed: listed("P0") }), "redesign → design"],
    ["an audit with P2", at("audit", converged), exit({ listed: listed("P2") }), "next → hard-gate"],
    [
      "a hard gate with red checks",
      at("hard-gate", converged),
      exit({ verdict: "red" }),
      "repair → implement",
    ],
    [
      "a hard gate with weakened tests",
      at("hard-gate", converged),
      exit({ weakened: 1 }),
      "repair → implement",
    ],
    [
      "a hard gate that changed files",
      at("hard-gate", converged),
      exit({ tree: "changed" }),
      "repair → review",
    ],
    ["a hard gate without the claim", at("hard-gate", converged), exit(), "again → hard-gate"],
    ["an agent that is blocked", at("clarify"), exit({ blocked: true }), "again → clarify"],
    [
      "a third redesign too many",
      at("review", { back: { redesign: 3, partOne: 0, repair: 0 } }),
      exit({ listed: listed("P0") }),
      "give-up → design",
    ],
    [
      "one part one too many",
      at("review", { back: { redesign: 0, partOne: 3, repair: 0 } }),
      exit({ listed: listed("P1") }),
      "give-up → clarify",
    ],
    [
      "one repair too many",
      at("audit", { ...converged, back: { redesign: 0, partOne: 0, repair: 4 } }),
      exit({ listed: listed("P1") }),
      "give-up → implement",
    ],
  ])("%s", (_name, course, ended, expected) => {
    expect(led(course, ended)).toBe(expected)
  })

  it("hands on what has to be dealt with, and lets reviews begin anew after every way back", () => {
    const taken = route(at("audit", converged), exit({ listed: listed("P2", "P1") }))
    expect(taken).toMatchObject({ open: [finding("P1")], course: { cleanReviews: 0, back: { repair: 1 } } })
    expect(taken.why).toContain("1 finding of severity P1")
  })

  it("gives a person who resumes after a give-up all bounds anew", () => {
    const worn = at("review", { back: { redesign: 3, partOne: 2, repair: 1 } })
    expect(route(worn, exit({ listed: listed("P0") })).course.back).toEqual({
      redesign: 0,
      partOne: 0,
      repair: 0,
    })
  })

  it("brings the number of clean reviews into its range", () => {
    expect([0, 1, 3, 99].map((wanted) => firstCourse(wanted).wanted)).toEqual([
      1,
      1,
      3,
      cleanReviewsWanted.max,
    ])
  })

  it("knows eleven phases, of which three are part one", () => {
    expect(phaseNames.map((name) => phaseOf(name).part)).toEqual(
      [..."111"].map(() => "one").concat([..."22222222"].map(() => "two")),
    )
    expect(phaseNames.map((name) => phaseOf(name).number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
    expect(phaseAfter("hard-gate")).toBe("hard-gate")
  })
})

const anyExit: fc.Arbitrary<Exit> = fc.record({
  verdict: fc.constantFrom("green", "red", "inconclusive", "unchecked"),
  blocking: fc.nat(5),
  weakened: fc.nat(2),
  tree: fc.constantFrom("unchanged", "changed"),
  listed: fc.oneof(
    fc.constant(null),
    fc.constant(unreadable),
    fc.array(fc.constantFrom<Severity>("P0", "P1", "P2"), { maxLength: 4 }).map((found) => listed(...found)),
  ),
  blocked: fc.boolean(),
})

/** Turns of one pass through all phases when every repeat is used, times the passes that the ways back allow. */
const passes = 1 + mostBack.redesign + mostBack.partOne + mostBack.repair
const repeats =
  Object.values(mostRepeats).reduce((sum, most) => sum + most, 0) +
  cleanReviewsWanted.max * (mostRepeats.review + 1)
const mostTurns = passes * phaseNames.length * (1 + repeats)

describe("for any sequence of findings", () => {
  it("the way ends at the hard gate or with a give-up, without any other limit", () => {
    fc.assert(
      fc.property(
        fc.array(anyExit, { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 5 }),
        (ends, wanted) => {
          let course = firstCourse(wanted)
          for (let turn = 0; turn < mostTurns; turn += 1) {
            const taken = route(course, ends[turn % ends.length] ?? exit())
            if (taken.kind === "give-up") return
            expect(taken.course.cleanReviews).toBeLessThanOrEqual(wanted)
            course = taken.course
          }
          throw new Error(`still under way after ${mostTurns} turns in ${course.phase}`)
        },
      ),
      { numRuns: 500 },
    )
  })

  it("nothing but a converged review opens the phases behind it", () => {
    fc.assert(
      fc.property(fc.array(anyExit, { minLength: 1, maxLength: 200 }), (ends) => {
        let course = firstCourse()
        for (const ended of ends) {
          const taken = route(course, ended)
          if (taken.kind === "give-up") return
          course = taken.course
          if (phaseOf(course.phase).number > phaseOf("review").number)
            expect(course.cleanReviews).toBeGreaterThanOrEqual(course.wanted)
        }
      }),
    )
  })
})

import type { Verdict } from "../../loop/evidence.ts"
import { plural } from "../../loop/plural.ts"
import type { Listed, PhaseFinding } from "./findings.ts"
import { type PhaseName, phaseAfter, phaseNames, phaseOf } from "./phase.ts"

/** Reviews without P0 and P1 in a row after which the work counts as converged. */
export const cleanReviewsWanted = { min: 1, max: 5, default: 2 } as const

/**
 * Each way back has a bound of its own, so that no list of findings keeps a loop busy for ever; the loop's iterations
 * are the other bound, for all of them together. A loop that reaches one of these is for a person to look at.
 */
export const mostBack = { redesign: 3, partOne: 3, repair: 4 } as const

/** Further turns in one visit of a phase, by their cause. */
export const mostRepeats = { tree: 1, list: 1, work: 24, review: 3, gate: 2, blocked: 5 } as const

/** Where a loop stands among its phases. */
export type Course = {
  readonly phase: PhaseName
  /** Clean reviews in a row at the present state of the work. */
  readonly cleanReviews: number
  readonly wanted: number
  readonly back: { readonly [way in keyof typeof mostBack]: number }
  /** Of the present visit. */
  readonly repeats: { readonly [cause in keyof typeof mostRepeats]: number }
}

/** How a turn of the present phase ended, as far as it decides where to go. */
export type Exit = {
  readonly verdict: Verdict
  /** Failures that decide. */
  readonly blocking: number
  /** Findings of the integrity gate that nobody approved. */
  readonly weakened: number
  /** Files compared with the beginning of the visit. */
  readonly tree: "unchanged" | "changed"
  /** Null where the phase lists none. */
  readonly listed: Listed | null
  /** The agent said that it cannot go on without a person. */
  readonly blocked: boolean
}

/** Turns of the shortest way from the beginning to the hard gate. */
export const leastTurns = phaseNames.length - 1 + cleanReviewsWanted.default

export type How = "next" | "again" | "redesign" | "part-one" | "repair"

export type Route =
  | {
      readonly kind: "go"
      readonly how: How
      readonly course: Course
      /** One sentence for the agent and people; null where the work just goes on. */
      readonly why: string | null
      /** What has to be dealt with where it leads. */
      readonly open: readonly PhaseFinding[]
    }
  /** A bound is reached. `course`: where a person's resume begins, with all bounds new. */
  | {
      readonly kind: "give-up"
      readonly course: Course
      readonly why: string
      readonly open: readonly PhaseFinding[]
    }

const noRepeats: Course["repeats"] = { tree: 0, list: 0, work: 0, review: 0, gate: 0, blocked: 0 }
const noneBack: Course["back"] = { redesign: 0, partOne: 0, repair: 0 }

/** The course of a loop that begins. `wanted` outside its range is brought into it. */
export function firstCourse(wanted: number = cleanReviewsWanted.default): Course {
  const { min, max } = cleanReviewsWanted
  return {
    phase: "clarify",
    cleanReviews: 0,
    wanted: Math.min(max, Math.max(min, Math.round(wanted))),
    back: noneBack,
    repeats: noRepeats,
  }
}

/** Where a loop goes after a turn of its present phase that did not end it. Pure and finite: see `mostBack`. */
export function route(course: Course, exit: Exit): Route {
  if (exit.blocked) return again(course, "blocked", "The phase is not done: you said that you were blocked.")
  switch (course.phase) {
    case "implement":
      return afterImplement(course, exit)
    case "review":
    case "test-run":
    case "audit":
      return afterFindings(course, exit)
    case "hard-gate":
      return afterGate(course, exit)
    default:
      return afterThinking(course, exit)
  }
}

function afterImplement(course: Course, exit: Exit): Route {
  if (exit.verdict === "red") return again(course, "work", null)
  if (exit.verdict === "inconclusive") return again(course, "work", "The checks did not run to their end.")
  if (exit.weakened > 0) return again(course, "work", "The checks pass only with a weakened test surface.")
  return next(course)
}

function afterFindings(course: Course, exit: Exit): Route {
  const listed = exit.listed ?? { kind: "list", findings: [] }
  if (listed.kind === "unreadable" && course.repeats.list < mostRepeats.list) {
    return again(course, "list", `Your list of findings could not be read: ${listed.why}.`)
  }
  const findings = [...foundIn(listed), ...measuredIn(course, exit)]
  const worst = (severity: string): PhaseFinding[] => findings.filter((one) => one.severity === severity)
  const p0 = worst("P0")
  if (p0.length > 0) return back(course, "redesign", "design", `${count(p0)} of severity P0`, p0)
  const p1 = worst("P1")
  if (p1.length > 0) {
    const reason = `${count(p1)} of severity P1`
    return isConverged(course)
      ? back(course, "repair", "implement", reason, p1)
      : back(course, "partOne", "clarify", reason, p1)
  }
  if (course.phase === "test-run" && exit.verdict === "inconclusive")
    return again(course, "gate", "The checks did not run to their end.")
  return course.phase === "review" ? afterCleanReview(course, exit) : afterThinking(course, exit)
}

function foundIn(listed: Listed): readonly PhaseFinding[] {
  if (listed.kind === "list") return listed.findings
  const what = `the list of findings stayed unreadable: ${listed.why}`
  return [{ id: "unreadable", severity: "P1", what, where: "" }]
}

/** What the checks say counts whatever the list says. */
function measuredIn(course: Course, exit: Exit): PhaseFinding[] {
  if (course.phase !== "test-run") return []
  const red = {
    id: "checks",
    severity: "P1",
    what: `the checks fail: ${exit.blocking} failing`,
    where: "",
  } as const
  const weak = { id: "gate", severity: "P1", what: "the test surface was weakened", where: "" } as const
  return [...(exit.verdict === "red" ? [red] : []), ...(exit.weakened > 0 ? [weak] : [])]
}

function afterCleanReview(course: Course, exit: Exit): Route {
  if (exit.tree === "changed") return again({ ...course, cleanReviews: 0 }, "review", reviewTouched)
  const reviewed = { ...course, cleanReviews: course.cleanReviews + 1 }
  if (isConverged(reviewed)) return next(reviewed)
  const why = `Review ${reviewed.cleanReviews} of ${course.wanted} found nothing of weight: look again with fresh eyes.`
  return { kind: "go", how: "again", course: reviewed, why, open: [] }
}

/**
 * A change in a phase that was not to make any is told once. When it stays, part one and the plan go on with it; later
 * nobody has reviewed it, so the review looks at it.
 */
function afterThinking(course: Course, exit: Exit): Route {
  const { tree, number } = phaseOf(course.phase)
  if (tree === "free" || exit.tree === "unchanged") return next(course)
  if (course.repeats.tree < mostRepeats.tree) return again(course, "tree", touched)
  if (number < phaseOf("review").number) return next(course)
  return back(course, "repair", "review", "files changed after the review", [])
}

function afterGate(course: Course, exit: Exit): Route {
  if (exit.tree === "changed")
    return back(course, "repair", "review", "files changed at the hard gate, after the review", [])
  if (exit.verdict === "red")
    return back(course, "repair", "implement", "the checks fail at the hard gate", [])
  if (exit.weakened > 0)
    return back(course, "repair", "implement", "the test surface is weakened at the hard gate", [])
  if (exit.verdict === "inconclusive") return again(course, "gate", "The checks did not run to their end.")
  return again(course, "gate", "The hard gate is not passed yet: the claim is missing.")
}

const touched =
  "Files changed in a phase that changes none: put them back as they were, then do the phase again."
const reviewTouched =
  "Files changed during the review: leave them as they are now and review anew, without changing anything."

function isConverged({ cleanReviews, wanted }: Course): boolean {
  return cleanReviews >= wanted
}

function next(course: Course): Route {
  return { kind: "go", how: "next", course: enter(course, phaseAfter(course.phase)), why: null, open: [] }
}

function again(course: Course, cause: keyof Course["repeats"], why: string | null): Route {
  const repeats = course.repeats[cause] + 1
  if (repeats > mostRepeats[cause]) {
    const what = why === null ? "the checks still fail" : why.replace(/\.$/, "")
    const reason = `the phase ${course.phase} was tried ${repeats} times without an end: ${what}`
    return { kind: "give-up", course: renewed(course), why: reason, open: [] }
  }
  return {
    kind: "go",
    how: "again",
    course: { ...course, repeats: { ...course.repeats, [cause]: repeats } },
    why,
    open: [],
  }
}

const ways = { redesign: "redesign", partOne: "part-one", repair: "repair" } as const
const named = { redesign: "a new design", partOne: "a new part one", repair: "a repair" } as const

/** Whatever leads back makes the reviews so far worthless: what they saw is going to change. */
function back(
  course: Course,
  way: keyof Course["back"],
  to: PhaseName,
  reason: string,
  open: readonly PhaseFinding[],
): Route {
  const times = course.back[way] + 1
  const target = { ...enter(course, to), cleanReviews: 0 }
  if (times > mostBack[way]) {
    const why = `${reason} in the phase ${course.phase}, after ${named[way]} was tried ${mostBack[way]} times`
    return { kind: "give-up", course: renewed(target), why, open }
  }
  const why = `The phase ${course.phase} leads back here: ${reason}.`
  return {
    kind: "go",
    how: ways[way],
    course: { ...target, back: { ...course.back, [way]: times } },
    why,
    open,
  }
}

function enter(course: Course, phase: PhaseName): Course {
  return { ...course, phase, repeats: noRepeats }
}

function renewed(course: Course): Course {
  return { ...course, back: noneBack, repeats: noRepeats }
}

function count(findings: readonly PhaseFinding[]): string {
  return plural(findings.length, "finding")
}

import type { Evidence } from "./evidence.ts"
import { shortHash } from "./hash.ts"
import type { LoopState } from "./state.ts"

export type Progress = LoopState["progress"]

/** What the last Stop says about movement. `stagnant` asks the breaker for a change; `rapid` for an immediate stop. */
export type Movement =
  | { readonly kind: "moving" }
  | { readonly kind: "steady" }
  /** An infrastructure fault: says nothing about the agent (S66). */
  | { readonly kind: "uncounted" }
  | { readonly kind: "stagnant"; readonly why: string }
  | { readonly kind: "rapid"; readonly why: string }
  /** The same tool call fails turn after turn (S58). */
  | { readonly kind: "blocked"; readonly why: string }
  | { readonly kind: "infrastructure"; readonly why: string }

/** Limits of design §11. */
const sameSetLimit = 3
const noChangeLimit = 3
const infraLimit = 3
const rapidContinues = 3
const rapidWindowMs = 60_000
const failedCallLimit = 3
/** Planning turns before the first edit that do not count (S63). */
const planningTurns = 2
const remembered = 12
const oscillationWindow = 6

/**
 * Folds one Stop's evidence into the stagnation counters (design §11).
 *
 * A smaller failing set than ever before is always progress (S64), unless it is smaller only because fewer tests ran: deleted or
 * broken source takes its failures with it, and is not what to go back to. A commit is a change (S61); a tree that was dirty
 * before and did not change since is none (S62); infrastructure faults count only among themselves (S66).
 */
export function advance(
  state: LoopState,
  evidence: Evidence,
  now: number,
): { progress: Progress; movement: Movement } {
  const before = state.progress
  if (isInfrastructure(evidence)) {
    const infra = before.infra + 1
    const why = `the checks could not run ${infra} times in a row`
    const progress = { ...before, infra }
    return {
      progress,
      movement: infra >= infraLimit ? { kind: "infrastructure", why } : { kind: "uncounted" },
    }
  }
  const set = setKey(evidence)
  const change = changeOf(state, evidence)
  const edited = before.edited || change === "changed"
  const exempt = !edited && state.iteration < planningTurns
  const previous = before.recent.at(-1)
  // Without a check, or with every check green, there is no failing set that could stay the same.
  const failing = evidence.verdict !== "unchecked" && evidence.verdict !== "green"
  const sameSet = exempt || !failing ? 0 : previous?.set === set ? before.sameSet + 1 : 1
  const noChange = exempt || change !== "unchanged" ? 0 : before.noChange + 1
  const tests = testsOf(evidence)
  const newBest =
    before.best === null ||
    (evidence.blocking.length < before.best.failing && !hidesTests(before.best, tests))
  const recent = [...before.recent, { set, tree: evidence.tree, failing: evidence.blocking.length }]
  const progress: Progress = {
    ...before,
    infra: 0,
    edited,
    sameSet: Math.max(sameSet, 0),
    noChange,
    recent: recent.slice(-remembered),
    continuesAt: change === "changed" ? [] : before.continuesAt.filter((at) => now - at <= rapidWindowMs),
    failedCalls: streaksOf(before, evidence, newBest),
    best: newBest
      ? { iteration: state.iteration + 1, failing: evidence.blocking.length, ...tests }
      : before.best,
  }
  return { progress, movement: judge(before, progress, newBest, set) }
}

/** How many turns in a row each failed call has failed by now; real progress begins the count anew. */
function streaksOf(before: Progress, evidence: Evidence, newBest: boolean): Progress["failedCalls"] {
  const fresh = newBest && before.best !== null
  const earlier = new Map((fresh ? [] : (before.failedCalls ?? [])).map((call) => [call.key, call.turns]))
  return (evidence.failedCalls ?? []).map((call) => ({ ...call, turns: (earlier.get(call.key) ?? 0) + 1 }))
}

/** Remembers that the agent was sent on, for the rapid-continue rule (S69). */
export function noteContinue(progress: Progress, now: number): Progress {
  return { ...progress, continuesAt: [...progress.continuesAt, now].slice(-10) }
}

function judge(before: Progress, progress: Progress, newBest: boolean, set: string): Movement {
  if (newBest && before.best !== null) return { kind: "moving" }
  const blocked = progress.failedCalls?.find((call) => call.turns >= failedCallLimit)
  if (blocked !== undefined) {
    return {
      kind: "blocked",
      why: `the same tool call failed ${blocked.turns} turns in a row: ${blocked.what}`,
    }
  }
  if (progress.continuesAt.length >= rapidContinues) {
    return { kind: "rapid", why: `${rapidContinues} continues within 60 s without an edit` }
  }
  const cycle = cycleOf(progress.recent.map((entry) => entry.set))
  if (cycle !== null) {
    return { kind: "stagnant", why: `the failing set goes round in a circle of ${cycle} turns (oscillation)` }
  }
  if (progress.sameSet >= sameSetLimit) {
    return { kind: "stagnant", why: `the same failing set ${progress.sameSet} times in a row` }
  }
  if (progress.noChange >= noChangeLimit) {
    return { kind: "stagnant", why: `no file changed for ${progress.noChange} turns` }
  }
  const seen = before.recent.slice(-oscillationWindow).some((entry) => entry.set === set)
  return seen ? { kind: "steady" } : { kind: "moving" }
}

type Tests = { readonly ran?: number | undefined; readonly passed?: number | undefined }

/** Tests that ran at a Stop and that passed, over all checks that count theirs; empty where none does. */
function testsOf({ checks }: Evidence): Tests {
  const counts = checks.flatMap((check) => check.counts ?? [])
  if (counts.length === 0) return {}
  const passed = counts.reduce((sum, count) => sum + count.passed, 0)
  return { ran: counts.reduce((sum, count) => sum + count.failed, passed), passed }
}

/** Fewer ran than at the best, and no more of them passed; false where either is not known. */
function hidesTests(best: Tests, now: Tests): boolean {
  const { ran = 0, passed = 0 } = best
  return now.ran !== undefined && now.passed !== undefined && now.ran < ran && now.passed <= passed
}

/** Length of a repeated cycle (2 or 3 different sets) at the end of the last six, or null (S68). */
function cycleOf(sets: readonly string[]): number | null {
  for (const period of [2, 3]) {
    const tail = sets.slice(-2 * period)
    if (tail.length < 2 * period) continue
    const repeats = tail.every((set, i) => i < period || set === tail[i - period])
    if (repeats && new Set(tail).size === period) return period
  }
  return null
}

function changeOf(state: LoopState, evidence: Evidence): "changed" | "unchanged" | "unknown" {
  if (evidence.head !== state.head) return "changed"
  if (evidence.tree === null || state.tree === null) return "unknown"
  return evidence.tree === state.tree ? "unchanged" : "changed"
}

function isInfrastructure(evidence: Evidence): boolean {
  return (
    evidence.verdict === "inconclusive" && evidence.checks.some((check) => check.end === "infrastructure")
  )
}

function setKey(evidence: Evidence): string {
  return shortHash(JSON.stringify([evidence.verdict, evidence.blocking]))
}

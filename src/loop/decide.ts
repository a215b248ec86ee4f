import { type BreakerVerdict, turnBreaker } from "./breaker.ts"
import { blockingFindings, type Completion, completionOf } from "./completion.ts"
import { conclude } from "./control.ts"
import type { Decision, Leg } from "./event.ts"
import type { Evidence } from "./evidence.ts"
import type { JournalEntry } from "./journal.ts"
import { reachedLimit } from "./limits.ts"
import type { Outcome } from "./outcome.ts"
import { plural } from "./plural.ts"
import { advance, noteContinue } from "./progress.ts"
import { buildPrompt, type PromptNotes } from "./prompt.ts"
import type { IterationRecord, LoopState } from "./state.ts"
import { addUsage } from "./usage-sum.ts"

export type Decided = {
  readonly state: LoopState
  readonly decision: Decision
  readonly events: readonly JournalEntry[]
}

/**
 * The one decision of the product: what happens after a Stop that was ours to answer. Pure (invariant 1): the same
 * state, evidence and time give the same answer. Every call uses up one iteration, so no input can loop for ever.
 *
 * @param now epoch ms
 * @param leg what the Stop may mean where the driver works in phases
 */
export function decide(state: LoopState, evidence: Evidence, now: number, leg: Leg = "last"): Decided {
  const completion = heldBack(completionOf(state, evidence), leg)
  const breaker = breakerOf(state, evidence, now, leg)
  const counted: LoopState = {
    ...state,
    iteration: state.iteration + 1,
    progress: breaker.progress,
    failing: [...evidence.failing].slice(0, 2000),
    flaky: [...evidence.flaky].slice(0, 500),
    tree: evidence.treeAfter ?? evidence.tree,
    head: evidence.headAfter,
    spend: { ...addUsage(state.spend, evidence.usage), checkMs: state.spend.checkMs + evidence.checkMs },
  }
  const verdict = judge(counted, evidence, { completion, breaker, leg }, now)
  const final = withRecord(verdict.state, state, evidence, verdict.decision, now)
  return { state: final, decision: verdict.decision, events: [describe(final, evidence), ...verdict.events] }
}

/** Before the last phase nothing is complete, however green it is. */
function heldBack(completion: Completion, leg: Leg): Completion {
  return leg !== "last" && completion.kind === "complete" ? { kind: "open" } : completion
}

/** Whether this Stop says something about standing still: a phase that only thinks, or ends green, does not. */
function isCounted(evidence: Evidence, leg: Leg): boolean {
  return leg === "last" || (leg === "work" && evidence.verdict !== "green")
}

function breakerOf(state: LoopState, evidence: Evidence, now: number, leg: Leg): BreakerVerdict {
  if (!isCounted(evidence, leg)) return { kind: "go", progress: state.progress }
  const { progress, movement } = advance(state, evidence, now)
  return turnBreaker(progress, movement)
}

type Judged = { readonly completion: Completion; readonly breaker: BreakerVerdict; readonly leg: Leg }

function judge(state: LoopState, evidence: Evidence, judged: Judged, now: number): Decided {
  const { completion, breaker, leg } = judged
  if (completion.kind === "complete") return end(state, completion.outcome, completion.reason, now)
  if (evidence.claim.kind === "blocked") {
    const why = `the agent says it is blocked: ${evidence.claim.why}`
    return end(state, "needs-human", why, now, "user-message")
  }
  const limit = windDownLimit(state) ?? reachedLimit(state, now)
  if (limit !== null) {
    if (completion.kind === "tampered")
      return end(state, "tampered", `${completion.why}; ${limit.reason}`, now)
    if (limit.outcome === "iteration-limit" || state.windDown !== null) {
      return end(state, limit.outcome, limit.reason, now)
    }
    const wrapUp: PromptNotes = { completion, leg, strategy: null, wrapUp: limit.reason }
    return goOn({ ...state, windDown: limit.outcome }, evidence, wrapUp, now)
  }
  if (breaker.kind === "stop") {
    const outcome = evidence.verdict === "inconclusive" && state.progress.infra > 0 ? "host-error" : "stuck"
    return end(state, outcome, breaker.why, now)
  }
  const { reviewEvery } = state.settings
  if (reviewEvery !== null && state.iteration % reviewEvery === 0) {
    return end(
      state,
      "needs-human",
      `review gate: look at the work after every ${reviewEvery === 1 ? "iteration" : `${reviewEvery} iterations`}`,
      now,
    )
  }
  const strategy = breaker.kind === "change-strategy" ? breaker.why : null
  return goOn(state, evidence, { completion, leg, strategy, wrapUp: null }, now)
}

/** A time or money budget that ran out got its one wrap-up turn; now it ends with the name it was given (S59). */
function windDownLimit(state: LoopState): { outcome: "time-limit" | "spend-limit"; reason: string } | null {
  if (state.windDown === null) return null
  const what =
    state.windDown === "time-limit"
      ? plural(state.settings.maxMinutes, "minute")
      : `$${state.settings.maxUsd}`
  return { outcome: state.windDown, reason: `the budget of ${what} is used up` }
}

function end(
  state: LoopState,
  outcome: Outcome,
  reason: string,
  now: number,
  until: "resume" | "user-message" = "resume",
): Decided {
  const ended = conclude(state, outcome, reason, now, { until, resumeAt: null })
  return {
    state: ended,
    decision: { kind: "permit", outcome, reason },
    events: [{ kind: ended.status, detail: `${outcome}: ${reason}` }],
  }
}

function goOn(state: LoopState, evidence: Evidence, notes: PromptNotes, now: number): Decided {
  const prompt = buildPrompt(state, evidence, notes, now)
  const next: LoopState = {
    ...state,
    hint: null,
    progress: isCounted(evidence, notes.leg) ? noteContinue(state.progress, now) : state.progress,
    awaitingSince: now,
  }
  const events: JournalEntry[] = [{ kind: "continued", detail: prompt.slice(0, 400) }]
  if (notes.strategy !== null) events.unshift({ kind: "breaker", detail: `half-open: ${notes.strategy}` })
  return { state: next, decision: { kind: "continue", prompt }, events }
}

function withRecord(
  state: LoopState,
  before: LoopState,
  evidence: Evidence,
  decision: Decision,
  now: number,
): LoopState {
  const since = before.iterations.at(-1)?.at ?? before.startedAt ?? before.createdAt
  const entry: IterationRecord = {
    n: state.iteration,
    at: now,
    durationMs: Math.max(0, Math.round(now - since)),
    checkMs: Math.round(evidence.checkMs),
    verdict: evidence.verdict,
    failing: evidence.blocking.length,
    fixed: evidence.delta.fixed.length,
    added: evidence.delta.added.length,
    flaky: evidence.flaky.length,
    findings: blockingFindings(before, evidence).length,
    reused: evidence.reused,
    claim: evidence.claim.kind,
    decision: decision.kind,
    checkpoint: evidence.checkpoint,
  }
  return { ...state, iterations: [...state.iterations, entry].slice(-1000) }
}

function describe(state: LoopState, evidence: Evidence): JournalEntry {
  const entry = state.iterations.at(-1)
  const delta = entry === undefined ? "" : `, ${entry.fixed} fixed, ${entry.added} new`
  const reused = evidence.reused ? " (unchanged tree, result reused)" : ""
  return {
    kind: "iteration",
    detail: `${state.iteration} of ${state.settings.maxIterations}: ${evidence.verdict}, ${evidence.blocking.length} failing${delta}${reused}`,
  }
}

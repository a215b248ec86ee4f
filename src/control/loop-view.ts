import { elapsedMs, remaining } from "../loop/limits.ts"
import { exitCodeOf } from "../loop/outcome.ts"
import type { LoopState } from "../loop/state.ts"
import { peekControls } from "../store/control.ts"
import { type Life, lifeOf } from "./life.ts"
import type { LoopView } from "./loop-view-schema.ts"
import { nextStep } from "./next-step.ts"
import type { Person } from "./person.ts"
import { shownEvidence } from "./stored-evidence.ts"
import { iso, isoOrNull, oneLine } from "./words.ts"

const firstShown = 5

/** Everything that is told of one loop at `now` (epoch ms). Reads only. Throws StoreError. */
export function viewLoop(person: Person, state: LoopState, now: number = person.now()): LoopView {
  const { home, wording } = person
  const life = lifeOf(home, state, now)
  const last = state.iterations.at(-1)
  const requested = peekControls(home, state.id).map((request) => request.kind)
  const { settings, heartbeat } = { settings: state.settings, heartbeat: life.heartbeat }
  return {
    id: state.id,
    state: life.word,
    outcome: outcomeOf(state),
    task: state.task,
    workspace: state.workspace,
    host: state.host,
    conversation: state.conversationId,
    createdAt: iso(state.createdAt),
    startedAt: isoOrNull(state.startedAt),
    updatedAt: iso(state.updatedAt),
    iteration: state.iteration,
    maxIterations: settings.maxIterations,
    elapsedMs: Math.round(elapsedMs(state, endOf(state, now))),
    maxMinutes: settings.maxMinutes,
    checks: state.checks,
    failing: {
      now: state.failing.length,
      baseline: state.baseline.failing.length,
      fixed: last?.fixed ?? null,
      added: last?.added ?? null,
      first: state.failing.slice(0, firstShown),
    },
    blocks: blockOf(home, state, life),
    breaker: { state: state.progress.breaker, why: state.progress.why },
    left: remaining(state, endOf(state, now)),
    spend: state.spend,
    branch: state.branch,
    heartbeat: heartbeat === null ? null : { at: iso(heartbeat.at), count: heartbeat.count },
    requested,
    next: requested.includes("cancel")
      ? "The cancel takes effect at the conversation's next event; until then nothing holds it."
      : nextStep(state, life.word, wording),
  }
}

/** The time of an ended loop stands still. */
function endOf(state: LoopState, now: number): number {
  return state.status === "ended" ? (state.outcome?.at ?? state.updatedAt) : now
}

function outcomeOf(state: LoopState): LoopView["outcome"] {
  const { outcome } = state
  if (outcome === null) return null
  const { kind, reason, at, resumeAt, until } = outcome
  return { kind, exitCode: exitCodeOf(kind), reason, at: iso(at), resumeAt: isoOrNull(resumeAt), until }
}

/** What stands in the way: a dead hook or the host first, then the reason of a pause, then the first failure. */
function blockOf(home: string, state: LoopState, life: Life): string | null {
  if (life.word === "interrupted") return diedText(state, life)
  if (life.word === "host-capped") return "no model call followed the last continue within 30 s"
  if (state.status === "ended" && state.failing.length === 0) return null
  if (state.outcome !== null && state.status === "paused") return oneLine(state.outcome.reason, 300)
  const [first] = state.failing
  if (first === undefined) return null
  const failure = shownEvidence(home, state)
    ?.checks.flatMap((check) => check.failures)
    .find(({ id }) => id === first)
  const message = failure === undefined ? "" : oneLine(failure.message, 160)
  return message === "" ? oneLine(first, 200) : `${oneLine(first, 200)}: ${message}`
}

function diedText({ host }: LoopState, { holder }: Life): string {
  const what =
    host === "headless" ? "the process of its run ended" : "the hook process died while it held the loop"
  return holder === null ? what : `${what} (${holder})`
}

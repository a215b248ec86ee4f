import type { DashboardView, HistoryRow, LoopCard } from "../../dashboard/model/view.ts"
import { shortHash } from "../../loop/hash.ts"
import { claimName } from "./claim-name.ts"
import type { Effect, Notice } from "./effect.ts"
import type { WatchSettings } from "./watch-settings.ts"

/** Nobody wants to be told in the morning that a loop began in the evening. */
const startIsNewsMs = 2 * 60_000
/** What ended or paused while no window was open is told when one opens, within this time. */
const newsMs = 24 * 60 * 60_000
/** `loop/control.ts` and the hook write it when the user's own request paused a loop. */
const ownPause = /^you paused /i

/**
 * What is to be told of the loops in a view, the one before it being `before` (null: the window has just opened). Every
 * notice comes with the name it is claimed by, so the same view may be asked again and again.
 */
export function noticesIn(
  before: DashboardView | null,
  after: DashboardView,
  settings: WatchSettings,
): Extract<Effect, { readonly kind: "tell" }>[] {
  if (settings.notifications === "none") return []
  const told = [
    ...after.loops.map((loop) => ofLoop(loop, after.at, settings)),
    ...gone(before, after).map(ofRow),
    ...after.troubles.map(({ what, next, loop }) =>
      tell(claimName("trouble", shortHash(`${loop} ${what}`)), { kind: "trouble", what, next, loopId: loop }),
    ),
  ]
  return told.flatMap((effect) =>
    effect === null || (settings.notifications === "important" && effect.notice.kind === "started")
      ? []
      : [effect],
  )
}

type Tell = Extract<Effect, { readonly kind: "tell" }>

function ofLoop(loop: LoopCard, now: number, settings: WatchSettings): Tell | null {
  const { outcome, id } = loop
  if (loop.word === "interrupted") {
    return tell(claimName(id, "interrupted", loop.updatedAt), { kind: "interrupted", loop })
  }
  if (outcome === null) return justStarted(loop, now)
  if (now - outcome.at > newsMs) return null
  if (loop.word === "ended") return ofEnd(loop, outcome)
  if (loop.word !== "paused" || ownPause.test(outcome.reason)) return null
  const notice = ofPause(loop, outcome, settings, now)
  return notice === null ? null : tell(claimName(id, notice.kind, outcome.at), notice)
}

function justStarted(loop: LoopCard, now: number): Tell | null {
  if (loop.word !== "running" && loop.word !== "checking") return null
  if (loop.startedAt === null || now - loop.startedAt > startIsNewsMs) return null
  return tell(claimName(loop.id, "started"), { kind: "started", loop })
}

function ofEnd(loop: LoopCard, outcome: NonNullable<LoopCard["outcome"]>): Tell | null {
  const { id, task, iteration } = loop
  return ended({ id, task, outcome: outcome.kind, reason: outcome.reason, iterations: iteration })
}

function ofPause(
  loop: LoopCard,
  { kind, reason, resumeAt }: NonNullable<LoopCard["outcome"]>,
  settings: WatchSettings,
  now: number,
): Notice | null {
  switch (kind) {
    case "stuck":
      return { kind: "stuck", loop, reason }
    case "rate-limited":
      // Behind the reset `go-on.ts` has the word.
      if (resumeAt !== null && resumeAt <= now && settings.rateLimited !== "never") return null
      return {
        kind: "rate-limited",
        loop,
        resumeAt,
        afterReset: resumeAt === null ? "never" : settings.rateLimited,
      }
    case "host-error":
      return { kind: "host-error", loop, reason }
    case "host-capped":
      // Told, or continued, by the policy of `go-on.ts`.
      return null
    default:
      return loop.gate.kind === "findings" && loop.gate.open > 0
        ? { kind: "approval", loop, open: loop.gate.open }
        : { kind: "waiting", loop, reason }
  }
}

/** Loops that were at work in the last view and are only in the history by now. */
function gone(before: DashboardView | null, after: DashboardView): HistoryRow[] {
  const shown = new Set(after.loops.map(({ id }) => id))
  const left = new Set(
    (before?.loops ?? []).filter(({ id, word }) => word !== "ended" && !shown.has(id)).map(({ id }) => id),
  )
  return after.history.filter(({ id }) => left.has(id))
}

function ofRow({ id, task, outcome, iterations }: HistoryRow): Tell | null {
  return ended({ id, task, outcome, reason: "", iterations })
}

/** The user knows of a loop that he cancelled. */
function ended(loop: Extract<Notice, { readonly kind: "ended" }>["loop"]): Tell | null {
  if (loop.outcome === "cancelled") return null
  return tell(claimName(loop.id, "ended", loop.iterations, loop.outcome), { kind: "ended", loop })
}

function tell(claim: string, notice: Notice): Tell {
  return { kind: "tell", claim, notice }
}

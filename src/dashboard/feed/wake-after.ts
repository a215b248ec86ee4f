import type { DashboardView, LoopCard } from "../model/view.ts"

/** A check's log and the life of its process make no event of ours: they are looked at this often, and no faster. */
const checkingMs = 1000
/** A continue without a model call reads as capped after 30 s (control/life.ts). */
const cappedAfterMs = 30_000
/** Past the moment itself, so that one look is enough. */
const graceMs = 50

/** After how many ms a view changes without any file changing; null when only files can change it. */
export function wakeAfter(view: DashboardView, now: number): number | null {
  const waits = [
    ...view.arms.map(({ expiresAt }) => expiresAt - now + graceMs),
    ...view.loops.flatMap((loop) => waitsOf(loop, now)),
  ]
  return waits.length === 0 ? null : Math.max(checkingMs, Math.min(...waits))
}

function waitsOf(loop: LoopCard, now: number): number[] {
  if (loop.word === "checking") return [checkingMs]
  if (loop.word !== "running") return []
  // The baseline is measured without the loop's lock: only its log shows it.
  if (loop.iteration === 0 && loop.baseline.verdict === "unknown" && loop.checks.length > 0)
    return [checkingMs]
  const silent = now - loop.updatedAt
  return silent > cappedAfterMs ? [] : [cappedAfterMs - silent + graceMs]
}

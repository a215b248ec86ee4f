import type { DashboardView } from "../model/view.ts"

/** Whether a number on the page grows or shrinks by itself. */
export function ticks({ arms, loops }: DashboardView): boolean {
  return arms.length > 0 || loops.some((loop) => loop.clockRuns || loop.activity.kind === "waiting-for-reset")
}

import type { DashboardView, LoopCard } from "../../dashboard/model/view.ts"

/** How many loops do nothing until a person does something. */
export function waitingForYou({ loops }: DashboardView): number {
  return loops.filter(waits).length
}

function waits({ word, outcome }: LoopCard): boolean {
  switch (word) {
    case "host-capped":
    case "interrupted":
      return true
    case "paused":
      return outcome?.until !== "reset-time"
    case "armed":
    case "running":
    case "checking":
    case "ended":
      return false
    default:
      return word satisfies never
  }
}

import type { DashboardView } from "../../dashboard/model/view.ts"
import type { Effect } from "./effect.ts"
import { goOnOf } from "./go-on.ts"
import { noticesIn } from "./notices.ts"
import type { WatchSettings } from "./watch-settings.ts"

/** When which happening was claimed (epoch ms), as far as this window knows; the truth is on disk. */
export type Memory = ReadonlyMap<string, number>

export type Reaction = {
  readonly effects: readonly Effect[]
  readonly memory: Memory
  /** When to look again though nothing changed (epoch ms); null = not needed. */
  readonly due: number | null
}

/**
 * What a new view asks of the window: pure. `after.at` is now. An effect is returned once; whether it is still to be done
 * is decided by claiming its name, and a claim that another window made is put into the memory.
 */
export function react(
  before: DashboardView | null,
  after: DashboardView,
  memory: Memory,
  settings: WatchSettings,
  chat: "send" | "copy",
): Reaction {
  const known = new Map(memory)
  const effects: Effect[] = []
  const add = (effect: Effect) => {
    if (known.has(effect.claim)) return
    known.set(effect.claim, after.at)
    effects.push(effect)
  }
  for (const effect of noticesIn(before, after, settings)) add(effect)
  let due = Number.POSITIVE_INFINITY
  for (const loop of after.loops) {
    // One loop after the other, so that each sees the tries of those before it.
    const next = goOnOf(loop, known, settings, chat, after.at)
    if (next.effect !== null) add(next.effect)
    due = Math.min(due, next.due ?? Number.POSITIVE_INFINITY)
  }
  return { effects, memory: known, due: Number.isFinite(due) ? due : null }
}

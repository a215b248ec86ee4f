/**
 * Watches the loops of this window's workspaces. Wiring:
 *
 *     watchLoops({ views, home, now, settings: () => windowSettings(null), chat: hostChat(vscode),
 *       tell: tellWith({ window, commands, t }), goOn: (loop) => continueLoop(…), trouble: (text) => log.warn(text) })
 *
 * `views` is an event of the feed's views (`vscode.Event` fits); dispose the result with the extension.
 */
import type { DashboardView, LoopCard } from "../../dashboard/model/view.ts"
import { claimOnce, dropOldClaims } from "../../store/claim-once.ts"
import type { HostChat } from "../chat/host-chat.ts"
import type { Effect, Notice } from "./effect.ts"
import { type Memory, react } from "./react.ts"
import type { WatchSettings } from "./watch-settings.ts"

export type WatchOrder = {
  readonly views: (listener: (view: DashboardView) => void) => { dispose(): void }
  /** Our own home (`forLoopHome`). */
  readonly home: string
  /** Epoch ms. */
  readonly now: () => number
  readonly settings: () => WatchSettings
  readonly chat: Pick<HostChat, "kind">
  readonly tell: (notice: Notice) => Promise<void>
  /** Takes the loop up and sends a message; tells the user by itself when that is not possible. */
  readonly goOn: (loop: LoopCard) => Promise<void>
  readonly trouble: (text: string) => void
}

const keepClaimsMs = 30 * 24 * 60 * 60_000
/** Longest delay a timer takes (2^31 - 1 ms). */
const longestTimerMs = 2_147_483_647
const shortestTimerMs = 1000

/** Reacts to every view until it is disposed. Never throws; what fails is told to `trouble`. */
export function watchLoops(order: WatchOrder): { dispose(): void } {
  let before: DashboardView | null = null
  let memory: Memory = new Map()
  let timer: NodeJS.Timeout | null = null

  const look = (view: DashboardView) => {
    const reaction = react(before, view, memory, order.settings(), order.chat.kind)
    before = view
    memory = reaction.memory
    wake(view, reaction.due)
    for (const effect of reaction.effects) void perform(effect)
  }
  const wake = (view: DashboardView, due: number | null) => {
    if (timer !== null) clearTimeout(timer)
    timer = null
    if (due === null) return
    const delay = Math.min(longestTimerMs, Math.max(shortestTimerMs, due - order.now()))
    timer = setTimeout(() => look({ ...view, at: order.now() }), delay)
  }
  const perform = async (effect: Effect) => {
    try {
      const claim = claimFor(effect, order)
      if (claim === "mine") await (effect.kind === "tell" ? order.tell(effect.notice) : order.goOn(effect.loop))
      else if (claim !== "unknown") {
        memory = new Map(memory).set(effect.claim, claim.at)
        // Another window tried; when its try is old, the next one is due.
        if (effect.kind === "go-on" && before !== null) look({ ...before, at: order.now() })
      }
    } catch (thrown) {
      order.trouble(thrown instanceof Error ? thrown.message : String(thrown))
    }
  }

  forgetOldClaims(order)
  const subscription = order.views(look)
  return {
    dispose: () => {
      subscription.dispose()
      if (timer !== null) clearTimeout(timer)
      timer = null
    },
  }
}

/** A home that takes no claims: better told twice than never, but nothing is sent to the agent. */
function claimFor(effect: Effect, order: WatchOrder): "mine" | "unknown" | { readonly at: number } {
  try {
    const claim = claimOnce(order.home, effect.claim, order.now())
    return claim.kind === "ours" ? "mine" : { at: claim.at }
  } catch (thrown) {
    order.trouble(thrown instanceof Error ? thrown.message : String(thrown))
    return effect.kind === "tell" ? "mine" : "unknown"
  }
}

function forgetOldClaims({ home, now, trouble }: WatchOrder): void {
  try {
    dropOldClaims(home, now() - keepClaimsMs)
  } catch (thrown) {
    trouble(thrown instanceof Error ? thrown.message : String(thrown))
  }
}

/**
 * Watches the loops of this window's workspaces. Wiring:
 *
 *     watchLoops({ views, home, now, settings: () => windowSettings(null), trusted: () => vscode.workspace.isTrusted,
 *       chat, tell: tellWith(…), goOn: (loop) => continueLoop(…, loop), trouble: (text) => log.warn(text) })
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
  /** Whether the workspace is trusted (`vscode.workspace.isTrusted`). */
  readonly trusted: () => boolean
  readonly chat: Pick<HostChat, "detect">
  readonly tell: (notice: Notice) => Promise<void>
  /** Takes the loop up and sends a message. */
  readonly goOn: (loop: LoopCard) => Promise<void>
  readonly trouble: (text: string) => void
}

const keepClaimsMs = 30 * 24 * 60 * 60_000
/** Longest delay a timer takes (2^31 - 1 ms). */
const longestTimerMs = 2_147_483_647
const shortestTimerMs = 1000

/** Reacts to every view until it is disposed. Never throws; what fails is told to `trouble`. */
export function watchLoops(order: WatchOrder): { dispose(): void } {
  let latest: DashboardView | null = null
  let before: DashboardView | null = null
  let memory: Memory = new Map()
  let timer: NodeJS.Timeout | null = null
  let disposed = false
  let last: Promise<void> = Promise.resolve()

  /** Looks at the latest view, one look after the other: asking the host for its commands takes a moment. */
  const look = (): void => {
    last = last.then(async () => {
      try {
        if (latest !== null) reactTo(latest, await means(order, latest))
      } catch (thrown) {
        order.trouble(thrown instanceof Error ? thrown.message : String(thrown))
      }
    })
  }
  const reactTo = (seen: DashboardView, chat: "send" | "copy") => {
    if (disposed) return
    const view = { ...seen, at: order.now() }
    const reaction = react(before, view, memory, order.settings(), chat)
    before = view
    memory = reaction.memory
    wake(reaction.due)
    for (const effect of reaction.effects) void perform(effect)
  }
  const wake = (due: number | null) => {
    if (timer !== null) clearTimeout(timer)
    if (due === null) return
    timer = setTimeout(look, Math.min(longestTimerMs, Math.max(shortestTimerMs, due - order.now())))
  }
  const perform = async (effect: Effect) => {
    try {
      const claim = claimFor(effect, order)
      if (claim === "unknown") return
      if (claim === "mine") {
        await (effect.kind === "tell" ? order.tell(effect.notice) : order.goOn(effect.loop))
        return
      }
      memory = new Map(memory).set(effect.claim, claim.at)
      // Another window tried; when its try is old, the next one is due.
      if (effect.kind === "go-on") look()
    } catch (thrown) {
      order.trouble(thrown instanceof Error ? thrown.message : String(thrown))
    }
  }

  forgetOldClaims(order)
  const subscription = order.views((view) => {
    latest = view
    look()
  })
  return {
    dispose: () => {
      disposed = true
      subscription.dispose()
      if (timer !== null) clearTimeout(timer)
    },
  }
}

/** How a loop could be spoken to; asked where it matters, because the host's own extension may start after us. */
async function means({ trusted, chat }: WatchOrder, view: DashboardView): Promise<"send" | "copy"> {
  // In a window in restricted mode nothing starts by itself: the user is asked instead.
  return trusted() && view.loops.some(isWaiting) ? await chat.detect() : "copy"
}

/** Whether the loop may be one to be taken up by a message. */
function isWaiting({ word, outcome }: LoopCard): boolean {
  return word === "host-capped" || outcome?.kind === "host-capped" || outcome?.kind === "rate-limited"
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

import type { Ask } from "../model/messages.ts"
import type { DashboardView, LoopCard } from "../model/view.ts"
import { lookOf } from "./loop/look.ts"
import { keyOf, type Notice } from "./run/page-state.ts"

/** Asks that the page makes by itself: nobody's notice goes because of them. */
const ownAsks: ReadonlySet<Ask["kind"]> = new Set(["detect-checks", "iteration"])
/** Asks whose effect is elsewhere before the reader's eyes. */
const openers: ReadonlySet<Ask["kind"]> = new Set(["diff", "open-file", "open-log", "report"])

/** What is left of a notice when something is asked: an error stays until it is closed, or the same is tried again. */
export function noticeAt(ask: Ask, notice: Notice<Ask> | null): Notice<Ask> | null {
  if (notice === null || ownAsks.has(ask.kind)) return notice
  const isSame = notice.about !== null && keyOf(notice.about) === keyOf(ask)
  return notice.tone === "error" && !isSame ? notice : null
}

/** Whether the reader has to be taken to the notice, where it is out of sight. */
export function mustBeSeen({ tone, about }: Notice<Ask>): boolean {
  return about !== null && (tone === "error" || !openers.has(about.kind))
}

/** Whether a new view shows that what was told has come about: its loop got another state, or a loop began. */
export function isOver({ tone, about }: Notice<Ask>, before: DashboardView, after: DashboardView): boolean {
  if (tone === "error") return false
  if (about === null || !("loop" in about))
    return after.loops.some(({ id }) => before.loops.every((loop) => loop.id !== id))
  const wordIn = ({ loops }: DashboardView) => wordOf(loops.find(({ id }) => id === about.loop))
  return wordIn(before) !== wordIn(after)
}

/** From thinking to checking and back is no news. */
function wordOf(loop: LoopCard | undefined): string | null {
  if (loop === undefined) return null
  const { key } = lookOf(loop)
  return key === "wordChecking" ? "wordRunning" : key
}

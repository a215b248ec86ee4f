import type { Ask } from "../model/messages.ts"
import type { DashboardView, LoopCard } from "../model/view.ts"
import { lookOf } from "./loop/look.ts"
import { keyOf, type Notice } from "./ui-state.ts"

/** Asks that the page makes by itself: nobody's notice goes because of them. */
const ownAsks: ReadonlySet<Ask["kind"]> = new Set(["detect-checks", "iteration"])
/** Asks whose effect is elsewhere before the reader's eyes. */
const openers: ReadonlySet<Ask["kind"]> = new Set(["diff", "open-file", "open-log", "report"])

/** What is left of a notice when something is asked: an error stays until it is closed, or the same is tried again. */
export function noticeAt(ask: Ask, notice: Notice | null): Notice | null {
  if (notice === null || ownAsks.has(ask.kind)) return notice
  const isSame = notice.about !== null && keyOf(notice.about) === keyOf(ask)
  return notice.tone === "error" && !isSame ? notice : null
}

/** For how many ms something done is told: long enough to be read. An error has no such end. */
export function toldForMs({ message }: Notice): number {
  return Math.max(8000, message.length * 60)
}

/** Whether the reader has to be taken to the notice, where it is out of sight. */
export function mustBeSeen({ tone, about }: Notice): boolean {
  return about !== null && (tone === "error" || !openers.has(about.kind))
}

/** Whether a new view shows that what was told has come about: its loop got another state, or a loop began. */
export function isOver({ tone, about }: Notice, before: DashboardView, after: DashboardView): boolean {
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

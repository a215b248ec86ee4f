import { readNotices } from "../../store/notices.ts"
import { StoreError } from "../../system/store-error.ts"
import type { Trouble } from "../model/view.ts"
import type { KnownLoop } from "./loop-cache.ts"

const noticeAgeMs = 24 * 60 * 60_000
const mostNotices = 5
const doctorNext = "Run the doctor to see what else stands in the way."

/** Why a loop's state cannot be shown. */
export function troubleOf(id: string, seen: Exclude<KnownLoop["seen"], { kind: "loop" }>): Trouble {
  switch (seen.kind) {
    case "corrupt":
      return {
        what: `The state of loop ${id} is damaged or was edited (${seen.why}); it is kept as ${seen.keptAs}.`,
        next: "Send any message in its conversation: the last good copy comes back as a paused loop.",
        loop: id,
      }
    case "newer":
      return {
        what: `Loop ${id} was written by a newer version of For Loop (state ${seen.version}).`,
        next: "Update this installation; nothing was changed.",
        loop: id,
      }
    case "unreadable":
      return { what: seen.why, next: doctorNext, loop: id }
    default:
      return seen satisfies never
  }
}

/** Something thrown while `loop` (null: all of them) was read, for people. */
export function explained(error: unknown, loop: string | null): Trouble {
  if (error instanceof StoreError) {
    return { what: error.message, next: doctorNext, loop }
  }
  const what = error instanceof Error ? error.message : String(error)
  return {
    what: `For Loop met an error of its own: ${what}`,
    next: "Please report it; the loops themselves go on.",
    loop,
  }
}

/** What hooks told in the last day of loops that are not shown; the newest few, newest first. Never throws. */
export function noticeTroubles(
  home: string,
  now: number,
  ours: readonly KnownLoop[],
  known: readonly KnownLoop[],
): Trouble[] {
  const shown = new Set(ours.map(({ id }) => id))
  const elsewhere = new Set(known.map(({ id }) => id).filter((id) => !shown.has(id)))
  try {
    return readNotices(home)
      .filter(({ at, loop }) => now - at <= noticeAgeMs && !elsewhere.has(loop))
      .slice(-mostNotices)
      .reverse()
      .map(({ loop, text }) => ({ what: text, next: doctorNext, loop: shown.has(loop) ? loop : null }))
  } catch (error) {
    return [explained(error, null)]
  }
}

import type { Notice } from "./page-state.ts"

type TellerOrder<Ask> = {
  readonly told: () => Notice<Ask> | null
  readonly tell: (notice: Notice<Ask> | null) => void
  /** Whether the reader's pointer or focus is on what is told. */
  readonly isRead: () => boolean
}

/** Tells what came of something. It goes by itself once it could be read; an error stays until it is closed. */
export function teller<Ask>({ told, tell, isRead }: TellerOrder<Ask>): (notice: Notice<Ask>) => void {
  let leaving: ReturnType<typeof setTimeout> | null = null
  const leave = (notice: Notice<Ask>): void => {
    if (told() !== notice) return
    // Whoever is at it finishes reading.
    if (isRead()) leaving = setTimeout(() => leave(notice), 1000)
    else tell(null)
  }
  return (notice) => {
    tell(notice)
    if (leaving !== null) clearTimeout(leaving)
    leaving = notice.tone === "error" ? null : setTimeout(() => leave(notice), toldForMs(notice.message))
  }
}

/** For how many ms something done is told: long enough to be read. */
export function toldForMs(message: string): number {
  return Math.max(8000, message.length * 60)
}

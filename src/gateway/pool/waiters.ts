import type { Acquired } from "./pool.ts"

/** Requests that wait, in the order in which they came. */
export type Waiters<C> = {
  /** Resolves with what became of the claim; always, at the latest after `waitMs`. */
  wait(claim: C, order: WaitOrder): Promise<Acquired>
  /** Something changed: everybody is asked again, the earliest first. */
  readonly drain: () => void
  close(): void
}

type WaitOrder = {
  readonly signal: AbortSignal
  readonly waitMs: number
  readonly onAbort: () => Acquired
  readonly onTime: () => Acquired
}

type Waiter<C> = { readonly claim: C; readonly settle: (acquired: Acquired) => void }

const longestTimerMs = 2 ** 31 - 1

export function openWaiters<C>(order: {
  /** Null: it waits on. */
  readonly advance: (claim: C) => Acquired | null
  /** Epoch ms at which something changes by itself; null = nothing will. */
  readonly nextWake: () => number | null
  readonly now: () => number
}): Waiters<C> {
  const waiting = new Set<Waiter<C>>()
  let wake: NodeJS.Timeout | null = null

  const drain = (): void => {
    if (waiting.size === 0) return
    // Whoever is refused gives back what it held, which may be what an earlier one waits for.
    for (let again = true; again; ) {
      again = false
      for (const waiter of waiting) {
        const acquired = order.advance(waiter.claim)
        if (acquired === null) continue
        waiter.settle(acquired)
        again ||= acquired.kind === "refused"
      }
    }
    wakeLater()
  }

  const wakeLater = (): void => {
    if (wake !== null) clearTimeout(wake)
    wake = null
    if (waiting.size === 0) return
    const next = order.nextWake()
    if (next === null) return
    wake = setTimeout(drain, Math.min(longestTimerMs, Math.max(1, next - order.now()))).unref()
  }

  return {
    wait: (claim, { signal, waitMs, onAbort, onTime }) =>
      new Promise((resolve) => {
        const settle = (acquired: Acquired): void => {
          if (!waiting.delete(waiter)) return
          clearTimeout(timer)
          signal.removeEventListener("abort", aborted)
          resolve(acquired)
        }
        const waiter = { claim, settle }
        const aborted = (): void => {
          settle(onAbort())
          drain()
        }
        const timer = setTimeout(() => {
          settle(onTime())
          drain()
        }, waitMs)
        waiting.add(waiter)
        signal.addEventListener("abort", aborted, { once: true })
        wakeLater()
      }),
    drain,
    close: () => {
      if (wake !== null) clearTimeout(wake)
      wake = null
    },
  }
}

import type { GatewayError } from "../model/exchange.ts"
import { closing } from "./refusals.ts"

/** A call that is under way. */
export type Flight = {
  readonly signal: AbortSignal
  /** Why the gateway itself ended the call; null = it did not. */
  readonly stopped: () => GatewayError | null
  /** The client went away. */
  readonly abort: () => void
  /** The call is over, however it ended. */
  readonly land: () => void
}

/** The calls under way, and how the gateway stops without cutting them off (drain). */
export type InFlight = {
  readonly begin: () => Flight
  readonly count: () => number
  readonly isDraining: () => boolean
  /** Resolves when no call is under way any more; after `ms` those that are left are ended with an error. */
  readonly drain: (ms: number) => Promise<void>
}

/** So long a call may take to end after it was told to. */
const lastWordsMs = 2000

export function createInFlight(): InFlight {
  const flights = new Set<{ readonly controller: AbortController; stopped: boolean }>()
  let draining = false
  let onEmpty: (() => void) | null = null

  const emptyWithin = (ms: number): Promise<void> => {
    if (flights.size === 0) return Promise.resolve()
    return new Promise((resolve) => {
      const late = setTimeout(resolve, ms)
      onEmpty = () => {
        clearTimeout(late)
        resolve()
      }
    })
  }
  return {
    begin: () => {
      const flight = { controller: new AbortController(), stopped: false }
      flights.add(flight)
      return {
        signal: flight.controller.signal,
        stopped: () => (flight.stopped ? closing : null),
        abort: () => flight.controller.abort(),
        land: () => {
          flights.delete(flight)
          if (flights.size === 0) onEmpty?.()
        },
      }
    },
    count: () => flights.size,
    isDraining: () => draining,
    drain: async (ms) => {
      draining = true
      await emptyWithin(ms)
      for (const flight of flights) {
        flight.stopped = true
        flight.controller.abort()
      }
      await emptyWithin(lastWordsMs)
    },
  }
}

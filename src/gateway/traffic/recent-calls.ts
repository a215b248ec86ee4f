import type { Call } from "./call.ts"

export type LiveCalls = {
  /** To be handed to the next `live`. */
  readonly cursor: number
  /** What began or changed since, in the order in which they began; at most the last 200. */
  readonly calls: readonly Call[]
}

export type RecentCalls = {
  /** The call began or changed. */
  readonly touch: (handle: object, call: Call) => void
  readonly live: (since: number) => LiveCalls
  readonly byId: (id: string) => Call | null
  readonly clear: () => void
}

const mostKept = 500
const mostTold = 200

/** The last calls in memory; those that still run are kept longer than those that ended. */
export function createRecentCalls(): RecentCalls {
  const kept = new Map<object, { call: Call; turn: number }>()
  let turn = 0

  return {
    touch: (handle, call) => {
      turn += 1
      const known = kept.get(handle)
      if (known !== undefined && call.end === null) {
        known.call = call
        known.turn = turn
        return
      }
      kept.delete(handle)
      kept.set(handle, { call, turn })
      if (kept.size <= mostKept) return
      for (const [each, { call: old }] of kept) {
        // What never ends (a fault of ours) must not fill the memory either.
        if (old.end === null && kept.size <= 4 * mostKept) continue
        kept.delete(each)
        if (kept.size <= mostKept) return
      }
    },
    live: (since) => {
      const changed = [...kept.values()].flatMap(({ call, turn: at }) => (at > since ? [call] : []))
      return { cursor: turn, calls: changed.sort((a, b) => a.at - b.at).slice(-mostTold) }
    },
    byId: (id) => {
      for (const { call } of kept.values()) if (call.id === id) return call
      return null
    },
    clear: () => {
      for (const [handle, { call }] of kept) if (call.end !== null) kept.delete(handle)
    },
  }
}

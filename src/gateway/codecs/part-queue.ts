import type { AnswerEvent } from "../model/exchange.ts"

/** Parts of an answer that an upstream may send interleaved, told one at a time in the order in which they began. */
export type PartQueue = {
  /** A part begins; `events` are its first ones. */
  readonly open: (key: string, events: readonly AnswerEvent[]) => AnswerEvent[]
  readonly add: (key: string, events: readonly AnswerEvent[]) => AnswerEvent[]
  readonly close: (key: string) => AnswerEvent[]
  readonly closeAll: () => AnswerEvent[]
  readonly has: (key: string) => boolean
}

type Waiting = { readonly key: string; held: AnswerEvent[]; closed: boolean }

/** The first open part passes straight through; what comes for later ones waits until it is whole. */
export function createPartQueue(): PartQueue {
  const parts: Waiting[] = []

  const advance = (): AnswerEvent[] => {
    const out: AnswerEvent[] = []
    for (let head = parts[0]; head !== undefined; head = parts[0]) {
      out.push(...head.held)
      head.held = []
      if (!head.closed) break
      out.push({ kind: "part-end" })
      parts.shift()
    }
    return out
  }
  const find = (key: string): Waiting | undefined => parts.find((part) => part.key === key)

  return {
    open: (key, events) => {
      parts.push({ key, held: [...events], closed: false })
      return advance()
    },
    add: (key, events) => {
      find(key)?.held.push(...events)
      return advance()
    },
    close: (key) => {
      const part = find(key)
      if (part !== undefined) part.closed = true
      return advance()
    },
    closeAll: () => {
      for (const part of parts) part.closed = true
      return advance()
    },
    has: (key) => find(key) !== undefined,
  }
}

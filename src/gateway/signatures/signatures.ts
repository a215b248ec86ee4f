import type { AnswerEvent, Exchange, GatewayError, Signature } from "../model/exchange.ts"

/** Where a request goes: signatures are bound to the upstream that made them and to its family of models (G42). */
export type SignatureRoute = {
  /** Null: an upstream that carries signatures of several families (OpenAI-compatible servers). */
  readonly family: NonNullable<Signature["family"]> | null
  /** The upstream's configured name. */
  readonly upstream: string
  readonly session: string | null
}

/** Hears the events of one answer, as the decoder tells them. */
export type SignatureRecorder = {
  readonly push: (event: AnswerEvent) => void
  /** The answer is over, also when it broke off or was aborted: what was whole is kept. */
  readonly end: () => void
}

export type Restored = {
  /** The same exchange with the signatures its client dropped, and without those of another route. */
  readonly exchange: Exchange
  readonly restored: number
  /** Steps of the current turn whose first call stays without the signature it may need (G41). */
  readonly missing: number
  /** Signatures that were taken out because another upstream made them (G42). */
  readonly foreign: number
}

/** Counts since the start; `entries` and `bytes` are what is kept now. */
export type SignatureStats = {
  readonly entries: number
  readonly bytes: number
  readonly hits: number
  readonly misses: number
  readonly evicted: number
  readonly foreign: number
  readonly sentinels: number
  /** Lines that could not be written; the store goes on in memory. */
  readonly lost: number
}

export type Signatures = {
  /** One recorder per answer; `exchange` is the client's request as decoded (before `restore` or after, both do). */
  readonly recorder: (exchange: Exchange, route: SignatureRoute) => SignatureRecorder
  readonly restore: (exchange: Exchange, route: SignatureRoute) => Restored
  /** The upstream called a signature of this request corrupted: none of them is sent again. Returns how many went. */
  readonly forget: (exchange: Exchange, route: SignatureRoute) => number
  /** How often an encoder needed the last resort of G41. */
  readonly countSentinels: (count: number) => void
  readonly stats: () => SignatureStats
  /** Resolves when everything kept so far is in the file. */
  readonly flush: () => Promise<void>
  readonly close: () => Promise<void>
}

export type SignaturesOrder = {
  readonly home: string
  readonly now: () => number
  readonly maxEntries?: number
  readonly maxBytes?: number
  /** How long an unused signature is kept; at least 24 hours (G47). */
  readonly keepMs?: number
  /** Told once per kind of trouble; the store goes on without the disk. */
  readonly onTrouble: (message: string) => void
}

/** Opens the store in `<home>/gateway/signatures`. */
export function openSignatures(_order: SignaturesOrder): Signatures {
  return {
    recorder: () => ({ push: () => {}, end: () => {} }),
    restore: (exchange) => ({ exchange, restored: 0, missing: 0, foreign: 0 }),
    forget: () => 0,
    countSentinels: () => {},
    stats: () => ({
      entries: 0,
      bytes: 0,
      hits: 0,
      misses: 0,
      evicted: 0,
      foreign: 0,
      sentinels: 0,
      lost: 0,
    }),
    flush: async () => {},
    close: async () => {},
  }
}

/** Whether an upstream's error says that a signature in the request is wrong: worth one retry without any (G42). */
export function isSignatureFault(error: GatewayError): boolean {
  return error.status === 400 && /signature/i.test(error.message)
}

import { join } from "node:path"
import type { AnswerEvent, Exchange } from "../model/exchange.ts"
import { type AnswerParts, createAnswerParts } from "./answer-parts.ts"
import { contentHash } from "./content-hash.ts"
import { entriesOf } from "./entries-of.ts"
import { openEntryFiles } from "./entry-files.ts"
import { createEntryTable } from "./entry-table.ts"
import type { Place } from "./part-keys.ts"
import { answerPlace, type Restored, restoreExchange, tracesOf } from "./restore.ts"
import type { SignatureRoute } from "./signature-route.ts"

/** Hears the events of one answer, as the decoder tells them. */
export type SignatureRecorder = {
  readonly push: (event: AnswerEvent) => void
  /** The answer is over, also when it broke off or was aborted: what was whole is kept. */
  readonly end: () => void
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
  /**
   * One recorder per answer. `exchange`: the client's request as decoded (before or after `restore`), which tells apart
   * equal answers at different places; null where the request was passed through unread.
   */
  readonly recorder: (exchange: Exchange | null, route: SignatureRoute) => SignatureRecorder
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

const day = 24 * 60 * 60 * 1000

/** Answers of more parts are kept at their end alone: with every call again, they would cost the square of it. */
const mostAtOnce = 32

/** What the store holds at most where the order says nothing: about 10,000 steps of agents. */
const limits = { maxEntries: 20_000, maxBytes: 48 * 1024 * 1024, keepMs: 7 * day }

/**
 * Opens the store in `<home>/gateway/signatures` (files of mode 0600). Lookups never touch the disk; what is kept is
 * written in the background, so that a SIGKILL loses less than the last half second. Thought text stays in memory.
 */
export function openSignatures(order: SignaturesOrder): Signatures {
  const table = createEntryTable({
    maxEntries: order.maxEntries ?? limits.maxEntries,
    maxBytes: order.maxBytes ?? limits.maxBytes,
    keepMs: Math.max(day, order.keepMs ?? limits.keepMs),
  })
  const { now } = order
  const folder = join(order.home, "gateway", "signatures")
  const files = openEntryFiles({ folder, table, now, onTrouble: order.onTrouble })
  const counts = { hits: 0, misses: 0, foreign: 0, sentinels: 0 }

  const keep = (parts: AnswerParts, place: Place, route: SignatureRoute): void => {
    // Only calls of Gemini are signed themselves, so only there one without a signature says something.
    const family = parts.family() ?? (route.family === "gemini" ? "gemini" : null)
    if (family === null) return
    for (const entry of entriesOf(parts.parts(), place, family, now()))
      if (table.put(entry, now())) files.add({ kind: "entry", entry })
  }
  return {
    recorder: (exchange, route) => {
      const parts = createAnswerParts(route.family)
      const place = answerPlace(exchange, route)
      return {
        push: (event) => {
          // A whole call may be answered before its answer ends, also where that is cut off.
          const whole = parts.push(event)
          const told = parts.parts()
          if (whole && told.length <= mostAtOnce && told.at(-1)?.kind === "call") keep(parts, place, route)
        },
        end: () => keep(parts, place, route),
      }
    },
    restore: (exchange, route) => {
      const found = restoreExchange(exchange, route, table, now())
      counts.hits += found.restored
      counts.misses += found.missing
      counts.foreign += found.foreign
      return found
    },
    forget: (exchange, route) => {
      const { keys, values } = tracesOf(exchange, route)
      const gone = table.remove(keys)
      if (gone.length > 0) files.add({ kind: "gone", keys: gone })
      for (const value of values) {
        const hash = contentHash(value)
        if (table.markBad(hash)) files.add({ kind: "bad", hash })
      }
      return gone.length
    },
    countSentinels: (count) => {
      counts.sentinels += count
    },
    stats: () => ({ ...table.size(), ...counts, lost: files.lost() }),
    flush: files.flush,
    close: files.close,
  }
}

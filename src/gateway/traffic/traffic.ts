import type { LogConfig } from "../config/config.ts"
import type { SignatureStats } from "../signatures/signatures.ts"
import type { AttemptFacts, Call, CallEnd, CallFacts } from "./call.ts"
import type { SeriesBy, SeriesRange, TrafficSeries } from "./series.ts"

/** One call on its way; `end` is told exactly once. */
export type CallRecord = { readonly id: string }

export type LiveCalls = {
  /** To be handed to the next `live`. */
  readonly cursor: number
  /** What began or changed since, newest last; at most the last 200. */
  readonly calls: readonly Call[]
}

export type TrafficOrder = {
  readonly home: string
  readonly now: () => number
  readonly config: LogConfig
  /** Secrets that are in use (of upstreams and clients): never written, whatever text they turn up in. */
  readonly secrets: () => readonly string[]
  /** Told once per kind of trouble; calls go on without a log. */
  readonly onTrouble: (message: string) => void
}

export type Traffic = {
  readonly begin: (facts: CallFacts) => CallRecord
  readonly attempt: (record: CallRecord, facts: AttemptFacts) => void
  readonly end: (record: CallRecord, end: CallEnd) => void
  /** A body, kept redacted where capture is on; else nothing is done with it. */
  readonly capture: (record: CallRecord, what: CapturedBody, body: string) => void
  /** 0 = the last 200. */
  readonly live: (since: number) => LiveCalls
  readonly series: (range: SeriesRange, by: SeriesBy) => TrafficSeries
  /** The call with every attempt, from memory or from the files; null = unknown or no longer kept. */
  readonly call: (id: string) => Promise<Call | null>
  /** Every kept call, oldest first, as lines of JSON (each with its line end). */
  readonly export: () => AsyncIterable<string>
  /** OpenMetrics text; its content type is `metricsType`. */
  readonly metrics: (signatures: SignatureStats) => string
  /** Removes what is too old, or everything. */
  readonly purge: (what: "old" | "everything") => Promise<void>
  /** The configuration changed. */
  readonly configure: (config: LogConfig) => void
  readonly flush: () => Promise<void>
  readonly close: () => Promise<void>
}

export type CapturedBody = "client-request" | "upstream-request" | "upstream-answer" | "client-answer"

export const metricsType = "application/openmetrics-text; version=1.0.0; charset=utf-8"

/** Opens the log of calls in `<home>/gateway/traffic`. */
export function openTraffic(order: TrafficOrder): Traffic {
  return {
    begin: ({ id }) => ({ id }),
    attempt: () => {},
    end: () => {},
    capture: () => {},
    live: () => ({ cursor: 0, calls: [] }),
    series: (range, by) => ({ range, by, from: order.now(), to: order.now(), stepMs: 60_000, groups: [] }),
    call: async () => null,
    export: async function* () {},
    metrics: () => "# EOF\n",
    purge: async () => {},
    configure: () => {},
    flush: async () => {},
    close: async () => {},
  }
}

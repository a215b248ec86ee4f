export const seriesRanges = ["1h", "6h", "24h", "7d", "30d"] as const
export type SeriesRange = (typeof seriesRanges)[number]

export const seriesBy = ["all", "model", "key", "credential", "upstream"] as const
export type SeriesBy = (typeof seriesBy)[number]

/** One stretch of time. Latencies in ms are taken from a histogram (at most 10 % off); null = no call ended in it. */
export type SeriesPoint = {
  /** Epoch ms of its beginning. */
  readonly at: number
  readonly requests: number
  /** Answered without an error; what the client aborted counts neither way. */
  readonly succeeded: number
  readonly failed: number
  readonly p50Ms: number | null
  readonly p95Ms: number | null
  readonly inputTokens: number
  readonly outputTokens: number
  readonly usd: number
}

export type SeriesGroup = { readonly name: string; readonly points: readonly SeriesPoint[] }

/** Groups are sorted by requests; every group has one point per step, from the oldest to now. */
export type TrafficSeries = {
  readonly range: SeriesRange
  readonly by: SeriesBy
  readonly from: number
  readonly to: number
  readonly stepMs: number
  readonly groups: readonly SeriesGroup[]
}

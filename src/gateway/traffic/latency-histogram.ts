/** Counts by steps of ten percent: any percentile is at most five percent off, at any number of values. */
export type Histogram = Map<number, number>

const step = Math.log(1.1)

export function addLatency(histogram: Histogram, ms: number): void {
  const at = Math.max(0, Math.round(Math.log(Math.max(1, ms)) / step))
  histogram.set(at, (histogram.get(at) ?? 0) + 1)
}

export function addHistogram(into: Histogram, other: Iterable<readonly [number, number]>): void {
  for (const [at, count] of other) into.set(at, (into.get(at) ?? 0) + count)
}

/** The latency that a share of the values does not exceed, in whole ms; null without any value. */
export function percentile(histogram: Histogram, share: number): number | null {
  let count = 0
  for (const each of histogram.values()) count += each
  if (count === 0) return null
  let left = Math.ceil(count * share)
  for (const [at, each] of [...histogram].sort(([a], [b]) => a - b)) {
    left -= each
    if (left <= 0) return Math.round(Math.exp(at * step))
  }
  return null
}

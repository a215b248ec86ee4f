/** What the quickest models of the large vendors write, in tokens per second. */
const mostPerSecond = 150

/**
 * Output tokens that an answer which was cut off is charged with, where the upstream told nothing (G58): what went to the
 * client, and what a model may have thought in the time before its first word; never more than the request allowed.
 */
export function unseenOutput(order: {
  readonly seen: number | null
  /** Until the first word, or until the end where there was none. */
  readonly silentMs: number
  readonly most: number | null
}): number {
  const thought = Math.ceil((order.silentMs / 1000) * mostPerSecond)
  return Math.max(1, Math.min((order.seen ?? 0) + thought, order.most ?? Number.POSITIVE_INFINITY))
}

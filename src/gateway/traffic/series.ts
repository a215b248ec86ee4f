import { addCell, type Cell, type CellTable, emptyCell } from "./cells.ts"
import { percentile } from "./latency-histogram.ts"

export type SeriesRange = "1h" | "6h" | "24h" | "7d" | "30d"
export type SeriesBy = "all" | "model" | "key" | "credential" | "upstream"

/** One stretch of time. Latencies in ms are taken from a histogram (at most 10 % off); null = no call ended in it. */
type SeriesPoint = {
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

type SeriesGroup = { readonly name: string; readonly points: readonly SeriesPoint[] }

/** Groups are sorted by requests; every group has one point per step, from the oldest to now. */
export type TrafficSeries = {
  readonly range: SeriesRange
  readonly by: SeriesBy
  readonly from: number
  readonly to: number
  readonly stepMs: number
  readonly groups: readonly SeriesGroup[]
}

const minute = 60_000
const hour = 60 * minute

/** Cells of a minute serve short ranges, cells of a quarter of an hour the rest. */
export const fineLimits = { stepMs: minute, keepMs: 7 * hour, perStep: 64, cells: 10_000 } as const
export const coarseLimits = {
  stepMs: 15 * minute,
  keepMs: 31 * 24 * hour,
  perStep: 64,
  cells: 40_000,
} as const

const plans: Readonly<
  Record<SeriesRange, { readonly spanMs: number; readonly stepMs: number; readonly of: "fine" | "coarse" }>
> = {
  "1h": { spanMs: hour, stepMs: minute, of: "fine" },
  "6h": { spanMs: 6 * hour, stepMs: 5 * minute, of: "fine" },
  "24h": { spanMs: 24 * hour, stepMs: 15 * minute, of: "coarse" },
  "7d": { spanMs: 7 * 24 * hour, stepMs: 2 * hour, of: "coarse" },
  "30d": { spanMs: 30 * 24 * hour, stepMs: 8 * hour, of: "coarse" },
}

/** The course of one range up to now, the step that runs included. */
export function seriesOf(
  tables: { readonly fine: CellTable; readonly coarse: CellTable },
  range: SeriesRange,
  by: SeriesBy,
  now: number,
): TrafficSeries {
  const { spanMs, stepMs, of } = plans[range]
  const to = (Math.floor(now / stepMs) + 1) * stepMs
  const from = to - spanMs
  const groups = new Map<string, Map<number, Cell>>()
  for (const { at, dimensions, cell } of tables[of].between(from, to)) {
    const name = by === "all" ? "all" : dimensions[by]
    const cells = groups.get(name) ?? new Map<number, Cell>()
    groups.set(name, cells)
    const start = from + Math.floor((at - from) / stepMs) * stepMs
    const sum = cells.get(start) ?? emptyCell()
    cells.set(start, sum)
    addCell(sum, cell)
  }
  const starts = Array.from({ length: spanMs / stepMs }, (_, step) => from + step * stepMs)
  const sorted = [...groups].sort(
    ([a, one], [b, two]) => requestsIn(two) - requestsIn(one) || (a < b ? -1 : 1),
  )
  return {
    range,
    by,
    from,
    to,
    stepMs,
    groups: sorted.map(([name, cells]) => ({
      name,
      points: starts.map((at) => pointOf(at, cells.get(at) ?? emptyCell())),
    })),
  }
}

function requestsIn(cells: ReadonlyMap<number, Cell>): number {
  let sum = 0
  for (const cell of cells.values()) sum += cell.requests
  return sum
}

function pointOf(at: number, cell: Cell): SeriesPoint {
  const { latency, ...sums } = cell
  return { at, ...sums, p50Ms: percentile(latency, 0.5), p95Ms: percentile(latency, 0.95) }
}

import type { SeriesRow, SeriesView } from "../../model/view.ts"
import type { GatewaySpeaker } from "../scene.ts"
import type { Metric } from "../ui-state.ts"

/** So many rows get a colour of their own; the rest is one. */
export const mostRows = 5

export type FigureLine = {
  readonly name: string
  /** Which of the colours: that of a row, or one with a meaning. */
  readonly tone: number | "good" | "bad"
  readonly dashed: boolean
  readonly values: readonly (number | null)[]
}

/** What one plot shows. */
export type Figure = {
  readonly times: readonly number[]
  readonly stepMs: number
  /** `bars` stand on each other, `lines` do not. */
  readonly look: "bars" | "lines"
  readonly lines: readonly FigureLine[]
  /** The scale ends here at least. */
  readonly least: number
  readonly format: (value: number) => string
  readonly timeOf: (at: number) => string
}

/** The rows that are drawn and listed: the busiest, and the others as one. */
export function shownRows({ rows }: SeriesView, words: GatewaySpeaker): readonly SeriesRow[] {
  if (rows.length <= mostRows) return rows
  const rest = rows.slice(mostRows - 1)
  return [...rows.slice(0, mostRows - 1), summed(words.count("others", rest.length), rest)]
}

/** Several rows as one. Medians of medians would be no median: they stay unknown. */
export function summed(name: string, rows: readonly SeriesRow[]): SeriesRow {
  const steps = rows[0]?.requests.length ?? 0
  const sum = (of: (row: SeriesRow) => readonly (number | null)[]) =>
    Array.from({ length: steps }, (_, at) => sumOf(rows.map((row) => of(row)[at] ?? null)))
  const unknown = Array.from({ length: steps }, () => null)
  return {
    name,
    requests: sum(({ requests }) => requests),
    failed: sum(({ failed }) => failed),
    p50: unknown,
    p95: unknown,
    inputTokens: sum(({ inputTokens }) => inputTokens),
    outputTokens: sum(({ outputTokens }) => outputTokens),
    usd: sum(({ usd }) => usd),
  }
}

export function figureOf(metric: Metric, series: SeriesView, words: GatewaySpeaker, now: number): Figure {
  const rows = shownRows(series, words)
  const lines = (of: (row: SeriesRow) => readonly (number | null)[], dashed = false): FigureLine[] =>
    rows.map((row, tone) => ({ name: row.name, tone, dashed, values: of(row) }))
  const figure = {
    times: series.times,
    stepMs: series.stepMs,
    timeOf: (at: number) => words.time(at, now),
  }
  switch (metric) {
    case "requests":
      return { ...figure, look: "bars", least: 4, format: words.number, lines: lines((row) => row.requests) }
    case "success":
      return { ...figure, look: "bars", least: 4, format: words.number, lines: outcomes(series, words) }
    case "latency":
      return {
        ...figure,
        look: "lines",
        least: 100,
        format: (ms) => latency(ms, words),
        // More of them are a tangle; the table below tells the slowest of each.
        lines: [...lines((row) => row.p50), ...(rows.length > 2 ? [] : lines((row) => row.p95, true))],
      }
    case "tokens":
      return {
        ...figure,
        look: "bars",
        least: 100,
        format: words.short,
        lines: lines(({ inputTokens, outputTokens }) =>
          inputTokens.map((input, at) => sumOf([input, outputTokens[at] ?? null])),
        ),
      }
    case "cost":
      return {
        ...figure,
        look: "bars",
        least: 0.01,
        format: (usd) => money(usd, words),
        lines: lines((row) => row.usd),
      }
    default:
      return metric satisfies never
  }
}

/** What failed stands on what did not. */
function outcomes({ rows }: SeriesView, words: GatewaySpeaker): FigureLine[] {
  const { requests, failed } = summed("", rows)
  const answered = requests.map((all, at) => (all === null ? null : all - (failed[at] ?? 0)))
  return [
    { name: words.say("stateOk"), tone: "good", dashed: false, values: answered },
    { name: words.say("stateFailed"), tone: "bad", dashed: false, values: failed },
  ]
}

/** The part of all requests that were answered; null where there was none. */
export function successOf({ rows }: SeriesView): number | null {
  const { requests, failed } = summed("", rows)
  const all = sumOf(requests) ?? 0
  return all === 0 ? null : 1 - (sumOf(failed) ?? 0) / all
}

/** The sum of what is known; null where nothing is. */
export function sumOf(values: readonly (number | null)[]): number | null {
  return values.reduce((sum, value) => (value === null ? sum : (sum ?? 0) + value), null)
}

export function percent(part: number, words: GatewaySpeaker): string {
  return new Intl.NumberFormat(words.lang, { style: "percent", maximumFractionDigits: 1 }).format(part)
}

/** Milliseconds as long as they are few. */
export function latency(ms: number, words: GatewaySpeaker): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  return words.say("seconds", { n: (ms / 1000).toFixed(ms < 10_000 ? 1 : 0) })
}

/** Small sums keep the digits that make them more than nothing. */
export function money(usd: number, words: GatewaySpeaker): string {
  return usd === 0 || usd >= 0.1 ? words.usd(usd) : `$${usd.toPrecision(2)}`
}

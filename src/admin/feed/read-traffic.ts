import type { Call } from "../../gateway/traffic/call.ts"
import type { TrafficSeries } from "../../gateway/traffic/series.ts"
import { dayAt } from "../../spend/zone.ts"
import type {
  AttemptView,
  Grouping,
  MoneyBasis,
  Range,
  RequestView,
  SeriesView,
  TodayView,
} from "../model/view.ts"

/** The sums of this day, as the clock of this machine has it. */
export function readToday({ groups }: TrafficSeries, calls: readonly Call[], now: number): TodayView {
  const { from } = dayAt(now, "local")
  const points = groups.flatMap(({ points }) => points.filter(({ at }) => at >= from))
  const sum = (of: (point: (typeof points)[number]) => number) =>
    points.reduce((all, point) => all + of(point), 0)
  const requests = sum((point) => point.requests)
  const known = (value: number) => (requests === 0 ? null : value)
  return {
    requests,
    failed: sum((point) => point.failed),
    underWay: calls.filter(({ end }) => end === null).length,
    inputTokens: known(sum((point) => point.inputTokens)),
    outputTokens: known(sum((point) => point.outputTokens)),
    usd: known(sum((point) => point.usd)),
    basis: basisOf(calls),
  }
}

/** One estimate among them makes the sum one. */
function basisOf(calls: readonly Call[]): MoneyBasis {
  const bases = new Set(calls.flatMap(({ end }) => (end === null || end.usd === null ? [] : [end.basis])))
  if (bases.size === 0) return "unknown"
  return bases.has("measured") && bases.size === 1 ? "measured" : "estimated"
}

/** Newest first. */
export function readRequests(calls: readonly Call[]): RequestView[] {
  return calls.map(requestOf).sort((one, other) => other.at - one.at)
}

function requestOf(call: Call): RequestView {
  const { id, at, key, loop, iteration, format, operation, model, attempts, end } = call
  const last = attempts.at(-1)
  const usage = end?.usage ?? null
  const state =
    end === null
      ? "under-way"
      : end.aborted
        ? "aborted"
        : end.status < 400 && end.code === null
          ? "ok"
          : "failed"
  return {
    id,
    at,
    key: key ?? "–",
    loop,
    iteration,
    model: model ?? "–",
    served: last?.model ?? null,
    operation,
    format,
    upstream: last?.upstream ?? null,
    credential: last?.credential ?? null,
    stream: operation === "stream",
    state,
    status: end?.status ?? null,
    ms: end?.ms ?? null,
    firstByteMs: end?.ttfbMs ?? null,
    inputTokens: usage === null ? null : sumKnown(usage.input, usage.cachedInput, usage.cacheWrite),
    cachedTokens: usage?.cachedInput ?? null,
    outputTokens: usage?.output ?? null,
    usd: end?.usd ?? null,
    basis: end?.basis ?? "unknown",
    attempts: attempts.length,
    error: state === "failed" ? errorOf(attempts, end?.code ?? null) : null,
  }
}

function errorOf(attempts: Call["attempts"], code: string | null): string {
  const said = attempts.findLast(({ error }) => error !== null)?.error ?? null
  return said ?? code ?? "failed"
}

export function readAttempts({ attempts }: Call): AttemptView[] {
  return attempts.map(({ at, upstream, credential, model, status, ms, why, error }) => ({
    at,
    upstream,
    credential: credential ?? "–",
    model,
    status,
    ms,
    why,
    error,
  }))
}

export function readSeries(series: TrafficSeries, range: Range, by: Grouping): SeriesView {
  const times = Array.from(
    { length: Math.round((series.to - series.from) / series.stepMs) },
    (_, step) => series.from + step * series.stepMs,
  )
  return {
    range,
    by,
    times,
    stepMs: series.stepMs,
    rows: series.groups.map(({ name, points }) => {
      // A moment without a call has nothing to show; it is not zero of something.
      const of = (value: (point: (typeof points)[number]) => number | null) =>
        points.map((point) => (point.requests === 0 ? null : value(point)))
      return {
        name,
        requests: of((point) => point.requests),
        failed: of((point) => point.failed),
        p50: of((point) => point.p50Ms),
        p95: of((point) => point.p95Ms),
        inputTokens: of((point) => point.inputTokens),
        outputTokens: of((point) => point.outputTokens),
        usd: of((point) => point.usd),
      }
    }),
  }
}

function sumKnown(...values: readonly (number | null)[]): number | null {
  return values.reduce((sum, value) => (value === null ? sum : (sum ?? 0) + value), null)
}

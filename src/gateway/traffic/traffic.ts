import { join } from "node:path"
import type { LogConfig } from "../config/config.ts"
import type { SignatureStats } from "../signatures/signatures.ts"
import type { AttemptFacts, Call, CallEnd, CallFacts } from "./call.ts"
import { encodeCall } from "./call-line.ts"
import { createCallMetrics } from "./call-metrics.ts"
import { sampleOfCall } from "./call-sample.ts"
import { capturedBody } from "./captured-body.ts"
import { createCellTable } from "./cells.ts"
import { openHourFiles } from "./hour-files.ts"
import { createNameCleaner } from "./name-cleaner.ts"
import { pastCalls } from "./past-calls.ts"
import { createRecentCalls, type LiveCalls } from "./recent-calls.ts"
import { redactTraffic } from "./redact-traffic.ts"
import {
  coarseLimits,
  fineLimits,
  type SeriesBy,
  type SeriesRange,
  seriesOf,
  type TrafficSeries,
} from "./series.ts"
import { openSumFiles } from "./sum-files.ts"

/** One call on its way; `end` is told exactly once. */
export type CallRecord = { readonly id: string }

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
  /** Resolves when what earlier runs kept was read and everything told so far was written. */
  readonly flush: () => Promise<void>
  readonly close: () => Promise<void>
}

type CapturedBody = "client-request" | "upstream-request" | "upstream-answer" | "client-answer"

const megabyte = 1024 * 1024
const everyMs = 60_000
/** Calls of earlier runs that `live` tells. */
const mostShown = 200

/**
 * Opens the log of calls in `<home>/gateway/traffic` (files of mode 0600). Nothing waits for the disk: lines are written
 * together in the background, so that a SIGKILL loses at most those of the last half second. What earlier runs kept is
 * read in the background, too.
 */
export function openTraffic(order: TrafficOrder): Traffic {
  const { now, secrets, onTrouble } = order
  const folder = join(order.home, "gateway", "traffic")
  const files = { folder, now, onTrouble }
  const calls = openHourFiles({ ...files, prefix: "", perFileBytes: 64 * megabyte, allBytes: 512 * megabyte })
  const bodies = openHourFiles({
    ...files,
    prefix: "bodies-",
    perFileBytes: 128 * megabyte,
    allBytes: 512 * megabyte,
  })
  const sums = openSumFiles(files)
  const tables = { fine: createCellTable(fineLimits), coarse: createCellTable(coarseLimits) }
  const recent = createRecentCalls()
  const metrics = createCallMetrics()
  const cleaner = createNameCleaner(secrets)
  const running = new Map<CallRecord, Call>()
  const openedAt = now()
  let { config } = order
  let lastHour = hourOf(openedAt)

  const change = (record: CallRecord, call: Call): void => {
    running.set(record, call)
    recent.touch(record, call)
  }
  const tidy = async (): Promise<void> => {
    await Promise.all([calls.purge(config.keepHours), bodies.purge(config.keepHours), sums.purge()])
  }
  const tick = (): void => {
    sums.write(tables.coarse)
    if (hourOf(now()) === lastHour) return
    lastHour = hourOf(now())
    void tidy()
  }
  const readPast = async (): Promise<void> => {
    await tidy()
    const told = await sums.read(tables.coarse)
    const { stepMs } = coarseLimits
    const shown: Call[] = []
    for await (const call of pastCalls(await calls.paths())) {
      // What came since is counted already.
      if (call.at >= openedAt) continue
      const at = call.at + call.end.ms
      const sample = sampleOfCall(call, call.end)
      if (at > openedAt - fineLimits.keepMs) tables.fine.add(at, sample)
      if (!told.has(Math.floor(at / stepMs) * stepMs)) tables.coarse.add(at, sample)
      shown.push(call)
      if (shown.length > 2 * mostShown) shown.splice(0, mostShown)
    }
    for (const call of shown.slice(-mostShown)) recent.touch(call, call)
    sums.write(tables.coarse)
  }
  const past = readPast().catch((error: unknown) => onTrouble(String(error)))
  const timer = setInterval(tick, everyMs)
  timer.unref()

  return {
    begin: (facts) => {
      const record: CallRecord = { id: cleaner(facts.id) ?? "" }
      change(record, {
        ...facts,
        id: record.id,
        key: cleaner(facts.key),
        loop: cleaner(facts.loop),
        model: cleaner(facts.model),
        at: now(),
        attempts: [],
        end: null,
      })
      return record
    },
    attempt: (record, facts) => {
      const call = running.get(record)
      if (call === undefined) return
      const attempt = {
        ...facts,
        model: cleaner(facts.model) ?? "",
        why: cleaner(facts.why),
        error: facts.error === null ? null : redactTraffic(facts.error, secrets()),
        at: now() - facts.ms,
      }
      change(record, { ...call, attempts: [...call.attempts, attempt] })
      metrics.attempted(attempt)
    },
    end: (record, end) => {
      const call = running.get(record)
      if (call === undefined) return
      const ended: Call = { ...call, end: { ...end, notes: end.notes.map((note) => cleaner(note) ?? "") } }
      recent.touch(record, ended)
      running.delete(record)
      const sample = sampleOfCall(ended, end)
      tables.fine.add(now(), sample)
      tables.coarse.add(now(), sample)
      metrics.ended(ended, end)
      calls.append(encodeCall(ended))
      tick()
    },
    capture: (record, what, body) => {
      if (!config.capture) return
      bodies.append(JSON.stringify({ id: record.id, at: now(), what, body: capturedBody(body, secrets()) }))
    },
    live: recent.live,
    series: (range, by) => seriesOf(tables, range, by, now()),
    call: async (id) => {
      const known = recent.byId(id)
      if (known !== null) return known
      await calls.flush()
      for await (const call of pastCalls((await calls.paths()).toReversed())) if (call.id === id) return call
      return null
    },
    export: async function* () {
      await calls.flush()
      for await (const call of pastCalls(await calls.paths())) yield `${encodeCall(call)}\n`
    },
    metrics: (signatures) =>
      metrics.text({ inFlight: running.size, lost: calls.lost() + bodies.lost(), signatures }),
    purge: async (what) => {
      await past
      if (what === "old") return tidy()
      tables.fine.clear()
      tables.coarse.clear()
      recent.clear()
      await Promise.all([calls.clear(), bodies.clear(), sums.clear()])
    },
    configure: (changed) => {
      config = changed
      void tidy()
    },
    flush: async () => {
      await past
      await Promise.all([calls.flush(), bodies.flush(), sums.flush()])
    },
    close: async () => {
      clearInterval(timer)
      await past
      sums.write(tables.coarse)
      await Promise.all([calls.close(), bodies.close(), sums.close()])
    },
  }
}

function hourOf(at: number): number {
  return Math.floor(at / 3_600_000)
}

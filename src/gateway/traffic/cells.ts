import { isCount } from "../../system/json-record.ts"
import type { CallSample } from "./call-sample.ts"
import { addHistogram, addLatency, type Histogram } from "./latency-histogram.ts"

export type Dimensions = Pick<CallSample, "model" | "key" | "credential" | "upstream">

/** Sums over the calls of one stretch of time that share their dimensions. */
export type Cell = {
  requests: number
  succeeded: number
  failed: number
  inputTokens: number
  outputTokens: number
  usd: number
  readonly latency: Histogram
}

export type CellTable = {
  readonly add: (at: number, sample: CallSample) => void
  /** Puts in what a file tells. */
  readonly put: (at: number, dimensions: Dimensions, cell: Cell) => void
  readonly between: (
    from: number,
    to: number,
  ) => Iterable<{ readonly at: number; readonly dimensions: Dimensions; readonly cell: Cell }>
  readonly clear: () => void
  readonly size: () => number
}

export type CellLimits = {
  readonly stepMs: number
  readonly keepMs: number
  /** Further combinations of one step are counted together, under `other`. */
  readonly perStep: number
  /** The oldest steps go when there are more. */
  readonly cells: number
}

const other: Dimensions = { model: "other", key: "other", credential: "other", upstream: "other" }

/** Cells by time step and dimensions, bounded whatever names the calls bring. */
export function createCellTable(limits: CellLimits): CellTable {
  type Held = { readonly dimensions: Dimensions; readonly cell: Cell }
  const steps = new Map<number, Map<string, Held>>()
  let size = 0

  const forget = (at: number): void => {
    size -= steps.get(at)?.size ?? 0
    steps.delete(at)
  }
  const trim = (now: number): void => {
    for (const at of steps.keys()) if (at + limits.stepMs <= now - limits.keepMs) forget(at)
    while (size > limits.cells && steps.size > 1) forget(Math.min(...steps.keys()))
  }
  const cellAt = (at: number, dimensions: Dimensions): Cell => {
    const start = Math.floor(at / limits.stepMs) * limits.stepMs
    let step = steps.get(start)
    if (step === undefined) {
      step = new Map()
      steps.set(start, step)
      trim(at)
    }
    const { model, key, credential, upstream } = dimensions
    // No name holds a line end (`cleanName`).
    const name = `${model}\n${key}\n${credential}\n${upstream}`
    const known = step.get(name)
    if (known !== undefined) return known.cell
    if (step.size >= limits.perStep && dimensions !== other) return cellAt(at, other)
    const cell = emptyCell()
    step.set(name, { dimensions: { model, key, credential, upstream }, cell })
    size += 1
    return cell
  }

  return {
    add: (at, sample) => {
      const cell = cellAt(at, sample)
      cell.requests += 1
      if (sample.outcome === "succeeded") cell.succeeded += 1
      if (sample.outcome === "failed") cell.failed += 1
      cell.inputTokens += sample.inputTokens
      cell.outputTokens += sample.outputTokens
      cell.usd += sample.usd
      // How long a client waited before it gave up says nothing about the upstream.
      if (sample.outcome !== "aborted") addLatency(cell.latency, sample.ms)
    },
    put: (at, dimensions, cell) => addCell(cellAt(at, dimensions), cell),
    between: function* (from, to) {
      for (const [at, step] of steps) {
        if (at + limits.stepMs <= from || at >= to) continue
        for (const { dimensions, cell } of step.values()) yield { at, dimensions, cell }
      }
    },
    clear: () => {
      steps.clear()
      size = 0
    },
    size: () => size,
  }
}

export function emptyCell(): Cell {
  return {
    requests: 0,
    succeeded: 0,
    failed: 0,
    inputTokens: 0,
    outputTokens: 0,
    usd: 0,
    latency: new Map(),
  }
}

export function addCell(into: Cell, cell: Cell): void {
  into.requests += cell.requests
  into.succeeded += cell.succeeded
  into.failed += cell.failed
  into.inputTokens += cell.inputTokens
  into.outputTokens += cell.outputTokens
  into.usd += cell.usd
  addHistogram(into.latency, cell.latency)
}

export function cellAsJson(cell: Cell): unknown {
  return { ...cell, latency: [...cell.latency] }
}

/** Null for anything that is no cell. */
export function cellOfJson(value: Readonly<Record<string, unknown>>): Cell | null {
  const { requests, succeeded, failed, inputTokens, outputTokens, usd, latency } = value
  if (!isCount(requests) || !isCount(succeeded) || !isCount(failed)) return null
  if (!isCount(inputTokens) || !isCount(outputTokens) || !isCount(usd) || !Array.isArray(latency)) return null
  const pairs = latency.map((pair: unknown): readonly unknown[] => (Array.isArray(pair) ? pair : []))
  const histogram: Histogram = new Map()
  for (const [at, count] of pairs.slice(0, 300)) {
    if (!isCount(at) || !isCount(count)) return null
    histogram.set(at, count)
  }
  return { requests, succeeded, failed, inputTokens, outputTokens, usd, latency: histogram }
}

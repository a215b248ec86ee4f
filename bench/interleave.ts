import { spawnSync } from "node:child_process"

export type BenchCase = { readonly name: string; readonly run: () => void | Promise<void> }

/** Figures of one case. Times in ms; `ratio` is the median over the rounds of this case's time by the base case's. */
export type BenchResult = {
  readonly name: string
  readonly medianMs: number
  readonly minMs: number
  readonly maxMs: number
  readonly ratio: number
}

/**
 * Times the cases in turns, so that a machine that slows down slows all of them. The first case is the base. The
 * ratio is taken within each round before the median is: both sides of a round saw the same machine. Every round
 * starts at another case, so that none always follows the same neighbour; one round before the first is not counted.
 */
export async function interleave(
  cases: readonly BenchCase[],
  rounds: number,
): Promise<readonly BenchResult[]> {
  const times = cases.map((): number[] => [])
  for (const { run } of cases) await run()
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < cases.length; turn++) {
      const at = (round + turn) % cases.length
      times[at]?.push(await timed(cases[at]))
    }
  }
  const base = times[0] ?? []
  return cases.map(({ name }, at) => {
    const own = times[at] ?? []
    return {
      name,
      medianMs: median(own),
      minMs: Math.min(...own),
      maxMs: Math.max(...own),
      ratio: median(own.map((ms, round) => ms / (base[round] ?? Number.NaN))),
    }
  })
}

/** Runs `node` with these arguments as a whole process and throws when it fails: a failed run must not look quick. */
export function runNode(...args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(process.execPath, args, {
    encoding: "utf8",
    stdio: ["ignore", "ignore", "pipe"],
  })
  if (status !== 0)
    throw new Error(`node ${args.join(" ")} ended with ${status}: ${error?.message ?? stderr}`)
}

/** Prints the results as a table; the base case is named in the heading of the ratio. */
export function printResults(title: string, results: readonly BenchResult[]): void {
  const base = results[0]?.name ?? "nothing"
  const heading = ["case", "median ms", "min ms", "max ms", `ratio to "${base}"`]
  const rows = results.map(({ name, medianMs, minMs, maxMs, ratio }) => [
    name,
    medianMs.toFixed(1),
    minMs.toFixed(1),
    maxMs.toFixed(1),
    `${ratio.toFixed(2)}x`,
  ])
  const widths = heading.map((text, column) =>
    Math.max(text.length, ...rows.map((row) => row[column]?.length ?? 0)),
  )
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join("  ")
  console.log(`\n${title}\nNode ${process.version}, ${process.platform} ${process.arch}\n`)
  for (const row of [heading, ...rows]) console.log(line(row))
}

/** Middle of the values; NaN when there are none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

async function timed(benchCase: BenchCase | undefined): Promise<number> {
  const start = process.hrtime.bigint()
  await benchCase?.run()
  return Number(process.hrtime.bigint() - start) / 1e6
}

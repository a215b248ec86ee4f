import type { Speaker } from "../../model/speak.ts"
import type { LoopCard } from "../../model/view.ts"

/** One bar. `n` 0 is the start. */
export type PlotPoint = {
  readonly n: number
  readonly failing: number
  readonly flaky: number
  readonly look: "red" | "green" | "unsure"
}

export type PlotData = {
  readonly points: readonly PlotPoint[]
  readonly baseline: number
  readonly textOf: (point: PlotPoint) => string
  /** The same in a sentence. */
  readonly text: string
  /** The last few numbers, `7 → 5 → 2`. */
  readonly trend: string
}

/** What the burn-down shows of a loop; a list of numbers becomes a sentence when it is long. */
export function plotOf(loop: LoopCard, words: Speaker): PlotData {
  const start: PlotPoint = {
    n: 0,
    failing: loop.baseline.failing,
    flaky: 0,
    look: loop.baseline.verdict === "unknown" ? "unsure" : loop.baseline.verdict,
  }
  const points = [
    start,
    ...loop.iterations.map(
      ({ n, failing, flaky, verdict }): PlotPoint => ({
        n,
        failing,
        flaky,
        look: verdict === "red" || verdict === "green" ? verdict : "unsure",
      }),
    ),
  ]
  const numbers = points.map(({ failing }) => failing)
  const now = numbers.at(-1) ?? 0
  return {
    points,
    textOf: ({ n, failing }) =>
      n === 0 ? words.say("plotStart", { failing }) : words.say("plotPoint", { n, failing }),
    baseline: loop.baseline.failing,
    trend: trendOf(numbers),
    text:
      numbers.length > 16
        ? words.say("plotLong", {
            n: loop.iterations.length,
            first: loop.baseline.failing,
            lowest: Math.min(...numbers),
            now,
          })
        : words.say("plotText", { list: numbers.join(", ") }),
  }
}

function trendOf(numbers: readonly number[]): string {
  if (numbers.length < 2) return ""
  return (numbers.length > 5 ? [numbers[0], "…", ...numbers.slice(-3)] : numbers).join(" → ")
}

import { plural } from "../../loop/plural.ts"
import type { IterationRecord, LoopState } from "../../loop/state.ts"
import type { Paint } from "../paint.ts"

/** One bar per failing test, so that the shrinking set is seen and not only read. */
export function failingBar(failing: number, paint: Paint): string {
  return failing === 0
    ? paint("green", "✓ 0 failing")
    : `${paint("red", "█".repeat(Math.min(failing, 40)))} ${failing} failing`
}

/** One line per iteration: what it changed in the failing set and what the loop answered. */
export function iterationLine(entry: IterationRecord, paint: Paint): string {
  const delta = [
    entry.fixed > 0 ? paint("green", `${entry.fixed} fixed`) : "",
    entry.added > 0 ? paint("red", `${entry.added} new`) : "",
    entry.claim === "promise" && entry.verdict !== "green" ? paint("yellow", "claim refused") : "",
    entry.findings > 0 ? paint("red", `refused: ${entry.findings} weakened`) : "",
    entry.flaky > 0 ? paint("yellow", `${entry.flaky} flaky`) : "",
  ].filter((part) => part !== "")
  const answer = entry.decision === "continue" ? "→ sent on" : "→ let go"
  return `  checks   ${failingBar(entry.failing, paint)}  ${delta.join(", ")}  ${answer}  (${seconds(entry.checkMs)})`
}

const digestLines = 14

/** The beginning of the digest that the agent was sent on with: what changed, then the first failure to repair. */
export function digestExcerpt(told: string, paint: Paint): string[] {
  const lines = told.split("\n")
  const from = lines.findIndex((line) => line.startsWith("Checks: "))
  if (from === -1) return []
  const shown = lines.slice(from).filter((line) => line.trim() !== "" && !/^`{3}|^The fenced text/.test(line))
  return [
    "  told",
    ...shown.slice(0, digestLines).map((line) => paint("dim", `  │ ${line.slice(0, 110)}`)),
    paint("dim", "  │ …"),
  ]
}

/** How the loop ended, in one line. */
export function outcomeLine(state: LoopState, paint: Paint): string {
  const { outcome } = state
  if (outcome === null) return `The loop is ${state.status}.`
  const colour = outcome.kind === "verified" ? "green" : "yellow"
  return `${paint(colour, outcome.kind)} after ${plural(state.iteration, "iteration")}: ${outcome.reason}`
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}

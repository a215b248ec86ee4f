import { spendText } from "../../control/loop-words.ts"
import { nextStep } from "../../control/next-step.ts"
import { duration, iso, oneLine, rows } from "../../control/words.ts"
import { elapsedMs } from "../../loop/limits.ts"
import { exitCodeOf } from "../../loop/outcome.ts"
import { plural } from "../../loop/plural.ts"
import type { LoopState } from "../../loop/state.ts"
import { commandWording } from "../command-wording.ts"
import type { Paint } from "../paint.ts"
import type { RunLine } from "./run-schema.ts"

type ResultLine = Extract<RunLine, { event: "result" }>

/** How a run ended, as its last line. `report`: where the Markdown report was written. `now` in epoch ms. */
export function resultLine(state: LoopState, report: string | null, now: number): ResultLine {
  const outcome = state.outcome?.kind ?? "fault"
  const { usd, inputTokens, outputTokens, basis } = state.spend
  return {
    at: iso(now),
    event: "result",
    loop: state.id,
    state: state.status === "ended" ? "ended" : "paused",
    outcome,
    exitCode: exitCodeOf(outcome),
    reason: state.outcome?.reason ?? "the run ended without an outcome",
    iterations: state.iteration,
    elapsedMs: Math.round(elapsedMs(state, state.outcome?.at ?? now)),
    spend: { usd, inputTokens, outputTokens, basis },
    failing: [...state.failing],
    branch: state.branch?.name ?? null,
    report,
    next: nextStep(state, state.status === "ended" ? "ended" : "paused", commandWording),
  }
}

/** The same for people. */
export function resultText(line: ResultLine, state: LoopState, paint: Paint): string {
  const colour = line.exitCode === 0 ? "green" : line.state === "paused" ? "yellow" : "red"
  const facts = rows([
    ["why", oneLine(line.reason, 200)],
    ["work", `${plural(line.iterations, "iteration")}, ${duration(line.elapsedMs)}`],
    ["failing", String(line.failing.length)],
    ["spent", spendText({ ...line.spend, checkMs: state.spend.checkMs })],
    ...(line.branch === null ? [] : [["branch", line.branch] as const]),
    ...(line.report === null ? [] : [["report", line.report] as const]),
    ["next", line.next],
  ])
  return `${[`${paint(colour, line.outcome)}  ${paint("bold", line.loop)}`, ...facts].join("\n")}\n`
}

import type { LoopView } from "../../control/loop-view-schema.ts"
import { failingText, spendText, stateWord } from "../../control/loop-words.ts"
import { ago, duration, localTime, oneLine, rows } from "../../control/words.ts"
import { plural } from "../../loop/plural.ts"
import type { Paint, Style } from "../paint.ts"

/** One loop for people: a headline with the state word, then what a person asks first. `now` in epoch ms. */
export function loopText(view: LoopView, paint: Paint, now: number): string {
  const lines = [
    headline(view, paint),
    `  ${paint("dim", JSON.stringify(oneLine(view.task, 90)))}`,
    ...rows(facts(view, now)),
  ]
  return `${lines.join("\n")}\n`
}

/** A line for a log that is followed: what changed since is easy to see. */
export function progressLine(view: LoopView): string {
  const parts = [
    stateWord(view),
    `iteration ${view.iteration} of ${view.maxIterations}`,
    `failing ${failingText(view)}`,
    duration(view.elapsedMs),
  ]
  return `${view.id}: ${parts.join(", ")}`
}

function headline(view: LoopView, paint: Paint): string {
  const state = paint(styleOf(view), `${mark(view)} ${stateWord(view)}`)
  const count = `iteration ${view.iteration} of ${view.maxIterations}`
  return `${state}  ${paint("bold", view.id)}  ${count}, ${duration(view.elapsedMs)}`
}

function facts(view: LoopView, now: number): (readonly [string, string])[] {
  const { outcome, breaker, branch, heartbeat } = view
  const over = view.state === "ended"
  return [
    ...(outcome === null ? [] : [["because", oneLine(outcome.reason, 300)] as const]),
    [
      "checks",
      view.checks.length === 0
        ? "none (--no-check)"
        : view.checks.map((check) => oneLine(check, 80)).join(", "),
    ],
    ["failing", failingText(view)],
    ...(view.blocks === null || view.blocks === outcome?.reason ? [] : [["blocks", view.blocks] as const]),
    ...(over ? [] : [["left", leftText(view)] as const]),
    ["spend", spendText(view.spend)],
    ...(breaker.state === "closed"
      ? []
      : [["breaker", `${breaker.state}: ${oneLine(breaker.why ?? "", 200)}`] as const]),
    ...(branch === null
      ? []
      : [
          [
            "branch",
            `${branch.name}${branch.previous === null ? "" : ` (from ${branch.previous})`}`,
          ] as const,
        ]),
    ...(over || heartbeat === null
      ? []
      : [
          [
            "heartbeat",
            `${ago(Date.parse(heartbeat.at), now)}, ${plural(heartbeat.count, "model call")}`,
          ] as const,
        ]),
    ...(outcome?.resumeAt == null ? [] : [["resumes", localTime(Date.parse(outcome.resumeAt))] as const]),
    ...(view.requested.length === 0
      ? []
      : [["requested", `${view.requested.join(", ")} (obeyed at the loop's next event)`] as const]),
    ["next", view.next],
  ]
}

function leftText({ left }: LoopView): string {
  const money = left.usd === null ? [] : [`$${left.usd.toFixed(2)}`]
  return [plural(left.iterations, "iteration"), duration(left.minutes * 60_000), ...money].join(", ")
}

/** A sign beside the word, because colour is never the only carrier. */
function mark(view: LoopView): string {
  if (view.state === "ended") return isGood(view) ? "✓" : "✗"
  return view.state === "running" || view.state === "checking" ? "●" : "○"
}

function styleOf(view: LoopView): Style {
  if (view.state === "ended") return isGood(view) ? "green" : "red"
  return view.state === "running" || view.state === "checking" ? "cyan" : "yellow"
}

function isGood({ outcome }: LoopView): boolean {
  return outcome?.exitCode === 0
}

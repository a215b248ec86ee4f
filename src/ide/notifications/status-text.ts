import type { DashboardView, LoopCard } from "../../dashboard/model/view.ts"
import { countdown } from "./countdown.ts"
import type { Translate } from "./translate.ts"

export type StatusText = {
  /** With icons in the notation of the status bar. */
  readonly text: string
  /** The same without icons, for screen readers. */
  readonly spoken: string
  /** Plain lines. */
  readonly tooltip: string
  readonly look: "plain" | "warning" | "error"
  /** The loop that is shown, to be opened by a click; null = none. */
  readonly loop: string | null
  /** Whether the text is older in a second, so that it has to be made anew. */
  readonly ticks: boolean
  /** Whether it tells of a loop, or of something that needs the user. */
  readonly worthy: boolean
}

/**
 * The status bar item for a view at `now` (epoch ms): iteration, failing count, breaker and spend of the loop that
 * matters most.
 */
export function statusText(view: DashboardView, now: number, t: Translate): StatusText {
  const live = view.loops.filter(({ word }) => word !== "ended").sort((a, b) => rank(a) - rank(b))
  const loop = live[0] ?? view.loops[0]
  if (loop === undefined) return withoutLoop(view, t)
  const others = live.length > 1 ? ` +${live.length - 1}` : ""
  const spoken = `${[head(loop, now, t), ...facts(loop, t)].join(" · ")}${others}`
  return {
    text: `${icon(loop)} ${spoken}`,
    spoken,
    worthy: true,
    tooltip: tooltipOf(loop, live.length, t),
    look: lookOf(loop),
    loop: loop.id,
    ticks: isWaiting(loop),
  }
}

function withoutLoop({ setup, arms }: DashboardView, t: Translate): StatusText {
  const item = (icon: string, spoken: string, tooltip: string, worthy: boolean): StatusText => ({
    text: `$(${icon}) ${spoken}`,
    spoken,
    tooltip,
    look: "plain",
    loop: null,
    ticks: false,
    worthy,
  })
  if (setup.plugin === "missing") {
    return item("plug", t("For Loop: set up"), t("The agent plugin is not installed yet."), false)
  }
  if (setup.plugin === "damaged" || setup.disabled) {
    return { ...item("warning", t("For Loop"), setup.note, true), look: "warning" }
  }
  if (arms.length > 0) {
    return item("watch", t("For Loop: waiting for the chat"), t("A loop waits for the agent's chat."), true)
  }
  return item("sync", t("For Loop"), setup.note || t("No loop is at work here."), false)
}

/** What needs a person comes before what works by itself, and that before what has to wait. */
function rank({ word, outcome }: LoopCard): number {
  if (word === "paused" && outcome?.kind === "rate-limited") return 3
  if (word === "paused" || word === "host-capped" || word === "interrupted") return 0
  return word === "armed" ? 2 : 1
}

function head(loop: LoopCard, now: number, t: Translate): string {
  const count = `${loop.iteration}/${loop.ends.maxIterations}`
  if (isWaiting(loop)) {
    const until = loop.outcome?.resumeAt ?? now
    return now < until ? t("{0} goes on in {1}", count, countdown(until - now)) : t("{0} may go on", count)
  }
  switch (loop.word) {
    case "host-capped":
      return t("{0} ended by the host", count)
    case "interrupted":
      return t("{0} interrupted", count)
    case "paused":
      return loop.outcome?.kind === "stuck" ? t("{0} stuck", count) : t("{0} needs you", count)
    case "ended":
      return `${count} ${loop.outcome?.kind ?? ""}`.trim()
    case "armed":
      return t("{0} starting", count)
    case "running":
    case "checking":
      return count
    default:
      return loop.word satisfies never
  }
}

function facts(loop: LoopCard, t: Translate): string[] {
  if (loop.word === "ended") return []
  const failing = loop.iteration === 0 ? loop.baseline.failing : loop.failing.now
  const spent = spentText(loop)
  return [t("{0} failing", failing), breakerText(loop, t), ...(spent === null ? [] : [spent])]
}

function breakerText({ breaker }: LoopCard, t: Translate): string {
  switch (breaker.state) {
    case "closed":
      return t("breaker closed")
    case "half-open":
      return t("breaker half-open")
    case "open":
      return t("breaker open")
    default:
      return breaker.state satisfies never
  }
}

/** An estimate is marked as one; money that is not known is not shown as nothing. */
function spentText({ spend: { usd, basis } }: LoopCard): string | null {
  if (usd === null || basis === "unknown") return null
  return `${basis === "estimated" ? "≈" : ""}$${usd.toFixed(2)}`
}

function tooltipOf(loop: LoopCard, live: number, t: Translate): string {
  const { usd, basis } = loop.spend
  const lines = [
    oneLine(loop.task),
    t(
      "Iteration {0} of {1}, {2} min left",
      loop.iteration,
      loop.ends.maxIterations,
      Math.floor(loop.ends.minutesLeft),
    ),
    ...(loop.outcome === null ? [] : [oneLine(loop.outcome.reason)]),
    ...(loop.blocks === null ? [] : [t("Blocked by: {0}", oneLine(loop.blocks.title))]),
    `${breakerText(loop, t)}${loop.breaker.why === null ? "" : `: ${oneLine(loop.breaker.why)}`}`,
    usd === null || basis === "unknown"
      ? t("Spend is not known")
      : basis === "measured"
        ? t("Spent {0} (measured)", `$${usd.toFixed(2)}`)
        : t("Spent {0} (estimated)", `$${usd.toFixed(2)}`),
    ...(live > 1 ? [t("{0} loops are not finished here", live)] : []),
  ]
  return lines.join("\n")
}

function icon({ word, outcome }: LoopCard): string {
  switch (word) {
    case "running":
    case "checking":
      return "$(sync~spin)"
    case "armed":
      return "$(watch)"
    case "host-capped":
    case "interrupted":
      return "$(debug-pause)"
    case "paused":
      return outcome?.kind === "rate-limited" ? "$(watch)" : "$(bell-dot)"
    case "ended":
      return outcome?.kind === "verified" || outcome?.kind === "already-green" ? "$(pass)" : "$(circle-slash)"
    default:
      return word satisfies never
  }
}

function lookOf(loop: LoopCard): StatusText["look"] {
  if (loop.outcome?.kind === "fault") return "error"
  return loop.word !== "ended" && rank(loop) === 0 ? "warning" : "plain"
}

function isWaiting({ word, outcome }: LoopCard): boolean {
  return word === "paused" && outcome?.kind === "rate-limited" && outcome.resumeAt !== null
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, " ").trim()
  return line.length > 160 ? `${line.slice(0, 159)}…` : line
}

import { spendText } from "../../control/loop-words.ts"
import { duration, oneLine, rows } from "../../control/words.ts"
import type { RunEvent } from "../../engine/driver/run-event.ts"
import { elapsedMs } from "../../loop/limits.ts"
import type { LoopState } from "../../loop/state.ts"
import { blockOn } from "../redraw.ts"
import type { Terminal } from "../terminal.ts"
import { linkText } from "./run-live.ts"

/** What the live view knows so far. */
type Seen = {
  readonly state: LoopState | null
  readonly now: string
  /** Epoch ms until which nothing is done. */
  readonly until: number | null
  readonly last: readonly string[]
}

const lastShown = 6
const widest = 120
const redrawMs = 1000

/**
 * The run as one block that is drawn again in its place: how far it is, what happens now, what happened last. For
 * terminals; a countdown moves every second and nothing else without reason.
 */
export function watchView(
  terminal: Terminal,
  now: () => number,
): { on(event: RunEvent): void; stop(): void } {
  const block = blockOn(terminal)
  let seen: Seen = { state: null, now: "preparing: checks, branch, baseline", until: null, last: [] }
  const draw = (): void => block.show(viewText(seen, terminal.paint, now()))
  const timer = setInterval(draw, redrawMs)
  return {
    on(event) {
      seen = after(seen, event)
      draw()
    },
    stop() {
      clearInterval(timer)
      block.clear()
    },
  }
}

/** The view after one more event. Texts of the agent are cut to one line without control characters. */
function after(seen: Seen, event: RunEvent): Seen {
  const line = (text: string): readonly string[] => [...seen.last, oneLine(text, widest)].slice(-lastShown)
  switch (event.kind) {
    case "begun":
      return { ...seen, state: event.state }
    case "turn":
      return { ...seen, now: `turn ${event.turn}: ${linkText(event.link)} works`, until: null }
    case "agent":
      if (event.event.kind === "note") return { ...seen, last: line(`note: ${event.event.text}`) }
      if (event.event.kind !== "tool" || event.event.phase !== "started") return seen
      return { ...seen, last: line(`${event.event.name} ${event.event.what}`) }
    case "fault":
      return { ...seen, last: line(`${event.class}: ${event.why}`) }
    case "phase":
      return event.end === null ? { ...seen, last: line(`phase ${event.phase} begins`) } : seen
    case "failover":
      return { ...seen, last: line(`goes on with ${linkText(event.to)}: ${event.why}`) }
    case "waiting":
      return { ...seen, now: `waits: ${oneLine(event.why, widest)}`, until: event.until }
    case "checking":
      return { ...seen, now: "checking", until: null }
    case "decided":
      return { ...seen, state: event.state, last: line(decided(event.state)) }
    case "ended":
      return { ...seen, state: event.state }
    default:
      // Events that say nothing to a person at a terminal.
      return seen
  }
}

function decided(state: LoopState): string {
  const last = state.iterations.at(-1)
  return last === undefined
    ? "nothing was measured"
    : `${last.verdict}: ${last.failing} failing, ${last.fixed} fixed, ${last.added} new`
}

function viewText(seen: Seen, paint: Terminal["paint"], now: number): string {
  const { state } = seen
  const countdown = seen.until === null ? "" : ` (${duration(Math.max(0, seen.until - now))} left)`
  const happens = ["now", `${seen.now}${countdown}`] as const
  const head =
    state === null
      ? rows([happens])
      : [
          `${paint("bold", state.id)}  iteration ${state.iteration} of ${state.settings.maxIterations}, ${duration(elapsedMs(state, now))} of ${state.settings.maxMinutes} min`,
          ...rows([["failing", burnDown(state)], ["spent", spendText(state.spend)], happens]),
        ]
  return `${[...head, ...seen.last.map((line) => paint("dim", `  ${line}`))].join("\n")}\n`
}

/** `4 → 3 → 0`: the baseline and the last iterations. */
function burnDown(state: LoopState): string {
  const counts = [state.baseline.failing.length, ...state.iterations.map(({ failing }) => failing)]
  const shown = counts.slice(-8).join(" → ")
  return counts.length > 8 ? `… ${shown}` : shown
}

import { basename } from "node:path"
import { duration, localTime, oneLine } from "../../control/words.ts"
import type { Link, RunEvent } from "../../engine/driver/run-event.ts"
import { phaseNames, phaseOf } from "../../engine/phases/phase.ts"
import { plural } from "../../loop/plural.ts"
import type { LoopState } from "../../loop/state.ts"
import type { Terminal } from "../terminal.ts"

const widest = 160

/**
 * The run as lines on stderr while it happens: what the agent does, what was measured, what is waited for. Texts of the
 * agent are cut to one line and stripped of control characters.
 */
export function liveLines(terminal: Pick<Terminal, "progress" | "paintProgress">): (event: RunEvent) => void {
  const paint = terminal.paintProgress
  const say = (line: string): void => terminal.progress(line)
  return (event) => {
    switch (event.kind) {
      case "begun":
        if (event.state.status === "ended") return say(`Loop ${event.state.id} has ended already:`)
        say(paint("bold", `${event.resumed ? "Taken up" : "Begun"}: loop ${event.state.id}`))
        for (const line of begunLines(event.state)) say(`  ${line}`)
        for (const note of event.notes) say(`  ${paint("yellow", "note")}    ${oneLine(note, 400)}`)
        return
      case "turn":
        say(`${paint("bold", `turn ${event.turn}`)}  ${linkText(event.link)} works`)
        return
      case "agent":
        agentLines(event.event, say, paint)
        return
      case "fault":
        say(`  ${paint("yellow", event.class)}  ${oneLine(event.why, widest)}`)
        return
      case "phase":
        say(phaseLine(event, paint))
        return
      case "failover":
        say(`  ${paint("yellow", "goes on with")} ${linkText(event.to)}: ${oneLine(event.why, widest)}`)
        return
      case "waiting":
        say(`  ${paint("yellow", "waits")} until ${localTime(event.until)}: ${oneLine(event.why, widest)}`)
        return
      case "checking":
        say("  checking")
        return
      case "decided":
        say(decidedLine(event.state, event.goesOn, paint))
        return
      case "ended":
        return
      default:
        event satisfies never
    }
  }
}

export function linkText({ backend, model }: Link): string {
  return model === null ? backend : `${backend} (${model})`
}

function begunLines(state: LoopState): string[] {
  const { settings, checks, branch, baseline } = state
  return [
    `task    ${oneLine(state.task, widest)}`,
    `checks  ${checks.join(", ") || "none (--no-check)"}`,
    `limits  ${plural(settings.maxIterations, "iteration")}, ${plural(settings.maxMinutes, "minute")}, $${settings.maxUsd}`,
    `branch  ${branch?.name ?? "none of its own"}`,
    `before  ${baseline.verdict}, ${baseline.failing.length} failing`,
  ]
}

/** One line of a loop that works in phases: which one begins, or where an ended one leads. */
function phaseLine(
  { phase, end }: Extract<RunEvent, { kind: "phase" }>,
  paint: Terminal["paintProgress"],
): string {
  const name = `phase ${phaseOf(phase).number}/${phaseNames.length} ${phase}`
  if (end === null) return paint("bold", name)
  const { P0, P1, P2 } = end.findings
  const found = P0 + P1 + P2 === 0 ? "" : `; found ${P0} P0, ${P1} P1, ${P2} P2`
  const where = end.next === null ? "" : `; ${end.next.how}: ${end.next.phase}`
  const why = end.why === null ? "" : ` (${oneLine(end.why, widest)})`
  return `  ${name} left ${basename(end.artifact)}${found}${where}${why}`
}

function agentLines(
  event: Extract<RunEvent, { kind: "agent" }>["event"],
  say: (line: string) => void,
  paint: Terminal["paintProgress"],
): void {
  switch (event.kind) {
    case "tool":
      if (event.phase === "started") say(`  ${paint("dim", event.name)} ${oneLine(event.what, widest)}`)
      else if (event.failed)
        say(`  ${paint("yellow", "failed")} ${event.name} ${oneLine(event.what, widest)}`)
      return
    case "note":
      say(`  ${paint("yellow", "note")}  ${oneLine(event.text, widest)}`)
      return
    // Text comes in pieces of a few words; the whole answer stands in the report.
    case "text":
    case "usage":
      return
    default:
      event satisfies never
  }
}

function decidedLine(state: LoopState, goesOn: boolean, paint: Terminal["paintProgress"]): string {
  const last = state.iterations.at(-1)
  if (last === undefined) return "  nothing was measured"
  const weakened = last.findings === 0 ? "" : `, refused: ${last.findings} weakened`
  const flaky = last.flaky === 0 ? "" : `, ${last.flaky} flaky`
  const claim = last.claim === "promise" && last.verdict !== "green" ? ", claim refused" : ""
  const delta = `${last.failing} failing, ${last.fixed} fixed, ${last.added} new${claim}${weakened}${flaky}`
  const colour = last.verdict === "green" ? "green" : last.verdict === "red" ? "red" : "yellow"
  const then = goesOn ? "the agent goes on" : (state.outcome?.reason ?? "the agent may stop")
  return `  ${paint(colour, last.verdict)}  ${delta} (${duration(last.durationMs)}); ${oneLine(then, widest)}`
}

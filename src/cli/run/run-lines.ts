import { iso } from "../../control/words.ts"
import type { RunEvent } from "../../engine/driver/run-event.ts"
import { phaseOf } from "../../engine/phases/phase.ts"
import type { RunLine } from "./run-schema.ts"

/** One event of a run as the lines of its JSON stream. `now` in epoch ms. */
export function linesOf(event: RunEvent, now: number): RunLine[] {
  const at = iso(now)
  switch (event.kind) {
    case "begun": {
      const { id, task, workspace, checks, failing, branch } = event.state
      return [
        {
          at,
          event: "begun",
          loop: id,
          resumed: event.resumed,
          task,
          workspace,
          checks: [...checks],
          failing: failing.length,
          branch: branch?.name ?? null,
        },
      ]
    }
    case "turn":
      return [{ at, event: "turn", turn: event.turn, link: event.link, prompt: event.prompt }]
    case "agent":
      return [agentLine(event, at)]
    case "fault": {
      const { turn, link, why } = event
      return [{ at, event: "fault", turn, link, class: event.class, why }]
    }
    case "phase": {
      const { turn, phase, end } = event
      return [{ at, event: "phase", turn, phase, number: phaseOf(phase).number, end }]
    }
    case "failover":
      return [{ at, event: "failover", from: event.from, to: event.to, why: event.why }]
    case "waiting":
      return [{ at, event: "waiting", until: iso(event.until), why: event.why }]
    case "checking":
      return [{ at, event: "checking", turn: event.turn }]
    case "decided": {
      const last = event.state.iterations.at(-1)
      if (last === undefined) return []
      const { n, verdict, failing, fixed, added, decision } = last
      return [
        { at, event: "iteration", turn: event.turn, iteration: n, verdict, failing, fixed, added, decision },
      ]
    }
    case "ended":
      return []
    default:
      return event satisfies never
  }
}

function agentLine({ turn, event }: Extract<RunEvent, { kind: "agent" }>, at: string): RunLine {
  switch (event.kind) {
    case "text":
      return { at, event: "text", turn, text: event.text }
    case "tool":
      return {
        at,
        event: "tool",
        turn,
        phase: event.phase,
        name: event.name,
        what: event.what,
        failed: event.failed,
      }
    case "usage": {
      const { input, cachedInput, output, thinking } = event.usage
      return { at, event: "usage", turn, model: event.model, input, cachedInput, output, thinking }
    }
    case "note":
      return { at, event: "note", turn, text: event.text }
    default:
      return event satisfies never
  }
}

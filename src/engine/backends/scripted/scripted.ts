import { isAbsolute, join, relative } from "node:path"
import { plural } from "../../../loop/plural.ts"
import { unknownUsage } from "../../../loop/usage-sum.ts"
import { ensureDir, readTextIfPresent, writeFileAtomic } from "../../../system/atomic-file.ts"
import { removeTree, replaceFile } from "../../../system/files.ts"
import { isCount, parseRecord } from "../../../system/json-record.ts"

import type { Availability, Backend, TurnEnd, TurnEvent, TurnOrder } from "../../backend.ts"
import type { Scenario, ScenarioTurn } from "./scenario-schema.ts"

/**
 * A backend whose agent is a written scenario: for the demo, for tests and for trying a project's checks out. Nothing
 * is sent anywhere and nothing is spent.
 */
export function scriptedBackend(
  scenario: Scenario,
  wait: (ms: number, signal: AbortSignal) => Promise<void>,
): Backend {
  return {
    name: "scripted",
    probe: async (): Promise<Availability> => ({
      kind: "ready",
      why: `a scenario of ${plural(scenario.turns.length, "turn")} was given`,
      version: null,
    }),
    turn: (order, on, signal) => play(scenario, wait, order, on, signal),
    close: async () => {},
  }
}

async function play(
  scenario: Scenario,
  wait: (ms: number, signal: AbortSignal) => Promise<void>,
  order: TurnOrder,
  on: (event: TurnEvent) => void,
  signal: AbortSignal,
): Promise<TurnEnd> {
  const turn = scenario.turns[order.turn - 1]
  if (turn === undefined) return finished("I have nothing more to try.", null)
  const fault = nextFault(order, turn)
  if (fault !== null) return fault
  if (turn.thinkMs > 0) await wait(turn.thinkMs, signal)
  if (signal.aborted) return stopped()
  turn.edits.forEach((edit, at) => {
    const what = edit.file
    on({ kind: "tool", phase: "started", call: String(at), name: "edit", what, failed: false })
    const done = apply(order.workspace, edit)
    on({ kind: "tool", phase: "ended", call: String(at), name: "edit", what, failed: !done })
  })
  on({ kind: "text", text: turn.says })
  return finished(turn.says, turn.usage)
}

/** The faults of a turn are played once each, also over a restart. */
function nextFault(order: TurnOrder, turn: ScenarioTurn): TurnEnd | null {
  const path = join(order.folder, "scripted.json")
  const kept = parseRecord(readTextIfPresent(path) ?? "")
  const played = kept !== null && kept.turn === order.turn && isCount(kept.played) ? kept.played : 0
  const fault = turn.faults[played]
  if (fault === undefined) return null
  ensureDir(order.folder)
  writeFileAtomic(path, `${JSON.stringify({ turn: order.turn, played: played + 1 })}\n`)
  const { class: kind, why, retryable, resumeInMs } = fault
  return {
    kind: "fault",
    class: kind,
    why,
    retryable,
    resumeAt: resumeInMs === null ? null : Date.now() + resumeInMs,
    conversation: null,
    model: null,
    usage: unknownUsage,
  }
}

/** Whether the edit stands in the file afterwards. Paths that leave the workspace are refused. */
function apply(workspace: string, edit: ScenarioTurn["edits"][number]): boolean {
  const path = join(workspace, edit.file)
  const inside = relative(workspace, path)
  if (inside === "" || inside.startsWith("..") || isAbsolute(inside)) return false
  if ("remove" in edit) {
    removeTree(path)
    return true
  }
  if ("text" in edit) {
    replaceFile(path, edit.text)
    return true
  }
  const text = readTextIfPresent(path) ?? ""
  if (!text.includes(edit.from)) return edit.to !== "" && text.includes(edit.to)
  replaceFile(
    path,
    text.replace(edit.from, () => edit.to),
  )
  return true
}

function finished(message: string, usage: ScenarioTurn["usage"]): TurnEnd {
  return {
    kind: "finished",
    message,
    conversation: "scripted",
    model: null,
    usage: usage === null ? unknownUsage : { ...usage, basis: "estimated" },
  }
}

function stopped(): TurnEnd {
  return {
    kind: "fault",
    class: "cancelled",
    why: "the turn was stopped",
    retryable: true,
    resumeAt: null,
    conversation: null,
    model: null,
    usage: unknownUsage,
  }
}

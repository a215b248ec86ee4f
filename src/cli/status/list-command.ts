import { lifeOf } from "../../control/life.ts"
import { stateWord } from "../../control/loop-words.ts"
import { allLoops, type ListedLoop } from "../../control/loops.ts"
import { iso, localTime, oneLine } from "../../control/words.ts"
import { type Given, isGiven, numberGiven } from "../arguments.ts"
import type { CliContext } from "../context.ts"
import type { Outputs } from "../output-schema.ts"
import type { Paint } from "../paint.ts"
import { output, type Result } from "../result.ts"

type List = Outputs["list"]
type Row = List["loops"][number]

const defaultLimit = 20

/** `for-loop list [--all] [--limit N]`: the loops of all workspaces, newest first, one line each. */
export async function runList(given: Given, context: CliContext): Promise<Result> {
  const loops = allLoops(context.home)
  const limit = isGiven(given, "all") ? loops.length : (numberGiven(given, "limit") ?? defaultLimit)
  const rows = loops.slice(0, limit).map((loop) => rowOf(context, loop))
  return output<List>({ loops: rows, more: loops.length - rows.length }, listText)
}

function rowOf(context: CliContext, { id, loaded }: ListedLoop): Row {
  if (loaded.kind !== "ok") {
    const state = loaded.kind === "newer" ? "newer" : "damaged"
    const known = loaded.kind === "corrupt" ? loaded.recovered : null
    const { workspace = null, task = null } = known ?? {}
    return {
      id,
      state,
      outcome: null,
      iteration: null,
      maxIterations: null,
      failing: null,
      workspace,
      task,
      updatedAt: null,
    }
  }
  const { state } = loaded
  return {
    id,
    state: lifeOf(context.home, state, context.now()).word,
    outcome: state.outcome?.kind ?? null,
    iteration: state.iteration,
    maxIterations: state.settings.maxIterations,
    failing: state.failing.length,
    workspace: state.workspace,
    task: state.task,
    updatedAt: iso(state.updatedAt),
  }
}

function listText(list: List, paint: Paint): string {
  if (list.loops.length === 0)
    return 'There are no loops yet. Start one with `for-loop start "what to do"`.\n'
  const cells = list.loops.map(
    (row) => [row.id, wordOf(row), countOf(row), timeOf(row), row.workspace ?? "?"] as const,
  )
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)))
  const lines = list.loops.map((row, index) => {
    const padded = (cells[index] ?? []).map((cell, column) => cell.padEnd(widths[column] ?? 0))
    return [...padded, paint("dim", row.task === null ? "" : JSON.stringify(oneLine(row.task, 50)))]
      .join("  ")
      .trimEnd()
  })
  if (list.more > 0) lines.push(`… and ${list.more} more: for-loop list --all`)
  return `${lines.join("\n")}\n`
}

function wordOf(row: Row): string {
  if (row.state === "damaged" || row.state === "newer") return row.state
  return stateWord({ state: row.state, outcome: row.outcome === null ? null : { kind: row.outcome } })
}

function countOf(row: Row): string {
  return row.iteration === null ? "?" : `${row.iteration}/${row.maxIterations}`
}

function timeOf(row: Row): string {
  return row.updatedAt === null ? "?" : localTime(Date.parse(row.updatedAt))
}

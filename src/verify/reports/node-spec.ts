import type { Failure } from "../../loop/evidence.ts"
import { distinct, failure, wholeFile, workspacePath } from "./failure.ts"
import { nodeCounts } from "./node-counts.ts"
import type { ReportReader } from "./report.ts"
import { firstOwnFrame, isStackLine } from "./stack.ts"

// Only an opened suite has no duration; a name may itself hold ` # `.
const treeLine = /^( *)(▶|✖|✔|﹣|⚠) (?:(.*?) \([\d.]+ms\)(?: # .*)?|(.*))$/

/** Node's own test runner, reporter `spec` (default on terminals, and everywhere since Node 23). */
export const nodeSpec: ReportReader = {
  name: "node:test (spec)",
  read({ text, workspace }) {
    const counts = nodeCounts(text, "ℹ")
    const { paths, loose, entries } = scan(text.split("\n"))
    if (counts === null && paths.size === 0) return null
    if (counts === null && !/^ *✖ .*\([\d.]+ms\)/m.test(text)) return null
    const failures =
      entries.length > 0
        ? entries.filter((entry) => !entry.todo).map((entry) => fromEntry(entry, paths, loose, workspace))
        : // Cut off before the summary: the names are all we have.
          [...paths.values()].flat().map((path) => failure({ path, message: "failed", class: "assertion" }))
    return { failures: distinct(failures), counts }
  },
}

type Entry = {
  readonly at: string
  readonly name: string
  readonly todo: boolean
  readonly body: readonly string[]
}

type Scan = {
  /** Where each failed name stood in the tree, leaves only. */
  readonly paths: Map<string, string[][]>
  /** What a failed file printed just before its line. */
  readonly loose: Map<string, string>
  readonly entries: Entry[]
}

function scan(lines: readonly string[]): Scan {
  const result: Scan = { paths: new Map(), loose: new Map(), entries: [] }
  let open: string[] = []
  let printed: string[] = []
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? ""
    if (line.startsWith("✖ failing tests:")) {
      i = readEntries(lines, i + 1, result.entries) - 1
      continue
    }
    const match = treeLine.exec(line)
    if (match === null) {
      printed.push(line)
      continue
    }
    const depth = (match[1]?.length ?? 0) / 2
    const name = match[3] ?? match[4] ?? ""
    if (match[2] === "▶") open = [...open.slice(0, depth), name]
    else if (match[2] === "✖" && open[depth] !== name) {
      remember(result.paths, name, [...open.slice(0, depth), name])
      result.loose.set(name, printed.join("\n"))
    }
    if (match[2] !== "▶" && open[depth] === name) open = open.slice(0, depth)
    printed = []
  }
  return result
}

/** Reads the blocks after `✖ failing tests:`; returns the index of the first line that no longer belongs to them. */
function readEntries(lines: readonly string[], from: number, into: Entry[]): number {
  let at = ""
  let i = from
  while (i < lines.length) {
    const line = lines[i] ?? ""
    const place = /^test at (.+)$/.exec(line)
    const head = /^([✖⚠]) (.*?) \([\d.]+ms\)(?: # .*)?$/.exec(line)
    if (place?.[1] !== undefined) at = place[1]
    else if (head !== null) {
      const body: string[] = []
      while (i + 1 < lines.length && /^(?: {2}|$)/.test(lines[i + 1] ?? ""))
        body.push((lines[++i] ?? "").slice(2))
      into.push({ at, name: head[2] ?? "", todo: head[1] === "⚠", body })
      at = ""
    } else if (line !== "") return i
    i++
  }
  return i
}

function fromEntry(entry: Entry, paths: Scan["paths"], loose: Scan["loose"], workspace: string): Failure {
  const place = /^(.*):(\d+):\d+$/.exec(entry.at)
  const file = place?.[1] === undefined ? null : workspacePath(place[1], workspace)
  const path = paths.get(entry.name)?.shift() ?? [entry.name]
  const stackAt = entry.body.findIndex(isStackLine)
  const message = (stackAt < 0 ? entry.body : entry.body.slice(0, stackAt)).join("\n")
  const isFile = file !== null && workspacePath(entry.name, workspace) === file
  const frame = stackAt < 0 ? null : firstOwnFrame(entry.body.slice(stackAt), workspace)
  return failure({
    path: isFile ? [file, wholeFile] : [file ?? "", ...path],
    file,
    line: frame?.place.file === file ? frame.place.line : Number(place?.[2] ?? 0) || null,
    message: isFile ? loadError(loose.get(entry.name) ?? "", message) : message,
    expected: printedValue(entry.body, "expected"),
    actual: printedValue(entry.body, "actual"),
    frame: frame?.text ?? null,
  })
}

function loadError(printed: string, otherwise: string): string {
  const lines = printed
    .split("\n")
    .filter((line) => line.trim() !== "" && !isStackLine(line) && !/^Node\.js v\d/.test(line))
  const from = lines.findIndex((line) => /^\w*Error\b/.test(line))
  return lines.length === 0 ? otherwise : lines.slice(Math.max(0, from)).join("\n")
}

function printedValue(body: readonly string[], key: string): string | null {
  for (const line of body) {
    const match = new RegExp(`^ +${key}: (.*?),?$`).exec(line)
    if (match?.[1] !== undefined && !/^[[{]$/.test(match[1])) return match[1]
  }
  return null
}

function remember(map: Map<string, string[][]>, name: string, path: string[]): void {
  const list = map.get(name)
  if (list === undefined) map.set(name, [path])
  else list.push(path)
}

import type { Failure, TestCounts } from "../../loop/evidence.ts"
import { distinct, failure, idOf, wholeFile, workspacePath } from "./failure.ts"
import { nodeCounts } from "./node-counts.ts"
import type { ReportReader } from "./report.ts"
import { firstOwnFrame, isStackLine } from "./stack.ts"

const point = /^( *)(not ok|ok)\b(?: \d+)?(?: -)? ?(.*)$/

/** TAP 13/14: Node's runner when not on a terminal (before Node 23), tape, tap, ava --tap … */
export const tap: ReportReader = {
  name: "TAP",
  read({ text, workspace, partial = false }) {
    if (!/^(?:TAP version \d+|1\.\.\d+)$/m.test(text) || !/^ *(?:not )?ok\b/m.test(text)) return null
    const { failures, counts, ran } = scan(text.split("\n"), workspace, partial ? "failures" : "all")
    const node = nodeCounts(text, "#")
    if (partial) return { failures: distinct(failures), counts: node }
    // Node names the file of a test only where it failed, so its tests that passed would have other ids.
    if (node !== null || /^ +duration_ms: /m.test(text))
      return { failures: distinct(failures), counts: node ?? counts }
    return { failures: distinct(failures), counts, ran }
  },
}

type Scan = { readonly failures: Failure[]; readonly counts: TestCounts; readonly ran: string[] }

function scan(lines: readonly string[], workspace: string, wanted: "failures" | "all"): Scan {
  const failures: Failure[] = []
  const ran: string[] = []
  const open: string[] = []
  const counts = { passed: 0, failed: 0, skipped: 0 }
  let printed: string[] = []
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? ""
    if (wanted === "failures" && line.startsWith("ok ")) {
      printed = [] // a million of these are passed by quickly
      continue
    }
    const subtest = /^( *)# Subtest: (.*)$/.exec(line)
    if (subtest !== null) {
      open.splice(depthOf(subtest[1]), Infinity, plainName(subtest[2] ?? ""))
      continue
    }
    const match = point.exec(line)
    if (match === null) {
      if (line.startsWith("# ")) printed.push(plainName(line.slice(2)))
      continue
    }
    const depth = depthOf(match[1])
    const [name, directive] = splitDirective(withoutTime(match[3] ?? ""))
    if (name.endsWith(" {")) {
      open.splice(depth, Infinity, plainName(name.slice(0, -2))) // vitest puts subtests in braces; the outer point is their sum
      continue
    }
    const block = yamlBlock(lines, i + 1)
    i = block.next - 1
    if (directive !== null) counts.skipped++
    else if (match[2] === "ok") {
      counts.passed++
      ran.push(idOf(["", ...open.slice(0, depth), plainName(name)]))
    } else if (block.values.get("failureType") !== "subtestsFailed") {
      counts.failed++
      const report = fromPoint([...open.slice(0, depth), plainName(name)], block.values, printed, workspace)
      failures.push(report)
      ran.push(report.id)
    }
    printed = []
  }
  return { failures, counts, ran }
}

function depthOf(indent = ""): number {
  return Math.floor(indent.length / 4)
}

function withoutTime(text: string): string {
  return text.includes("# time=") ? text.replace(/ # time=[\d.]+m?s(?= \{$|$)/, "") : text
}

function splitDirective(text: string): [string, string | null] {
  if (!text.includes("#")) return [text, null]
  const match = /^(.*?)(?:^|\s)(?<!\\)#\s*(skip|todo)\b.*$/i.exec(text)
  return match === null ? [text, null] : [match[1] ?? "", match[2] ?? ""]
}

/** The YAML diagnostics after a test point, as far as failures need them: scalars and `|-` blocks of the first level. */
function yamlBlock(lines: readonly string[], from: number): { values: Map<string, string>; next: number } {
  const values = new Map<string, string>()
  const opening = /^( +)---$/.exec(lines[from] ?? "")
  if (opening?.[1] === undefined) return { values, next: from }
  const end = `${opening[1]}...`
  // tape indents its keys once more than the fences.
  const indent = /^ */.exec(lines[from + 1] ?? "")?.[0].length ?? 0
  let key = ""
  let i = from + 1
  for (; i < lines.length; i++) {
    const line = lines[i] ?? ""
    if (line === end) return { values, next: i + 1 }
    if (line !== "" && !line.startsWith(opening[1])) return { values, next: i } // cut off: the rest is not ours
    const scalar = /^([\w-]+):(?: (.*))?$/.exec(line.slice(indent))
    if (line.startsWith(" ".repeat(indent)) && scalar?.[1] !== undefined) {
      key = scalar[1]
      values.set(key, /^[|>]/.test(scalar[2] ?? "") ? "" : unquote((scalar[2] ?? "").trim()))
    } else if (key !== "") values.set(key, `${values.get(key)}\n${line.slice(indent + 2)}`)
  }
  return { values, next: i }
}

function fromPoint(
  path: string[],
  values: Map<string, string>,
  printed: string[],
  workspace: string,
): Failure {
  const place = /^(.*):(\d+):\d+$/.exec(values.get("location") ?? "")
  const file = place?.[1] === undefined ? null : workspacePath(place[1], workspace)
  const own = firstOwnFrame((values.get("stack") ?? values.get("at") ?? "").split("\n"), workspace)
  const name = path.at(-1) ?? ""
  const isFile = file !== null && workspacePath(name, workspace) === file
  const error = values.get("error") ?? values.get("message") ?? "failed"
  const message = /^\s*message: "(.*?)"?$/m.exec(error)?.[1] ?? error // vitest nests it
  const said = printed.filter((line) => !isStackLine(line) && !/^Node\.js v\d/.test(line))
  const errorAt = said.findIndex((line) => /^\w*Error\b/.test(line))
  const why = said.slice(Math.max(0, errorAt)).join("\n")
  return failure({
    path: isFile ? [file, wholeFile] : [file ?? "", ...path],
    file: file ?? own?.place.file ?? null,
    line:
      own !== null && (file === null || own.place.file === file)
        ? own.place.line
        : Number(place?.[2] ?? 0) || null,
    message: isFile && why !== "" ? why : [values.get("name"), message.trim()].filter(Boolean).join(": "),
    expected: values.get("expected")?.trim() || null,
    actual: values.get("actual")?.trim() || null,
    frame: own?.text ?? null,
  })
}

function plainName(text: string): string {
  return text.replace(/\\([#\\])/g, "$1")
}

function unquote(text: string): string {
  const match = /^(['"])(.*)\1$/.exec(text)
  return match === null ? text : (match[2] ?? "")
}

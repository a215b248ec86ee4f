import { join } from "node:path"
import type { Failure, TestCounts } from "../../loop/evidence.ts"
import { isFile } from "../../system/list-folder.ts"
import { distinct, failure, idOf, wholeFile, workspacePath } from "./failure.ts"
import { type JunitCase, junitCases, junitCounts, junitFailures } from "./junit.ts"
import type { ReportReader } from "./report.ts"

/** pytest: the JUnit report when there is one (full messages), named after the summary; the plain text otherwise. */
export const pytest: ReportReader = {
  name: "pytest",
  async read({ text, files, workspace }) {
    const counts = totals(text)
    const xml = files.find((file) => file.origin !== "found" && file.path.endsWith(".junit.xml"))
    if (counts === null && xml === undefined && !/^=+ test session starts =+$/m.test(text)) return null
    const summary = summaryOf(text)
    const fromText = plainFailures(text, summary)
    const cases = xml === undefined ? null : await junitCases(xml.text)
    if (counts === null && fromText.length === 0 && xml !== undefined && cases === null) return null
    if (cases === null) return { failures: distinct(fromText), counts }
    const nodeIds = new Map(summary.map((entry) => [junitNameOf(entry.nodeId), entry.nodeId]))
    const known = new Map<string, boolean>()
    const exists = (path: string) => {
      const found = known.get(path) ?? isFile(join(workspace, path))
      known.set(path, found)
      return found
    }
    const nodeIdOf = (entry: JunitCase) =>
      nodeIds.get([entry.classname, entry.name].filter(Boolean).join(".")) ?? guessNodeId(entry, exists)
    const failures = junitFailures(cases, (entry) => fromJunit(entry, nodeIdOf(entry), workspace))
    // A second pytest in the same command overwrites the report of the first.
    const covered = failures.length > 0 || fromText.length === 0
    const own = junitCounts(cases)
    if (!covered || (counts !== null && own.passed + own.failed !== counts.passed + counts.failed))
      return { failures: distinct(covered ? failures : fromText), counts: counts ?? own }
    const ran = cases
      .filter((entry) => entry.outcome !== "skipped")
      .map((entry) => idOf(pathOf(nodeIdOf(entry))))
    return { failures: distinct(failures), counts: counts ?? own, ran: [...new Set(ran)] }
  },
}

function totals(text: string): TestCounts | null {
  let counts: { passed: number; failed: number; skipped: number } | null = null
  const lines = text.matchAll(/^=* ?((?:\d+ [a-z]+,? ?)+|no tests ran )in [\d.]+s(?: \([\d:]+\))? ?=*$/gm)
  for (const match of lines) {
    counts ??= { passed: 0, failed: 0, skipped: 0 }
    const of = (word: string) => Number(new RegExp(`(\\d+) ${word}`).exec(match[1] ?? "")?.[1] ?? 0)
    counts.passed += of("passed") + of("xpassed")
    counts.failed += of("failed") + of("error")
    counts.skipped += of("skipped") + of("xfailed")
  }
  return counts
}

type Line = { readonly nodeId: string; readonly message: string }

/** `FAILED tests/test_a.py::TestB::test_c[x - y] - message`; brackets may hold the separator. */
function summaryOf(text: string): Line[] {
  const at = text.lastIndexOf("short test summary info")
  if (at < 0) return []
  const lines: Line[] = []
  for (const match of text.slice(at).matchAll(/^(?:FAILED|ERROR) ([^[\n]*?(?:\[.*?\])?)(?: - (.*))?$/gm)) {
    if (match[1]) lines.push({ nodeId: match[1], message: match[2] ?? "" })
  }
  return lines
}

/** The class and name pytest writes into JUnit for a node id, joined by a dot. */
function junitNameOf(nodeId: string): string {
  const [file, ...rest] = partsOf(nodeId)
  return [(file ?? "").replace(/\.py$/, "").replaceAll("/", "."), ...rest].join(".")
}

/** File, classes and test of a node id; `::` inside the brackets of a parameter belongs to the parameter. */
function partsOf(nodeId: string): string[] {
  const bracket = nodeId.indexOf("[")
  const head = bracket < 0 ? nodeId : nodeId.slice(0, bracket)
  const parts = head.split("::")
  if (bracket >= 0) parts.push((parts.pop() ?? "") + nodeId.slice(bracket))
  return parts
}

function fromJunit(entry: JunitCase, nodeId: string, workspace: string): Failure {
  const lines = entry.text.split("\n")
  return fromLines(
    nodeId,
    lines,
    entry.text.startsWith("ImportError") ? entry.text : entry.message,
    workspace,
  )
}

/** Without the summary: the module is the file that exists, else what is lower case; classes are not. */
function guessNodeId(entry: JunitCase, exists: (path: string) => boolean): string {
  const parts = entry.classname === "" ? [] : entry.classname.split(".")
  const present = parts.findIndex((_, i) => exists(`${parts.slice(0, i + 1).join("/")}.py`))
  const classAt = present >= 0 ? present + 1 : parts.findIndex((part) => /^[A-Z]/.test(part))
  const modules = classAt < 0 ? parts : parts.slice(0, classAt)
  if (modules.length === 0) return `${entry.name.replaceAll(".", "/")}.py`
  return [`${modules.join("/")}.py`, ...(classAt < 0 ? [] : parts.slice(classAt)), entry.name].join("::")
}

function plainFailures(text: string, summary: readonly Line[]): Failure[] {
  const sections = sectionsOf(text)
  return summary.map(({ nodeId, message }) => {
    const [file = "", ...rest] = partsOf(nodeId)
    const title = rest.join(".")
    const section =
      sections.get(title) ??
      sections.get(`ERROR at setup of ${title}`) ??
      sections.get(`ERROR at teardown of ${title}`) ??
      sections.get(`ERROR collecting ${file}`) ??
      []
    return fromLines(nodeId, section, message, "")
  })
}

/** The `____ title ____` parts of the output. */
function sectionsOf(text: string): Map<string, string[]> {
  const sections = new Map<string, string[]>()
  let current: string[] | null = null
  for (const line of text.split("\n")) {
    const title = /^_{3,} (.+?) _{3,}$/.exec(line)?.[1]
    if (title !== undefined) {
      current = []
      sections.set(title, current)
    } else if (/^={5,} .* ={5,}$/.test(line)) current = null
    else current?.push(line)
  }
  return sections
}

function fromLines(nodeId: string, lines: readonly string[], message: string, workspace: string): Failure {
  const [file = ""] = partsOf(nodeId)
  const errors = lines.filter((line) => /^E {2,}/.test(line)).map((line) => line.slice(1))
  const places = lines.map((line) => /^(\S+\.py):(\d+):/.exec(line)).filter((match) => match !== null)
  const own = places.filter((match) => workspacePath(match[1] ?? "", workspace) === file)
  const last = places.at(-1)
  return failure({
    path: pathOf(nodeId),
    file,
    line: own.length > 0 ? Number(own.at(-1)?.[2]) : syntaxLine(errors),
    message: errors.length > 0 ? dedent(errors) : message,
    frame: last?.[0] === undefined ? null : last[0].replace(/:$/, ""),
  })
}

function pathOf(nodeId: string): string[] {
  const [file = "", ...rest] = partsOf(nodeId)
  return [file, ...(rest.length === 0 ? [wholeFile] : rest)]
}

/** Without the indentation all lines share: pytest indents by how the trace is shown. */
function dedent(lines: readonly string[]): string {
  const width = lines
    .filter((line) => line.trim() !== "")
    .reduce((least, line) => Math.min(least, line.length - line.trimStart().length), 100)
  return lines.map((line) => line.slice(width)).join("\n")
}

/** A file that does not parse has no frame of its own, only `File "…", line 3`. */
function syntaxLine(errors: readonly string[]): number | null {
  const match = /^ *File ".*", line (\d+)$/m.exec(errors.join("\n"))
  return match === null ? null : Number(match[1])
}

import type { Mode } from "../loop/settings.ts"
import { type Call, carriedBy } from "./call.ts"
import { type Carried, carried } from "./carried/carried.ts"
import type { Place } from "./place.ts"
import { codeRule } from "./rules/code.ts"
import { downloadedRule } from "./rules/downloaded.ts"
import { filesRule } from "./rules/files.ts"
import { gitRule } from "./rules/git.ts"
import { inlineCodeRule, shellTextsIn } from "./rules/inline-code.ts"
import { networkRule } from "./rules/network.ts"
import { permissionsRule } from "./rules/permissions.ts"
import { processesRule } from "./rules/processes.ts"
import { publishRule } from "./rules/publish.ts"
import { secretsRule } from "./rules/secrets.ts"
import { systemRule } from "./rules/system.ts"
import { readShell, type ShellLine } from "./shell/read-shell.ts"
import { type Finding, finding, type Verdict, verdictOf } from "./verdict.ts"
import { readWindows } from "./windows/read-windows.ts"
import { windowsRule } from "./windows/windows-rule.ts"

type Rule = (call: Call, place: Place) => readonly Finding[]

const rules: readonly Rule[] = [
  codeRule,
  filesRule,
  gitRule,
  inlineCodeRule,
  networkRule,
  permissionsRule,
  processesRule,
  publishRule,
  secretsRule,
  systemRule,
  windowsRule,
]

/** A wrapper in a wrapper in a wrapper …: nobody writes more of them by hand. */
const deepest = 8

/**
 * Judges a command line before it runs, by what it would start: every program of it, also those inside substitutions,
 * wrappers, `sh -c`, `find -exec` and the like. It is read as the platform's shell would read it and never run; a line
 * that cannot be read is never allowed silently. Throws nothing.
 *
 * @param cwd folder it would start in, when that is not the workspace; null when nobody can tell
 */
export function judgeCommand(
  commandLine: string,
  mode: Mode,
  place: Place,
  cwd: string | null = place.workspace,
): Verdict {
  return verdictOf(findingsIn(commandLine, place, cwd), mode, place)
}

/** Everything that speaks against a command line. */
export function findingsIn(
  commandLine: string,
  place: Place,
  cwd: string | null = place.workspace,
): readonly Finding[] {
  try {
    const findings: Finding[] = []
    judgeLine(readLine(commandLine, cwd, place), place, 0, findings)
    return findings
  } catch (fault) {
    // A parser that fails on a line must not let it pass.
    const why = fault instanceof Error ? fault.message : String(fault)
    return [finding("unreadable", "unseen", `cannot be read (${why.slice(0, 100)})`)]
  }
}

function readLine(line: string, cwd: string | null, place: Place): ShellLine {
  return place.platform === "win32" ? readWindows(line, cwd, place) : readShell(line, cwd, place)
}

function readCarried(one: Extract<Carried, { kind: "script" }>, call: Call, place: Place): ShellLine {
  if (one.shell === "windows") return readWindows(one.text, call.cwd, place)
  return readShell(one.text, call.cwd, place, one.feed)
}

function judgeLine(line: ShellLine, place: Place, depth: number, found: Finding[]): void {
  found.push(...line.findings)
  found.push(...downloadedRule(line.calls, place))
  for (const call of line.calls) judgeCall(call, place, depth, found)
}

function judgeCall(call: Call, place: Place, depth: number, found: Finding[]): void {
  if (depth > deepest) {
    found.push(finding("unreadable", "unseen", "hides a command in too many others"))
    return
  }
  for (const rule of rules) found.push(...rule(call, place))
  for (const one of carried(call)) {
    if (one.kind === "words") judgeCall(carriedBy(call, one.words), place, depth + 1, found)
    else judgeLine(readCarried(one, call, place), place, depth + 1, found)
  }
  for (const text of shellTextsIn(call)) judgeLine(readLine(text, call.cwd, place), place, depth + 1, found)
}

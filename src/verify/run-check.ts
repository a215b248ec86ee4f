import type { CheckResult, Failure } from "../loop/evidence.ts"
import { readBeginning, readBothEnds } from "../system/bounded-read.ts"
import { realPath, removeTree } from "../system/files.ts"
import { type ProcessEnd, runProcess } from "../system/run-process.ts"
import { shellCommand } from "../system/shell-command.ts"
import { endOfCheck } from "./check-end.ts"
import { checkEnvironment, withPytestReport } from "./check-environment.ts"
import { watchForNeverExits } from "./never-exits.ts"
import { redact } from "./redact.ts"
import { readReports } from "./reports/registry.ts"
import type { Report } from "./reports/report.ts"
import { sanitise } from "./sanitise.ts"

export type RunCheck = {
  readonly command: string
  readonly workspace: string
  readonly env: NodeJS.ProcessEnv
  readonly timeoutMs: number
  /** Path without extension for the files of this check: `.log`, `.junit.xml`. */
  readonly base: string
  readonly signal: AbortSignal | undefined
}

/** Readers get this much of a log: first errors stand at its beginning, summaries at its end. */
const headBytes = 1024 * 1024
const tailBytes = 3 * 1024 * 1024
const largestReportFile = 20 * 1024 * 1024
const longestLine = 4000
const quietAfterSummaryMs = 2000

/** Runs one check and reads what it reported. The exit code is the truth; reports only say what failed. */
export async function runCheck(order: RunCheck): Promise<CheckResult> {
  const logPath = `${order.base}.log`
  const reportPath = `${order.base}.junit.xml`
  removeTree(reportPath) // a confirming run in the same folder must not read the report of the one before
  const first = await start(order, withPytestReport(checkEnvironment(order.env), reportPath), logPath)
  // A project that switched the plugin off cannot take the option: run what the user asked for, nothing else.
  const refused = first.end.kind === "exited" && first.end.exitCode === 4 && /--junitxml/.test(first.tail)
  const run = refused ? await start(order, checkEnvironment(order.env), logPath) : first

  const text = clipped(sanitise(readBothEnds(logPath, headBytes, tailBytes) ?? "").text)
  const report = await reportOf(text, reportPath, order.workspace)
  const judged = endOfCheck(run.end, { text, report, command: order.command })
  return {
    command: order.command,
    end: judged.end,
    exitCode: run.end.kind === "exited" ? run.end.exitCode : null,
    durationMs: Math.round(run.durationMs),
    failures: judged.end === "passed" ? [] : [...(report?.failures ?? []), ...judged.extra].map(clean),
    counts: report?.counts ?? null,
    logPath,
    note: judged.note,
  }
}

type Run = {
  readonly end: ProcessEnd
  readonly tail: string
  readonly durationMs: number
}

async function start(order: RunCheck, env: NodeJS.ProcessEnv, outputFile: string): Promise<Run> {
  const stuck = new AbortController()
  const watcher = watchForNeverExits(() => stuck.abort(), quietAfterSummaryMs)
  const shell = shellCommand(order.command, process.platform)
  try {
    const result = await runProcess(shell.program, inOneStream(shell.args), {
      cwd: order.workspace,
      env,
      timeoutMs: order.timeoutMs,
      signal: order.signal === undefined ? stuck.signal : AbortSignal.any([order.signal, stuck.signal]),
      outputFile,
      maxCaptureBytes: 4096,
      verbatim: shell.verbatim,
      onOutput: watcher.see,
    })
    const stayedAlive = result.end.kind === "aborted" && order.signal?.aborted !== true
    return {
      end: stayedAlive ? { kind: "timeout" } : result.end,
      tail: result.stdout + result.stderr,
      durationMs: result.durationMs,
    }
  } finally {
    watcher.stop()
  }
}

/** Joins the streams inside the shell: two pipes would lose the order, and cargo's headings their tests. */
function inOneStream(args: readonly string[]): readonly string[] {
  return args[0] === "-c" ? ["-c", `exec 2>&1\n${args[1]}`] : args
}

async function reportOf(text: string, reportPath: string, workspace: string): Promise<Report | null> {
  const xml = readBeginning(reportPath, largestReportFile)
  const files = xml === null ? [] : [{ path: reportPath, text: xml }]
  return await readReports({ text, files, workspace: realPath(workspace) ?? workspace })
}

/** Without the far ends of very long lines: no tool writes names there, and patterns would take minutes on a line of megabytes. */
function clipped(text: string): string {
  return text
    .split("\n")
    .map((line) => line.slice(0, longestLine))
    .join("\n")
}

/** Report files did not go through the log's cleaning, and the state keeps what is written here (invariant 10). */
function clean(failure: Failure): Failure {
  const plain = (value: string) => redact(sanitise(value).text)
  const optional = (value: string | null) => (value === null ? null : plain(value))
  return {
    ...failure,
    id: plain(failure.id).replace(/\s+/g, " "),
    suite: plain(failure.suite).replace(/\s+/g, " "),
    file: optional(failure.file),
    message: plain(failure.message),
    expected: optional(failure.expected),
    actual: optional(failure.actual),
    frame: optional(failure.frame),
  }
}

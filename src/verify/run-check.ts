import type { CheckResult, Failure } from "../loop/evidence.ts"
import { readBeginning } from "../system/bounded-read.ts"
import { realPath, removeTree } from "../system/files.ts"
import { type ProcessEnd, runProcess } from "../system/run-process.ts"
import { shellCommand } from "../system/shell-command.ts"
import { endOfCheck } from "./check-end.ts"
import { checkEnvironment } from "./check-environment.ts"
import { watchForNeverExits } from "./never-exits.ts"
import { redact } from "./redact.ts"
import { redactLog } from "./redact-log.ts"
import { withReports } from "./report-request.ts"
import { readLog } from "./reports/log-text.ts"
import { readReports } from "./reports/registry.ts"
import type { Report, ReportFile } from "./reports/report.ts"
import { reportFilesOf, reportsWrittenSince } from "./reports/report-files.ts"
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

const largestReportFile = 20 * 1024 * 1024
const quietAfterSummaryMs = 2000

/** Runs one check and reads what it reported. The exit code is the truth; reports only say what failed. */
export async function runCheck(order: RunCheck): Promise<CheckResult> {
  const logPath = `${order.base}.log`
  const reportPath = `${order.base}.junit.xml`
  removeTree(reportPath) // a confirming run in the same folder must not read the report of the one before
  const before = reportFilesOf(order.workspace)
  const first = await start(order, withReports(checkEnvironment(order.env), reportPath), logPath)
  // A project that switched the plugin off cannot take the option: run what the user asked for, nothing else.
  const refused = first.end.kind === "exited" && first.end.exitCode === 4 && /--junitxml/.test(first.tail)
  const run = refused ? await start(order, checkEnvironment(order.env), logPath) : first

  await redactLog(logPath) // before anything reads it: message and log are kept, so both must be clean (S85)
  const log = readLog(logPath) ?? { text: "", full: "", partial: false }
  const text = log.text
  const files = [...askedFor(reportPath), ...reportsWrittenSince(before, order.workspace)]
  const workspace = realPath(order.workspace) ?? order.workspace
  const report = await readReports({ ...log, files, workspace })
  await redactLog(reportPath) // only now: a mark may stand where a tag was, and the report is kept like the log
  const judged = endOfCheck(run.end, { text, report, command: order.command })
  return {
    command: order.command,
    end: judged.end,
    exitCode: run.end.kind === "exited" ? run.end.exitCode : null,
    durationMs: Math.round(run.durationMs),
    failures: judged.end === "passed" ? [] : [...(report?.failures ?? []), ...judged.extra].map(clean),
    counts: report?.counts ?? null,
    ran: cleanIds(report),
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

function askedFor(path: string): ReportFile[] {
  const text = readBeginning(path, largestReportFile)
  return text === null ? [] : [{ path, text, origin: "asked" }]
}

/** The same cleaning as ids of failures get, or they would not be found among these. */
function cleanIds(report: Report | null): readonly string[] | null {
  return report?.ran?.map(cleanId).sort() ?? null
}

/** Report files did not go through the log's cleaning, and the state keeps what is written here (invariant 10). */
function clean(failure: Failure): Failure {
  const plain = (value: string) => redact(sanitise(value).text)
  const optional = (value: string | null) => (value === null ? null : plain(value))
  return {
    ...failure,
    id: cleanId(failure.id),
    suite: plain(failure.suite).replace(/\s+/g, " "),
    file: optional(failure.file),
    message: plain(failure.message),
    expected: optional(failure.expected),
    actual: optional(failure.actual),
    frame: optional(failure.frame),
  }
}

function cleanId(id: string): string {
  return redact(sanitise(id).text).replace(/\s+/g, " ")
}

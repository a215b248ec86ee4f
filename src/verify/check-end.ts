import type { CheckEnd, Failure } from "../loop/evidence.ts"
import type { ProcessEnd } from "../system/run-process.ts"
import { explainNeverExits } from "./never-exits.ts"
import { failure } from "./reports/failure.ts"
import type { Report } from "./reports/report.ts"

export type JudgedEnd = {
  readonly end: CheckEnd
  readonly note: string | null
  /** Failures no report could name, such as the crash of the runner itself. */
  readonly extra: readonly Failure[]
}

type Seen = {
  readonly text: string
  readonly report: Report | null
  readonly command: string
}

/** Signals a program gets for its own faults; everything else is somebody else ending it. */
const faults: ReadonlyMap<string, number> = new Map([
  ["SIGILL", 4],
  ["SIGTRAP", 5],
  ["SIGABRT", 6],
  ["SIGBUS", 7],
  ["SIGFPE", 8],
  ["SIGSEGV", 11],
  ["SIGSYS", 31],
])
const endings: ReadonlyMap<string, number> = new Map([
  ["SIGHUP", 1],
  ["SIGINT", 2],
  ["SIGKILL", 9],
  ["SIGTERM", 15],
])

/**
 * What the end of the process means for the check. Only exit code 0 is a pass. A signal for the program's own fault (SIGSEGV …) is a
 * failure, another one says nothing about the code (`killed`). Shells report a signal of their child as 128 + its number, and
 * a command that is not there as 126/127 (POSIX sh) or 9009/1 with a sentence (cmd.exe).
 */
export function endOfCheck(end: ProcessEnd, seen: Seen): JudgedEnd {
  switch (end.kind) {
    case "exited":
      return ofExitCode(end.exitCode, seen)
    case "signalled":
      return ofSignal(end.signal, seen)
    case "timeout":
      return { end: "timeout", note: timeoutNote(seen), extra: [] }
    case "aborted":
      return { end: "killed", note: "It was ended because the loop was cancelled.", extra: [] }
    case "spawn-failed":
      return { end: "infrastructure", note: `It could not be started: ${end.message}.`, extra: [] }
  }
}

function ofExitCode(code: number, seen: Seen): JudgedEnd {
  if (code === 0) return { end: "passed", note: null, extra: [] }
  if (seen.report === null && cannotRun(code, seen.text)) {
    return { end: "infrastructure", note: notFound(seen.text), extra: [] }
  }
  const signal = code > 128 && seen.report === null ? nameOf(code - 128) : null
  return signal === null ? { end: "failed", note: null, extra: [] } : ofSignal(signal, seen)
}

/** A runner may also exit with the number of its failures, so 127 counts only without any report. */
function cannotRun(code: number, text: string): boolean {
  if (code === 126 || code === 127 || code === 9009) return true
  return code === 1 && /is not recognized as an internal or external command/.test(text)
}

/** Only the name of the program is taken from the output: a note stands outside the fence of a digest. */
function notFound(text: string): string {
  const name =
    /([\w./@-]{1,80}): (?:command )?not found$/m.exec(text)?.[1] ??
    /'([\w.\\/@-]{1,80})' is not recognized as/.exec(text)?.[1]
  return name === undefined
    ? "A command was not found or may not be executed."
    : `The command "${name}" was not found. Is it installed, and are the project's dependencies?`
}

function nameOf(number: number): string | null {
  for (const [name, value] of [...faults, ...endings]) if (value === number) return name
  return null
}

function ofSignal(signal: string, seen: Seen): JudgedEnd {
  if (!faults.has(signal)) {
    return { end: "killed", note: `It was ended by ${signal}; its result is unknown.`, extra: [] }
  }
  const message = `The process crashed with ${signal}.`
  return {
    end: "failed",
    note: null,
    extra: [failure({ path: [seen.command, `crash ${signal}`], message, class: "crash" })],
  }
}

function timeoutNote(seen: Seen): string {
  const why = explainNeverExits(seen.text, seen.report?.counts !== null && seen.report !== null)
  if (why !== null) return why
  return "It was still running at its time limit and was ended; that is never a pass."
}

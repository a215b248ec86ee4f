import { join } from "node:path"
import { excerpt } from "../loop/excerpt.ts"
import type { LoopState } from "../loop/state.ts"
import { lockPath, loopFolder } from "../store/paths.ts"
import { readTail } from "../system/file-tail.ts"
import { type FileTimes, fileTimes } from "../system/file-times.ts"
import { listFolder } from "../system/list-folder.ts"
import { redactFully } from "../verify/redact-fully.ts"
import { sanitise } from "../verify/sanitise.ts"
import type { LifeWord } from "./life.ts"

/** The check that runs right now. `command` is null while none has started, and for reruns of single tests. */
export type RunningCheck = {
  /** Epoch ms. */
  readonly since: number
  readonly command: string | null
  /** The last whole line it printed, stripped, redacted and bounded; null until there is one. */
  readonly lastLine: string | null
}

const tailBytes = 16 * 1024
const longestLine = 240
/** The baseline may take 300 s (hook/baseline.ts); a log that was quiet for longer belongs to a hook that died. */
const baselineQuietMs = 330_000
const logName = /^(?:check-([1-9]\d{0,3})|rerun-\d{1,4})\.log$/

/**
 * What runs for a loop whose state word is `word`, told by the log that is written while the hook works; null when
 * nothing runs. The measuring of a baseline holds no lock, so there the log alone tells. Never throws for what it reads.
 */
export async function runningCheck(
  home: string,
  state: LoopState,
  word: LifeWord,
  now: number,
): Promise<RunningCheck | null> {
  if (word === "checking") {
    const since = fileTimes(lockPath(home, state.id))?.changedAt ?? now
    const log = newestLog(iterationFolder(home, state.id, state.iteration + 1), since)
    return log === null ? { since, command: null, lastLine: null } : await told(state, log, since)
  }
  if (word !== "running" || !mayMeasureBaseline(home, state)) return null
  const since = state.startedAt ?? state.createdAt
  const log = newestLog(iterationFolder(home, state.id, 0), since)
  return log === null || now - log.times.changedAt > baselineQuietMs ? null : await told(state, log, since)
}

type Log = { readonly path: string; readonly name: string; readonly times: FileTimes }

/** The log written last, unless it is older than this run: an attempt that was cut off leaves its own behind. */
function newestLog(folder: string, since: number): Log | null {
  const logs = listFolder(folder)
    .filter(({ name }) => logName.test(name))
    .flatMap(({ name }) => {
      const path = join(folder, name)
      const times = fileTimes(path)
      return times === null || times.changedAt < since - clockGrainMs ? [] : [{ path, name, times }]
    })
  return logs.reduce<Log | null>(
    (last, log) => (last === null || log.times.changedAt >= last.times.changedAt ? log : last),
    null,
  )
}

/** File times are coarser than the clock. */
const clockGrainMs = 20

async function told(state: LoopState, log: Log, since: number): Promise<RunningCheck> {
  const index = logName.exec(log.name)?.[1]
  return {
    since: Math.max(since, log.times.createdAt),
    command: index === undefined ? null : (state.checks[Number(index) - 1] ?? null),
    lastLine: await lastLineOf(log.path),
  }
}

/** Whole lines only: half a secret has no shape that could be recognised. */
async function lastLineOf(path: string): Promise<string | null> {
  const tail = readTail(path, tailBytes)
  if (tail === null) return null
  const text = tail.bytes.toString("utf8")
  const whole = text.slice(tail.start === 0 ? 0 : text.indexOf("\n") + 1, text.lastIndexOf("\n") + 1)
  const clean = await redactFully(sanitise(whole).text)
  const line = clean.split("\n").findLast((candidate) => candidate.trim() !== "")
  return line === undefined ? null : excerpt(line.trim(), longestLine)
}

function mayMeasureBaseline(home: string, state: LoopState): boolean {
  if (state.iteration > 0 || state.baseline.verdict !== "unknown" || state.checks.length === 0) return false
  return fileTimes(join(iterationFolder(home, state.id, 0), "evidence.json")) === null
}

function iterationFolder(home: string, loop: string, n: number): string {
  return join(loopFolder(home, loop), "iterations", String(n))
}

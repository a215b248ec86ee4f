import type { Turn, UserRequest } from "../loop/event.ts"
import { shortHash } from "../loop/hash.ts"
import { type FileTail, readTail } from "../system/file-tail.ts"
import { failedCallsIn } from "./failed-calls.ts"
import {
  isAnswer,
  isFromModel,
  isOurContinuation,
  isPlanner,
  isUserRow,
  parseRow,
  parseRows,
  type Rows,
  requestText,
  type TranscriptRow,
} from "./transcript-row.ts"

const kib = 1024
/** Short turns fit in the first window; more is read only while the start of the turn is not in sight. */
const firstWindow = 16 * kib
const windowGrowth = 4
/** Beyond this the turn is judged by what was read; a tool row of 10 MB still fits (S23). */
const turnCap = 16 * 1024 * kib
/** How far a request older than our last continuation is looked for: it was seen when it came, so it only confirms. */
const requestCap = 1024 * kib
const hashedTail = kib

const nothing: Turn = {
  request: null,
  message: null,
  over: false,
  waitingForHuman: false,
  fingerprint: "none",
  badLines: 0,
}

/**
 * What the end of an Antigravity transcript says about the current turn: everything after the last user row and
 * after our own last continuation. Reads a bounded tail, so the cost does not grow with the file; never throws. A
 * missing, empty or cut file gives a turn that is not over (S22). `request` is null when compaction removed the
 * user's row or it lies further back than the reader looks; `badLines` counts within the part that was read.
 */
export function readTurn(transcriptPath: string | null): Turn {
  if (transcriptPath === null) return nothing
  const found = readBackToTurn(transcriptPath)
  if (found === null) return nothing
  const { rows, badLines } = found.rows
  const start = startOfTurn(rows)
  const turn = rows.slice(start + 1)
  const userRow = rows.findLast(isUserRow) ?? olderUserRow(transcriptPath, found.tail, start)
  const message = turn.findLast(isAnswer)?.content ?? null
  return {
    request: userRow === null ? null : requestOf(userRow),
    message,
    over: message !== null && openRows(turn).length === 0 && !hasOpenToolCall(turn),
    waitingForHuman: isWaitingForHuman(turn),
    fingerprint: fingerprintOf(found.tail, rows.at(-1) ?? null),
    badLines,
    failedCalls: failedCallsIn(turn),
  }
}

type Window = { readonly tail: FileTail; readonly rows: Rows }

/** The smallest window that shows where the turn began, or the largest one that is allowed. */
function readBackToTurn(path: string): Window | null {
  let window: Window | null = null
  for (let length = firstWindow; length <= turnCap; length *= windowGrowth) {
    // Later reads end where the first one did, so that a file growing meanwhile does not shift the picture.
    const tail = readTail(path, length, window === null ? null : endOf(window.tail))
    if (tail === null) return window
    window = { tail, rows: parseRows(wholeLines(tail)) }
    if (tail.start === 0 || startOfTurn(window.rows.rows) >= 0) return window
  }
  return window
}

/** Text of a tail without the line that its start cut in two. */
function wholeLines(tail: FileTail): string {
  const from = tail.start === 0 ? 0 : tail.bytes.indexOf(0x0a) + 1
  if (tail.start > 0 && from === 0) return ""
  return tail.bytes.toString("utf8", from)
}

function startOfTurn(rows: readonly TranscriptRow[]): number {
  return rows.findLastIndex((row) => isUserRow(row) || isOurContinuation(row))
}

/** Looks for the user row before the window by its bytes and parses only lines that can be one. */
function olderUserRow(path: string, seen: FileTail, start: number): TranscriptRow | null {
  // Without a continuation in sight the window is already as large as it may get.
  if (start < 0 || seen.start === 0) return null
  const tail = readTail(path, requestCap, seen.start + seen.bytes.indexOf(0x0a) + 1)
  if (tail === null) return null
  const { bytes } = tail
  const firstLine = tail.start === 0 ? 0 : bytes.indexOf(0x0a) + 1
  let end = bytes.length
  while (end > firstLine) {
    const hit = bytes.lastIndexOf('"USER_EXPLICIT"', end - 1)
    if (hit < firstLine) return null
    const lineStart = bytes.lastIndexOf(0x0a, hit) + 1
    const lineEnd = bytes.indexOf(0x0a, hit)
    const row = parseRow(bytes.toString("utf8", lineStart, lineEnd < 0 ? bytes.length : lineEnd), 0)
    if (row !== null && isUserRow(row)) return row
    end = lineStart
  }
  return null
}

function requestOf(row: TranscriptRow): UserRequest {
  const text = requestText(row.content)
  return { text, key: `${row.index}:${row.createdAt.slice(0, 60)}:${shortHash(text)}` }
}

const openStatus: ReadonlySet<string> = new Set(["RUNNING", "WAITING", "PENDING"])

/** Unfinished rows; a later row of the same step and type is a newer version and may close it. */
function openRows(turn: readonly TranscriptRow[]): readonly TranscriptRow[] {
  const newest = new Map(turn.map((row) => [`${row.index}:${row.type}`, row]))
  return [...newest.values()].filter((row) => openStatus.has(row.status))
}

function hasOpenToolCall(turn: readonly TranscriptRow[]): boolean {
  const call = turn.findLastIndex((row) => isPlanner(row) && row.toolNames.length > 0)
  return call >= 0 && !turn.slice(call + 1).some(closesToolCall)
}

/** Tool result, a refused call, or the model speaking again. */
function closesToolCall(row: TranscriptRow): boolean {
  return isFromModel(row) || row.type === "ERROR_MESSAGE"
}

const questionTool = /^ask(?:_user)?_question$|^ask_user$/i

/**
 * The turn ends on a question to the user: after it the agent used no tool, at most it said so (S55). A row that
 * waits for an approval counts as a question.
 */
function isWaitingForHuman(turn: readonly TranscriptRow[]): boolean {
  if (openRows(turn).some((row) => row.status === "WAITING")) return true
  const asked = turn.findLastIndex(
    (row) => row.type === "ASK_QUESTION" || row.toolNames.some((name) => questionTool.test(name)),
  )
  if (asked < 0) return false
  return !turn
    .slice(asked + 1)
    .some((row) => isFromModel(row) && !(isPlanner(row) && row.toolNames.length === 0))
}

/** Size, last row and last bytes: equal for two readings of one turn, different as soon as a row is added or closed. */
function fingerprintOf(tail: FileTail, last: TranscriptRow | null): string {
  const end = tail.bytes.toString("latin1", Math.max(0, tail.bytes.length - hashedTail))
  const row = last === null ? "-" : `${last.index}:${last.type.slice(0, 40)}:${last.status.slice(0, 20)}`
  return `${endOf(tail)}:${row}:${shortHash(end)}`
}

function endOf(tail: FileTail): number {
  return tail.start + tail.bytes.length
}

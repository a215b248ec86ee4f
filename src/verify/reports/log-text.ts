import { readPassages } from "../../system/passages.ts"
import { sanitise } from "../sanitise.ts"

export type LogText = {
  /** Without control sequences, LF line ends, far ends of very long lines cut off. */
  readonly text: string
  /** The same with its long lines whole. */
  readonly full: string
  /** Passages of the log are missing. */
  readonly partial: boolean
}

/** Smaller logs are read whole. Larger ones: first errors stand at the beginning, summaries at the end, the rest is searched. */
const wholeBytes = 4 * 1024 * 1024
const headBytes = 128 * 1024
const tailBytes = 512 * 1024
const middleBytes = 256 * 1024
const longestLine = 4000

/**
 * What stands at the beginning of a failure in the formats we read. Chosen for rare first bytes too: the search leaps from one to the next,
 * which is what keeps a log of 50 MB near the speed of counting its lines.
 */
const marks = ["FAIL", "Error", "ERROR", ": error", "\nnot ok", "panic: ", "Failed ", "✖", "✗", "×", "●"].map(
  (mark) => Buffer.from(mark),
)

/** The text of a log as readers want it, in bounded memory whatever its size; null when it cannot be read. */
export function readLog(path: string): LogText | null {
  const order = { marks, headBytes, tailBytes, beforeBytes: 1024, afterBytes: 3072, middleBytes }
  const found = readPassages(path, { ...order, wholeBytes })
  if (found === null) return null
  const full = sanitise(found.text).text
  return { text: clipped(full), full, partial: !found.complete }
}

/** Without the far ends of very long lines: no tool writes names there, and patterns would take minutes on a line of megabytes. */
function clipped(text: string): string {
  if (!hasLongLine(text)) return text
  return text
    .split("\n")
    .map((line) => line.slice(0, longestLine))
    .join("\n")
}

function hasLongLine(text: string): boolean {
  for (let at = 0; at >= 0 && at < text.length; ) {
    const end = text.indexOf("\n", at)
    if ((end < 0 ? text.length : end) - at > longestLine) return true
    if (end < 0) return false
    at = end + 1
  }
  return false
}

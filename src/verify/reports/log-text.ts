import { type Mark, readPassages } from "../../system/passages.ts"
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
const headBytes = 96 * 1024
const tailBytes = 256 * 1024
const middleBytes = 384 * 1024
const beforeBytes = 512
const afterBytes = 2048
const longestLine = 4000

/**
 * What stands at the beginning of a failure in the formats we read (those that list their failures again at the end need none), and the
 * narrower forms to go on with where it is everywhere. At most six bytes with a rare one in front: Node then leaps from one such byte to the
 * next, several times as fast as its search for longer strings. That keeps a log of 50 MB near the speed of counting its lines.
 */
const marks: readonly Mark[] = [
  mark("FAIL", "--- FAIL: "),
  mark("Error"),
  mark("ERROR"),
  mark(": erro", ": error: ", ": error TS"),
  mark("not ok"),
  mark("panic:"),
  mark("Failed", "\n  Failed "),
]

function mark(bytes: string, ...strict: readonly string[]): Mark {
  return { bytes: Buffer.from(bytes), strict: strict.map((form) => Buffer.from(form)) }
}

/** The text of a log as readers want it, in bounded memory whatever its size; null when it cannot be read. */
export function readLog(path: string): LogText | null {
  const found = readPassages(path, {
    marks,
    wholeBytes,
    headBytes,
    tailBytes,
    middleBytes,
    beforeBytes,
    afterBytes,
  })
  if (found === null) return null
  const full = needsCleaning.test(found.text) ? sanitise(found.text).text : found.text
  return { text: clipped(full), full, partial: !found.complete }
}

/**
 * One look is cheaper than cleaning what is clean already. Everything is suspected but tab, line feed, ASCII, letters of Europe and the
 * punctuation, arrows and boxes that runners draw with: what `sanitise` takes out or acts on is none of these.
 */
const needsCleaning = /[^\t\n\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2030-\u205e\u2100-\u2bff]/

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

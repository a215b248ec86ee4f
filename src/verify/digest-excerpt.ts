import { plural } from "../loop/plural.ts"
import type { LogScan, Passage } from "./digest-scan.ts"
import { isWorthShowing, shownValue } from "./digest-signs.ts"
import { bothEndsOf, cutToBytes } from "./fit.ts"

const lastLines = 4

/**
 * The part of a log that most likely holds the cause, within `bytes`: the whole when it fits, else its speaking passages, the
 * strongest and earliest first, in the order of the log, and its last lines.
 */
export function excerptOf(scan: LogScan, bytes: number): string {
  if (bytes < 60) return ""
  const whole = scan.whole === null ? null : scan.whole.split("\n").filter(isWorthShowing).join("\n").trim()
  if (whole !== null && Buffer.byteLength(whole) <= bytes) return whole
  if (scan.passages.every((passage) => passage.sign < 2)) {
    return bothEndsOf(whole ?? endsOf(scan), bytes)
  }
  const tailSize = Math.min(sizeOf(lastOf(scan, 0)), Math.floor(bytes / 4))
  return cutToBytes(joined(choose(scan.passages, bytes - tailSize - 40), scan), bytes)
}

function endsOf(scan: LogScan): string {
  const left = Math.max(0, scan.lines - scan.head.length - scan.tail.length)
  return [...scan.head, `[… ${plural(left, "line")} left out …]`, ...scan.tail.map((line) => line.text)].join(
    "\n",
  )
}

/** The last lines, as far as they come after line `after`. */
function lastOf(scan: LogScan, after: number): string[] {
  return scan.tail
    .slice(-lastLines)
    .filter((line) => line.number > after)
    .map((line) => cutToBytes(line.text, 160))
}

/** Passages of `scan`, of `leastSign` at least, that speak of a cause which `told` does not hold yet, as text of at most `bytes`. */
export function untoldCauses(scan: LogScan, told: string, leastSign: number, bytes: number): string {
  const known = wordsOf(told)
  const untold = scan.passages.filter((passage) => {
    if (passage.sign < leastSign) return false
    const line = passage.lines[passage.at] ?? ""
    const value = shownValue(line)
    if (value !== null) return !told.includes(value)
    const words = [...wordsOf(line)]
    const missing = words.filter((word) => !known.has(word))
    return missing.length > 1 && missing.length >= words.length * 0.4
  })
  const chosen = choose(untold.map(shortened).slice(0, 4), bytes)
  return chosen.map((passage) => textOf(passage)).join("\n")
}

function shortened(passage: Passage): Passage {
  const from = Math.max(0, passage.at - 1)
  return {
    ...passage,
    from: passage.from + from,
    lines: passage.lines.slice(from, passage.at + 3),
    at: passage.at - from,
  }
}

/** Strongest first, earliest first among equals, until the room is used up; a passage that does not fit whole is cut around its line. */
function choose(passages: readonly Passage[], bytes: number): Passage[] {
  const ranked = [...passages].sort((a, b) => b.sign - a.sign || a.from - b.from)
  const chosen: Passage[] = []
  let left = bytes
  for (const passage of ranked) {
    const size = sizeOf(passage.lines) + 30
    const fit = size <= left ? passage : { ...shortened(passage) }
    const fitSize = sizeOf(fit.lines) + 30
    if (fitSize > left) continue
    left -= fitSize
    chosen.push(fit)
  }
  return chosen.sort((a, b) => a.from - b.from)
}

function joined(chosen: readonly Passage[], scan: LogScan): string {
  const parts: string[] = []
  let told = 0
  for (const passage of chosen) {
    const gap = passage.from - told - 1
    if (gap > 0) parts.push(`[… ${plural(gap, "line")} …]`)
    parts.push(textOf(passage))
    told = passage.end
  }
  const last = lastOf(scan, told)
  if (last.length > 0) parts.push(`[… ${plural(scan.lines, "line")} in all, the last ones:]`, ...last)
  return parts.join("\n")
}

function textOf(passage: Passage): string {
  const text = passage.lines.filter((line) => line.trim() !== "").join("\n")
  return passage.times > 1 ? `${text}\n[… and ${passage.times - 1} more like this …]` : text
}

/** Words that every report is full of. */
const common =
  /^(?:errors?|fail(?:ed|ures?|s)?|warnings?|tests?|run|time|elapsed|info|skipped|passed|at|in|of|the|to|and|is|on|for|line|file|log)$/i

function wordsOf(text: string): Set<string> {
  const words = text.match(/[\p{L}\p{N}_]{2,}/gu) ?? []
  return new Set(
    words.map((word) => word.replace(/\d+/g, "0")).filter((word) => !common.test(word) && word !== "0"),
  )
}

function sizeOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0)
}

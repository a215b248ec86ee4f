import { lineChunks } from "../system/line-chunks.ts"
import { goesOn, isForeignFrame, isWorthShowing, signOf } from "./digest-signs.ts"
import { redact } from "./redact.ts"
import { sanitise } from "./sanitise.ts"
import { type Suspicion, suspicionsIn } from "./suspicion.ts"

/** A stretch of the log around a line that speaks of a cause. */
export type Passage = {
  readonly sign: number
  /** Number of the first line, from 1. */
  readonly from: number
  /** Number of the last line; lines that say nothing are left out of `lines`. */
  readonly end: number
  readonly lines: readonly string[]
  /** Index of the speaking line in `lines`. */
  readonly at: number
  /** How often a passage of this kind came up. */
  times: number
}

type LogLine = { readonly number: number; readonly text: string }

export type LogScan = {
  readonly bytes: number
  readonly lines: number
  /** The whole text when it is short, else null. */
  readonly whole: string | null
  readonly passages: readonly Passage[]
  readonly head: readonly string[]
  readonly tail: readonly LogLine[]
  /** Passages a terminal would have hidden from a person. */
  readonly hidden: number
  readonly suspicions: readonly Suspicion[]
}

const limits = { chunkBytes: 256 * 1024, maxBytes: 256 * 1024 * 1024 }
const shortBytes = 64 * 1024
const linesBefore = 2
const linesAfter = 7
const mostLines = 20
/** The first frame of our own may lie below so many of others. */
const longestStack = 60
const longestLine = 320
/** Kinds of passages that are told apart; in a log with more, the later ones are counted as nothing. */
const mostKinds = 400
const edgeLines = 12
const mostSuspicions = 20

/**
 * One pass over a log of any size, in bounded memory: what a digest may need of it. Text comes out stripped, with our own shapes of
 * secrets redacted before lines are cut.
 */
export function scanLog(path: string): LogScan {
  const passages = collector()
  const head: string[] = []
  let tail: LogLine[] = []
  let whole: string | null = ""
  let bytes = 0
  let lines = 0
  let hidden = 0
  const suspicions: Suspicion[] = []
  for (const chunk of lineChunks(path, limits)) {
    bytes += chunk.length
    const clean = sanitise(chunk.toString("utf8"))
    hidden += clean.hidden
    if (suspicions.length < mostSuspicions) suspicions.push(...suspicionsIn(clean.text, lines))
    whole = whole === null || bytes > shortBytes ? null : whole + clean.text
    const found = clean.text.split("\n")
    if (found.at(-1) === "") found.pop()
    const before = lines
    for (const line of found) passages.see(line, ++lines)
    if (head.length < edgeLines)
      head.push(
        ...found
          .filter(speaks)
          .slice(0, edgeLines - head.length)
          .map(shown),
      )
    const last = found.slice(-3 * edgeLines)
    const numbered = last.map((text, index) => ({
      number: before + found.length - last.length + index + 1,
      text,
    }))
    tail = [...tail, ...numbered.filter((line) => speaks(line.text))].slice(-edgeLines)
  }
  return {
    bytes,
    lines,
    whole: whole === null ? null : redact(whole),
    passages: passages.done(),
    head,
    tail: tail.map((line) => ({ ...line, text: shown(line.text) })),
    hidden,
    suspicions: suspicions.slice(0, mostSuspicions),
  }
}

type Open = {
  sign: number
  from: number
  end: number
  lines: string[]
  at: number
  times: number
  missing: number
}

/** Takes lines one by one and keeps what stands around the speaking ones, each kind once. */
function collector(): { see(line: string, number: number): void; done(): Passage[] } {
  const kinds = new Map<string, Open>()
  let before: string[] = []
  let open: Open | null = null
  return {
    see(line, number) {
      const sign = line.trim() === "" ? 0 : signOf(line)
      if (open !== null) {
        add(open, line, number, sign)
        before = []
        if (open.missing <= 0) open = null
        return
      }
      if (sign > 0) {
        const kind = kindOf(line)
        const known = kinds.get(kind)
        if (known !== undefined) known.times++
        else if (kinds.size < mostKinds) {
          const spoken = before.filter(isWorthShowing).map(shown)
          open = {
            sign,
            from: number - before.length,
            end: number,
            lines: [...spoken, shown(line)],
            at: spoken.length,
            times: 1,
            missing: sign === 3 ? linesAfter : 2 * sign,
          }
          kinds.set(kind, open)
        }
      }
      before = [...before.slice(1 - linesBefore), line]
    },
    done: () => [...kinds.values()],
  }
}

function add(open: Open, line: string, number: number, sign: number): void {
  if (isWorthShowing(line)) open.lines.push(shown(line))
  open.end = number
  const isFree = isForeignFrame(line)
    ? number - open.from < longestStack
    : goesOn(line) && open.lines.length <= mostLines
  if (!isFree) open.missing--
  if (sign <= open.sign) return
  open.sign = sign
  open.at = open.lines.length - 1
  open.missing = linesAfter
}

/** Lines that differ in numbers, times and ids alone are of one kind. */
function kindOf(line: string): string {
  return line.slice(0, 400).replace(/\b[\da-f]{8,64}\b|\d+/gi, "0")
}

/** A line as it may be shown: redacted, and of a very long one the part that speaks. */
function shown(line: string): string {
  const clean = redact(line.length > 20_000 ? aroundSign(line, 20_000) : line)
  return clean.length <= longestLine ? clean.trimEnd() : aroundSign(clean, longestLine)
}

function aroundSign(line: string, length: number): string {
  const at = Math.max(
    0,
    line.slice(0, 1_000_000).search(/error|exception|fail|panic|fatal|expected|not found/i),
  )
  const from = at < length * 0.7 ? 0 : at - Math.floor(length / 4)
  const part = line.slice(from, from + length - 2)
  return `${from > 0 ? "…" : ""}${part}${from + length - 2 < line.length ? "…" : ""}`
}

function speaks(line: string): boolean {
  return line.trim() !== ""
}

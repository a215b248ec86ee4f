import type { Claim } from "./evidence.ts"
import { cutTo } from "./excerpt.ts"

/** Longest reason kept of a `<blocked>` claim, in UTF-16 units. */
const maxReason = 2000

type Fence = { readonly mark: string; readonly length: number }

/**
 * The claim in the agent's own last message: `<promise>TEXT</promise>` with exactly the agreed text, or
 * `<blocked>why</blocked>`, each alone on its line and outside Markdown code. Bare text, a tag inside a sentence and an
 * empty promise never count (S16, S17, S18, S19). A claim is a request, never proof.
 *
 * With both in one message `blocked` wins: an answer that contradicts itself is for a person to judge, and pausing never
 * passes unfinished work off as done.
 */
export function readClaim(message: string | null, promise: string): Claim {
  if (message === null) return { kind: "none" }
  const lines = proseLines(message)
  const why = blockedReason(lines)
  if (why !== null) return { kind: "blocked", why }
  const wanted = promise.trim()
  const kept = wanted !== "" && lines.some((line) => innerText(line, "<promise>", "</promise>") === wanted)
  return kept ? { kind: "promise", text: wanted } : { kind: "none" }
}

/** The lines outside fenced and indented code, without white space at their ends. Only LF ends a line. */
function proseLines(message: string): readonly string[] {
  const lines: string[] = []
  let fence: Fence | null = null
  for (const line of message.split("\n")) {
    const mark: Fence | null = fenceOf(line)
    if (fence !== null) {
      if (mark !== null && mark.mark === fence.mark && mark.length >= fence.length && isBareFence(line))
        fence = null
    } else if (mark !== null) {
      fence = mark
    } else if (!/^(?: {4}| {0,3}\t)/.test(line)) {
      lines.push(line.trim())
    }
  }
  return lines
}

/** The fence a line opens or closes; it counts at any indentation and behind a list mark, because lists hold fences too. */
function fenceOf(line: string): Fence | null {
  const found = /^(?:(?:[-*+>]|\d{1,9}[.)])[ \t]+)?(?:(`{3,})[^`]*$|(~{3,}))/.exec(line.trimStart())
  const marks = found?.[1] ?? found?.[2]
  return marks === undefined ? null : { mark: marks.charAt(0), length: marks.length }
}

function isBareFence(line: string): boolean {
  return /^[`~]+$/.test(line.trim())
}

/** The reason of the first `<blocked>` claim. It may run over several lines, for a reason often is a list of questions. */
function blockedReason(lines: readonly string[]): string | null {
  let open: string[] | null = null
  for (const line of lines) {
    if (line.startsWith("<blocked>")) open = []
    if (open === null) continue
    open.push(line)
    if (!line.includes("</blocked>")) continue
    const why = innerText(open.join("\n"), "<blocked>", "</blocked>")
    open = null
    if (why !== null && isReason(why)) return cutTo(why, maxReason)
  }
  return null
}

/** The placeholder of our own prompt, echoed back, is no reason (S18). */
function isReason(why: string): boolean {
  return /[\p{L}\p{N}]/u.test(why) && why.toLowerCase() !== "why"
}

function innerText(text: string, start: string, end: string): string | null {
  if (text.length < start.length + end.length || !text.startsWith(start) || !text.endsWith(end)) return null
  return text.slice(start.length, -end.length).trim()
}

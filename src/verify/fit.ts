import { plural } from "../loop/plural.ts"
import { wholeCharacters } from "../system/bounded-capture.ts"

/** `text` cut to at most `bytes` of UTF-8, between characters; a cut text ends with "…". */
export function cutToBytes(text: string, bytes: number): string {
  const buffer = Buffer.from(text)
  if (buffer.length <= bytes) return text
  if (bytes < 3) return ""
  return `${wholeCharacters(buffer.subarray(0, bytes - 3))}…`
}

/** Beginning and end of `text` within `bytes`, whole lines where possible, a line between saying how many are left out. */
export function bothEndsOf(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text
  const lines = text.split("\n").map((line) => cutToBytes(line, 400))
  const room = Math.max(0, bytes - 40)
  const head = take(lines, room / 3)
  const tail = take(lines.slice(head.length).reverse(), room - sizeOf(head)).reverse()
  const left = lines.length - head.length - tail.length
  return cutToBytes(
    [...head, ...(left > 0 ? [`[… ${plural(left, "line")} left out …]`] : []), ...tail].join("\n"),
    bytes,
  )
}

function take(lines: readonly string[], bytes: number): string[] {
  const taken: string[] = []
  let used = 0
  for (const line of lines) {
    used += Buffer.byteLength(line) + 1
    if (used > bytes) break
    taken.push(line)
  }
  return taken
}

function sizeOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0)
}

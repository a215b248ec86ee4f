import { closeSync, fstatSync, openSync, readSync } from "node:fs"
import { wholeCharacters } from "./bounded-capture.ts"

export type PassageOrder = {
  /** A file up to this size is read whole. */
  readonly wholeBytes: number
  /** Kept whole at the beginning and the end of the file. */
  readonly headBytes: number
  readonly tailBytes: number
  /** Byte strings that make what is around them worth keeping; each gets an equal share, so that a frequent one starves no other. */
  readonly marks: readonly Buffer[]
  /** Kept before and after each mark, up to the ends of lines. */
  readonly beforeBytes: number
  readonly afterBytes: number
  /** All passages between head and tail together hold at most this much. */
  readonly middleBytes: number
}

export type Passages = {
  readonly text: string
  /** False when something was left out; a line in the text says how much and where. */
  readonly complete: boolean
}

const chunkBytes = 256 * 1024

/**
 * A file of any size in bounded memory: whole up to `wholeBytes`; otherwise its ends and the passages in
 * between that hold a mark. One pass over the bytes, without decoding what is left out. Null when the file cannot be read.
 */
export function readPassages(path: string, order: PassageOrder): Passages | null {
  let file: number
  try {
    file = openSync(path, "r")
  } catch {
    return null
  }
  try {
    const size = fstatSync(file).size
    const { headBytes, tailBytes } = order
    if (size <= Math.max(order.wholeBytes, headBytes + tailBytes)) {
      return { text: part(file, 0, size).toString("utf8"), complete: true }
    }
    const found = findMarks(file, headBytes, size - tailBytes, order)
    const spans = [
      { from: 0, to: headBytes },
      ...spansOf(found, order, size),
      { from: size - tailBytes, to: size },
    ]
    return { text: join(file, spans), complete: false }
  } catch {
    return null // a folder, or a disk that fails
  } finally {
    closeSync(file)
  }
}

type Span = { readonly from: number; readonly to: number }

/** Offsets of marks, sorted, at most an equal number for each mark. Overlapping chunks find what lies on a border. */
function findMarks(file: number, from: number, to: number, order: PassageOrder): number[] {
  const { marks, beforeBytes, afterBytes, middleBytes } = order
  const share = Math.max(1, Math.floor(middleBytes / (beforeBytes + afterBytes) / marks.length))
  const overlap = Math.max(0, ...marks.map((mark) => mark.length - 1))
  const left = marks.map(() => share)
  const found: number[] = []
  const next = marks.map(() => from) // hits inside the passage of an earlier one cost nothing
  const chunk = Buffer.allocUnsafe(chunkBytes)
  for (let at = from; at < to; at += chunkBytes - overlap) {
    const length = readSync(file, chunk, 0, Math.min(chunkBytes, to - at), at)
    if (length === 0) break
    const bytes = length === chunkBytes ? chunk : chunk.subarray(0, length)
    for (const [index, mark] of marks.entries()) {
      let start = Math.max(0, (next[index] ?? 0) - at)
      while ((left[index] ?? 0) > 0 && start < length) {
        const hit = bytes.indexOf(mark, start)
        if (hit < 0) break
        found.push(at + hit)
        left[index] = (left[index] ?? 0) - 1
        start = hit + afterBytes
        next[index] = at + start
      }
    }
    if (length < chunkBytes) break
  }
  return found.sort((a, b) => a - b)
}

/** The surroundings of the marks, merged, between head and tail. */
function spansOf(found: readonly number[], order: PassageOrder, size: number): Span[] {
  const spans: { from: number; to: number }[] = []
  const end = size - order.tailBytes
  let room = order.middleBytes
  for (const at of found) {
    const from = Math.max(order.headBytes, at - order.beforeBytes, spans.at(-1)?.to ?? 0)
    const to = Math.min(end, at + order.afterBytes)
    if (to <= from) continue
    if (to - from > room) break
    room -= to - from
    const last = spans.at(-1)
    if (last !== undefined && last.to === from) last.to = to
    else spans.push({ from, to })
  }
  return spans
}

function join(file: number, spans: readonly Span[]): string {
  const texts: string[] = []
  for (const [index, { from, to }] of spans.entries()) {
    const before = spans[index - 1]?.to ?? 0
    const text = wholeCharacters(part(file, from, to - from))
    const isCut = from > before
    const isLast = index === spans.length - 1
    if (isCut) texts.push(`\n[… ${from - before} bytes left out …]\n`)
    // Half a line at either end would be read as a line of its own.
    const begin = isCut ? text.indexOf("\n") + 1 : 0
    const stop = isLast || spans[index + 1]?.from === to ? text.length : text.lastIndexOf("\n") + 1
    texts.push(stop > begin ? text.slice(begin, stop) : text)
  }
  return texts.join("")
}

function part(file: number, from: number, length: number): Buffer {
  const buffer = Buffer.allocUnsafe(length)
  let read = 0
  while (read < length) {
    const count = readSync(file, buffer, read, length - read, from + read)
    if (count === 0) break
    read += count
  }
  return buffer.subarray(0, read)
}

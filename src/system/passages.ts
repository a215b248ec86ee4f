import { closeSync, fstatSync, openSync, readSync } from "node:fs"
import { wholeCharacters } from "./bounded-capture.ts"
import { readRange } from "./read-range.ts"

/** A byte string that makes what is around it worth keeping. */
export type Mark = {
  readonly bytes: Buffer
  /** Where the mark turns out to be everywhere, its share is soon used up; from there on only these forms of it count, each with a share. */
  readonly strict: readonly Buffer[]
}

export type PassageOrder = {
  /** A file up to this size is read whole. */
  readonly wholeBytes: number
  /** Kept whole at the beginning and the end of the file. */
  readonly headBytes: number
  readonly tailBytes: number
  /** Each mark and each strict form gets an equal share of the middle, so that a frequent one starves no other. */
  readonly marks: readonly Mark[]
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
      return { text: readRange(file, 0, size).toString("utf8"), complete: true }
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

type Search = { readonly bytes: Buffer; readonly strict: readonly Buffer[]; left: number; next: number }

/** Offsets of marks, sorted. Chunks overlap, so that what lies on a border is found. */
function findMarks(file: number, from: number, to: number, order: PassageOrder): number[] {
  const { marks, beforeBytes, afterBytes, middleBytes } = order
  const forms = marks.flatMap((mark) => [mark.bytes, ...mark.strict])
  const share = Math.max(1, Math.floor(middleBytes / (beforeBytes + afterBytes) / forms.length))
  const overlap = Math.max(0, ...forms.map((bytes) => bytes.length - 1))
  let searches: Search[] = marks.map((mark) => ({
    bytes: mark.bytes,
    strict: mark.strict,
    left: share,
    next: from,
  }))
  const found: number[] = []
  const chunk = Buffer.allocUnsafe(chunkBytes)
  for (let at = from; at < to; at += chunkBytes - overlap) {
    const length = readSync(file, chunk, 0, Math.min(chunkBytes, to - at), at)
    const bytes = length === chunkBytes ? chunk : chunk.subarray(0, length)
    for (let i = 0; i < searches.length; i++) {
      const search = searches[i]
      if (search === undefined) break
      find(bytes, at, search, afterBytes, found)
      if (search.left > 0) continue
      for (const form of search.strict)
        searches.push({ bytes: form, strict: [], left: share, next: search.next })
    }
    searches = searches.filter((search) => search.left > 0)
    if (length < chunkBytes) break
  }
  return found.sort((a, b) => a - b)
}

/** Notes the hits of one search in one chunk; hits inside the passage of an earlier one cost nothing. */
function find(bytes: Buffer, at: number, search: Search, afterBytes: number, found: number[]): void {
  let start = Math.max(0, search.next - at)
  while (search.left > 0 && start < bytes.length) {
    const hit = bytes.indexOf(search.bytes, start)
    if (hit < 0) return
    found.push(at + hit)
    search.left--
    start = hit + afterBytes
    search.next = at + start
  }
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
    const text = wholeCharacters(readRange(file, from, to - from))
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

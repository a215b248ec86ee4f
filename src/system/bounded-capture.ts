/** Keeps the beginning and the end of a byte stream in constant memory. */
export type BoundedCapture = {
  add(chunk: Uint8Array): void
  /** The captured text; where bytes were dropped, a line says how many. */
  text(): string
  truncated(): boolean
}

/**
 * A capture of at most `maxBytes`: the first half from the start of the stream, the second from its end, because runners
 * print the first error early and the summary last (S84). Memory is one ring, whatever the size of the chunks.
 */
export function boundedCapture(maxBytes: number): BoundedCapture {
  const headLimit = Math.floor(maxBytes / 2)
  const ringLimit = maxBytes - headLimit
  const head: Uint8Array[] = []
  let headBytes = 0
  let ring: Buffer | null = null
  let past = 0 // bytes that went to the ring so far

  function add(chunk: Uint8Array): void {
    const room = headLimit - headBytes
    if (room > 0) {
      const part = Buffer.from(chunk.subarray(0, room)) // a copy, or the stream's whole slab stays in memory
      head.push(part)
      headBytes += part.length
    }
    const rest = chunk.subarray(Math.max(0, room))
    if (rest.length === 0 || ringLimit === 0) {
      past += rest.length
      return
    }
    ring ??= Buffer.allocUnsafe(ringLimit)
    const kept = rest.subarray(Math.max(0, rest.length - ringLimit))
    const at = (past + rest.length - kept.length) % ringLimit
    const first = kept.subarray(0, ringLimit - at)
    ring.set(first, at)
    ring.set(kept.subarray(first.length), 0)
    past += rest.length
  }

  function tail(): Buffer {
    if (ring === null) return Buffer.alloc(0)
    if (past <= ringLimit) return ring.subarray(0, past)
    const at = past % ringLimit
    return Buffer.concat([ring.subarray(at), ring.subarray(0, at)])
  }

  return {
    add,
    truncated: () => past > ringLimit,
    text() {
      if (past <= ringLimit) return Buffer.concat([...head, tail()]).toString("utf8")
      const dropped = `\n[… ${past - ringLimit} bytes left out …]\n`
      return wholeCharacters(Buffer.concat(head)) + dropped + wholeCharacters(tail())
    },
  }
}

/** Decodes UTF-8 that may begin or end inside a character, without replacement characters at the cuts. */
export function wholeCharacters(bytes: Buffer): string {
  let start = 0
  while (start < 3 && isContinuation(bytes[start])) start++
  let lead = bytes.length - 1
  while (lead >= start && lead > bytes.length - 4 && isContinuation(bytes[lead])) lead--
  const width = widthOf(bytes[lead])
  const end = lead >= start && lead + width > bytes.length ? lead : bytes.length
  return bytes.toString("utf8", start, end)
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80
}

function widthOf(byte: number | undefined): number {
  if (byte === undefined || byte < 0xc0) return 1
  return byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
}

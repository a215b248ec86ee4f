/** One event of a stream. `event` is null where the stream named none; `data` is whole, its lines joined by LF. */
export type SseEvent = { readonly event: string | null; readonly data: string }

export type SseReader = {
  /** The events that `bytes` made whole. */
  readonly push: (bytes: Uint8Array) => SseEvent[]
  /** The event that the end of the stream made whole: services leave out the last blank line (G59). */
  readonly end: () => SseEvent[]
  /** How many characters wait for their event to become whole: who reads the stream sets the limit. */
  readonly held: () => number
}

/**
 * Reads server-sent events from chunks that may break anywhere: inside a line end, inside a character (G59).
 * Lines end with LF, CRLF or CR; comments and unknown fields are skipped. An event without data is none.
 */
export function createSseReader(): SseReader {
  const decoder = new TextDecoder("utf-8")
  // Pieces of the line that is not whole yet; joined once, so that a line of megabytes is not copied with every chunk.
  let open: string[] = []
  let afterCr = false
  let event: string | null = null
  let data: string[] = []
  let held = 0

  const flush = (into: SseEvent[]): void => {
    if (data.length > 0) into.push({ event, data: data.join("\n") })
    event = null
    data = []
    held = 0
  }
  const keep = (piece: string): void => {
    if (piece === "") return
    open.push(piece)
    held += piece.length
  }
  const endLine = (into: SseEvent[]): void => {
    const text = open.length === 1 ? (open[0] ?? "") : open.join("")
    open = []
    if (text === "") {
      flush(into)
      return
    }
    const colon = text.indexOf(":")
    const field = colon < 0 ? text : text.slice(0, colon)
    const value = colon < 0 ? "" : text.slice(text[colon + 1] === " " ? colon + 2 : colon + 1)
    if (field === "data") data.push(value)
    else if (field === "event") event = value
    // Comments may come for hours while a service thinks; nothing of them is held.
    else held -= text.length
  }
  const read = (text: string): SseEvent[] => {
    const into: SseEvent[] = []
    // A CR ended its line at once; the LF that belongs to it may come with a later chunk.
    let start = afterCr && text.startsWith("\n") ? 1 : 0
    if (text !== "") afterCr = text.endsWith("\r")
    const line = (end: number, next: number): void => {
      keep(text.slice(start, end))
      start = next
      endLine(into)
    }
    if (text.includes("\r")) {
      for (const end of text.matchAll(lineEnd))
        if (end.index >= start) line(end.index, end.index + end[0].length)
    } else {
      for (let end = text.indexOf("\n", start); end >= 0; end = text.indexOf("\n", start)) line(end, end + 1)
    }
    keep(text.slice(start))
    return into
  }

  return {
    push: (bytes) => read(decoder.decode(bytes, { stream: true })),
    end: () => {
      const into = read(decoder.decode())
      if (open.length > 0) endLine(into)
      flush(into)
      return into
    },
    held: () => held,
  }
}

const lineEnd = /\r\n?|\n/g

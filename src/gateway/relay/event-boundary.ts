/**
 * Lets whole server-sent events through, byte for byte, and holds back the beginning of the next: where the upstream
 * breaks off in the middle of one, the client must not be left with half an event (G64).
 */
export type EventGate = {
  /** The bytes that end with an event's blank line; empty when none is whole yet. */
  readonly push: (chunk: Buffer) => readonly Buffer[]
  /** What is left when the upstream ended well: services leave out the last blank line (G59). */
  readonly rest: () => readonly Buffer[]
}

export function createEventGate(): EventGate {
  let held: Buffer[] = []
  return {
    push: (chunk) => {
      const end = lastEnd(held.at(-1), chunk)
      if (end === 0) {
        held.push(chunk)
        return []
      }
      const whole = [...held, end === chunk.length ? chunk : chunk.subarray(0, end)]
      held = end === chunk.length ? [] : [chunk.subarray(end)]
      return whole
    },
    rest: () => {
      const left = held
      held = []
      return left
    },
  }
}

const lf = 10
const cr = 13

/** Where the last blank line of `chunk` ends, 0 for none; the blank line may have begun in what came before. */
function lastEnd(before: Buffer | undefined, chunk: Buffer): number {
  for (let at = chunk.length - 1; at >= 0; at -= 1) {
    const byte = chunk[at]
    if (byte !== lf && byte !== cr) continue
    const previous = byteAt(before, chunk, at - 1)
    // CRLF is one line end: the blank line is the line end before it.
    const other = byte === lf && previous === cr ? byteAt(before, chunk, at - 2) : previous
    if (other === lf || other === cr) return at + 1
  }
  return 0
}

function byteAt(before: Buffer | undefined, chunk: Buffer, at: number): number | undefined {
  return at >= 0 ? chunk[at] : before?.at(at)
}

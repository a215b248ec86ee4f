import { redactedMark } from "../../verify/redact.ts"

/** Where secrets stood in a text: pairs of offset and length, in order. Holds nothing of the secrets themselves. */
export type Redactions = readonly number[]

/**
 * The places at which `clean` holds the mark instead of what `text` holds, or null when they cannot be told for sure.
 * What comes back was proven: `applyRedactions(text, result)` is `clean`.
 */
export function redactionsOf(text: string, clean: string): Redactions | null {
  const kept = clean.split(redactedMark)
  const places: number[] = []
  let at = kept[0]?.length ?? 0
  for (const [index, piece] of kept.slice(1).entries()) {
    const isLast = index === kept.length - 2
    const next = isLast ? text.length - piece.length : text.indexOf(piece, at + 1)
    if (next < at) return null
    places.push(at, next - at)
    at = next + piece.length
  }
  return applyRedactions(text, places) === clean ? places : null
}

/** `text` with the mark at every place. */
export function applyRedactions(text: string, places: Redactions): string {
  let clean = ""
  let from = 0
  for (let pair = 0; pair + 1 < places.length; pair += 2) {
    const at = places[pair] ?? 0
    clean += text.slice(from, at) + redactedMark
    from = at + (places[pair + 1] ?? 0)
  }
  return clean + text.slice(from)
}

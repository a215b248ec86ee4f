import { createHash } from "node:crypto"
import { isRecord } from "../../system/json-record.ts"

/** 128 bits of SHA-256: short as a key, and no signature or text can be read out of it. */
export function contentHash(...pieces: readonly string[]): string {
  // With its length before it, no two lists of pieces give the same text.
  const text = pieces.map((piece) => `${piece.length}:${piece}`).join("")
  return createHash("sha256").update(text).digest("base64url").slice(0, 22)
}

const sampled = 2048

/** A long text by its length and both ends: enough to tell where in a conversation one is, at any size. */
export function sampleOf(text: string): string {
  if (text.length <= 2 * sampled) return text
  return `${text.length}:${text.slice(0, sampled)}${text.slice(-sampled)}`
}

/**
 * Arguments of a call however a client wrote them again: spaces, order of the keys and digits beyond what a double holds
 * do not count.
 */
export function canonicalJson(json: string): string {
  if (json.trim() === "") return "{}"
  try {
    const value: unknown = JSON.parse(json)
    return JSON.stringify(value, (_, each: unknown) =>
      isRecord(each) ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1))) : each,
    )
  } catch {
    return json
  }
}

import { fittingId } from "../codecs/ids.ts"
import type { Part, Turn } from "../model/exchange.ts"
import { canonicalJson, contentHash, sampleOf } from "./content-hash.ts"

/**
 * Where an answer stood: under which upstream, in which session, and after what. A part is found by its call id and
 * content (`i…`), else by its content at this place of the conversation (`c…`, for clients that drop or change ids).
 * Content alone finds nothing: the same call stands signed and unsigned in one session, and a guess may be refused.
 */
export type Place = {
  readonly upstream: string
  readonly session: string | null
  /** The hash is made when it is first asked for; null = not known. */
  readonly before: () => string | null
}

export type PartContent =
  | { readonly kind: "call"; readonly id: string | null; readonly name: string; readonly json: string }
  | { readonly kind: "text" | "thinking" | "image"; readonly content: string }

/** The keys of a part, the surest first; each is made when it is asked for. */
export function* partKeys(part: PartContent, place: Place): Generator<string> {
  const { upstream, session } = place
  const content =
    part.kind === "call"
      ? contentHash("call", part.name, canonicalJson(part.json))
      : contentHash(part.kind, part.kind === "image" ? sampleOf(part.content) : part.content.trim())
  if (part.kind === "call" && part.id !== null && part.id !== "")
    yield `i${contentHash(upstream, fittingId(part.id), content)}`
  const before = place.before()
  if (before !== null) yield `c${contentHash(upstream, session ?? "", before, content)}`
}

/** What was said to the model since its last words, as one hash; ids do not count, clients may drop them. */
export function placeAfter(turns: readonly Turn[]): string {
  const pieces: string[] = []
  for (const turn of turns) for (const part of turn.parts) pieces.push(...wordsOf(part))
  return contentHash(...pieces)
}

function wordsOf(part: Part): readonly string[] {
  switch (part.kind) {
    case "text": {
      const text = part.text.trim()
      return text === "" ? [] : [sampleOf(text)]
    }
    case "image":
    case "audio":
    case "document":
      return ["url" in part.data ? part.data.url : sampleOf(part.data.base64)]
    case "result":
      return part.content.flatMap(wordsOf)
    case "thinking":
    case "call":
      return []
  }
}

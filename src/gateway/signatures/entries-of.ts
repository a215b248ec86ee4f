import type { AnswerPart } from "./answer-parts.ts"
import type { Entry, Family, Lead, Segment } from "./entry.ts"
import { type PartContent, type Place, partKeys } from "./part-keys.ts"

type Draft = {
  readonly content: PartContent
  readonly segments: Segment[]
  readonly leads: readonly Lead[]
  readonly trail: string[]
}

/**
 * What is worth keeping of an answer: each part with its own signature, the thoughts that led to it, and the signatures
 * of empty texts behind it. Of an answer that carries no signature at all, that its calls have none: they must stay
 * unsigned, whatever looks like them (G37).
 */
export function entriesOf(
  parts: readonly AnswerPart[],
  place: Place,
  family: Family,
  now: number,
): readonly Entry[] {
  const signed = parts.some((part) => part.value !== null || (part.kind !== "call" && part.redacted !== null))
  const drafts = draftsOf(signed ? parts : parts.filter((part) => part.kind === "call"))
  const taken = new Set<string>()
  const joined = joinedTexts(drafts)
  return [...drafts, ...(joined === null ? [] : [joined])].flatMap((draft) => {
    const all = [...partKeys(draft.content, place)]
    // Of two equal parts in one answer, the first has the place.
    const keys = all.filter((key) => !taken.has(key))
    for (const key of keys) taken.add(key)
    if (keys.length === 0) return []
    const { segments, leads, trail } = draft
    return [{ keys, upstream: place.upstream, family, segments, leads, trail, at: now }]
  })
}

function draftsOf(parts: readonly AnswerPart[]): Draft[] {
  const drafts: Draft[] = []
  let leads: Lead[] = []
  for (const [at, part] of parts.entries()) {
    switch (part.kind) {
      case "thinking":
        if (part.value !== null || part.redacted !== null)
          leads.push({ text: part.text, value: part.value, redacted: part.redacted })
        if (part.text.trim() !== "" && part.redacted === null)
          drafts.push(draft({ kind: "thinking", content: part.text }, [{ length: 0, value: part.value }], []))
        break
      case "text": {
        if (part.text.trim() === "") {
          if (part.value !== null) drafts.at(-1)?.trail.push(part.value)
          break
        }
        const segment = { length: part.text.length, value: part.value }
        const last = drafts.at(-1)
        // Texts in a row come back as one from clients that know one content only.
        if (parts[at - 1]?.kind === "text" && last?.content.kind === "text") {
          drafts[drafts.length - 1] = {
            ...last,
            content: { kind: "text", content: last.content.content + part.text },
            segments: [...last.segments, segment],
          }
        } else drafts.push(draft({ kind: "text", content: part.text }, [segment], leads))
        break
      }
      case "image":
        drafts.push(draft({ kind: "image", content: part.text }, [{ length: 0, value: part.value }], leads))
        break
      case "call":
        drafts.push(draft(part, [{ length: 0, value: part.value }], leads))
        // Thoughts belong to the first call of a step, not to its parallel siblings.
        leads = []
    }
  }
  return drafts
}

function draft(content: PartContent, segments: readonly Segment[], leads: readonly Lead[]): Draft {
  return { content, segments: [...segments], leads: [...leads], trail: [] }
}

/** All texts of an answer as one, for clients that put them before everything else. */
function joinedTexts(drafts: readonly Draft[]): Draft | null {
  const texts = drafts.filter((each) => each.content.kind === "text")
  if (texts.length < 2) return null
  const content = texts.map((each) => (each.content.kind === "text" ? each.content.content : "")).join("")
  const segments = texts.flatMap((each) => each.segments)
  return draft({ kind: "text", content }, segments, texts[0]?.leads ?? [])
}

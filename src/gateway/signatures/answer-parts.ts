import type { AnswerEvent } from "../model/exchange.ts"
import type { Family } from "./entry.ts"

/** One part of an answer as it was told; `value` = its signature. */
export type AnswerPart =
  | {
      readonly kind: "text" | "thinking" | "image"
      text: string
      value: string | null
      redacted: string | null
    }
  | {
      readonly kind: "call"
      readonly id: string | null
      readonly name: string
      json: string
      readonly value: string | null
    }

export type AnswerParts = {
  /** Whether `event` made a part whole. */
  readonly push: (event: AnswerEvent) => boolean
  readonly parts: () => readonly AnswerPart[]
  /** The family whose signatures were seen; null = none yet. */
  readonly family: () => Family | null
}

/** An answer of more parts or characters is not looked at further: its parts could not be told apart from a flood. */
const mostCharacters = 16 * 1024 * 1024
const mostParts = 2000

/** Gathers the parts of an answer while it streams. */
export function createAnswerParts(family: Family | null): AnswerParts {
  const parts: AnswerPart[] = []
  let seen: Family | null = null
  let open: AnswerPart | null = null
  let characters = 0

  const signatureIn = (event: Extract<AnswerEvent, { kind: "text" | "thinking" | "image" | "call" }>) => {
    const { signature } = event
    if (signature === undefined || signature.value === "") return null
    const of = signature.family ?? family
    // An upstream that carries several families in one answer: only the first is known to be its own.
    if (of === null || (seen !== null && of !== seen)) return null
    seen = of
    return signature.value
  }
  const begin = (part: AnswerPart): void => {
    open = part
    parts.push(part)
  }
  const words = (event: Extract<AnswerEvent, { kind: "text" | "thinking" }>): void => {
    characters += event.text.length
    const value = signatureIn(event)
    const redacted = (event.kind === "thinking" ? event.redacted : undefined) ?? null
    if (redacted !== null) seen ??= family
    if (open?.kind === event.kind) {
      open.text += event.text
      open.value = value ?? open.value
      open.redacted = redacted ?? open.redacted
    } else begin({ kind: event.kind, text: event.text, value, redacted })
  }

  return {
    parts: () => parts,
    family: () => seen,
    push: (event) => {
      if (characters > mostCharacters || parts.length > mostParts) return false
      switch (event.kind) {
        case "text":
        case "thinking":
          words(event)
          return false
        case "image":
          characters += event.data.base64.length
          begin({ kind: "image", text: event.data.base64, value: signatureIn(event), redacted: null })
          return false
        case "call":
          begin({ kind: "call", id: event.id, name: event.name, json: "", value: signatureIn(event) })
          return false
        case "call-arguments":
          characters += event.json.length
          if (open?.kind === "call") open.json += event.json
          return false
        case "part-end":
          open = null
          return true
        default:
          return false
      }
    },
  }
}

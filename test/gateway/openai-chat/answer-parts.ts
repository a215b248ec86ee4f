import fc from "fast-check"
import type { WholePart } from "../../../src/gateway/codecs/whole-answer.ts"
import type { AnswerEvent } from "../../../src/gateway/model/exchange.ts"
import { createSseReader, type SseEvent } from "../../../src/gateway/sse/read.ts"

const words = fc.string({ unit: "grapheme", minLength: 1, maxLength: 30 })

/** Any parts of an answer that every format can carry, ids unique. */
export const anyParts = fc
  .array(
    fc.oneof(
      words.map((text): WholePart => ({ kind: "text", text })),
      words.map((text): WholePart => ({ kind: "thinking", text })),
      fc
        .base64String({ minLength: 4, maxLength: 40 })
        .map((base64): WholePart => ({ kind: "image", data: { mimeType: "image/png", base64 } })),
      fc.tuple(fc.stringMatching(/^[a-z_]{1,20}$/), fc.dictionary(words, fc.jsonValue(), { maxKeys: 3 })).map(
        ([name, args]): WholePart => ({
          kind: "call",
          id: null,
          name,
          argumentsJson: JSON.stringify(args),
        }),
      ),
    ),
    { minLength: 1, maxLength: 8 },
  )
  .map((parts) =>
    parts.map((part, at): WholePart => (part.kind === "call" ? { ...part, id: `call_${at}` } : part)),
  )

/** The parts as an upstream would stream them, texts cut into pieces of `size` characters. */
export function eventsOf(parts: readonly WholePart[], size: number): readonly AnswerEvent[] {
  const told = parts.flatMap((part): AnswerEvent[] => [...eventsOfPart(part, size), { kind: "part-end" }])
  return [
    { kind: "begin", id: "up", model: "m", usage: null },
    ...told,
    { kind: "end", reason: "done", stopSequence: null },
  ]
}

/** Wire text as a client reads it, in chunks of `size` bytes. */
export function readWire(wire: string, size: number): readonly SseEvent[] {
  const bytes = new TextEncoder().encode(wire)
  const reader = createSseReader()
  const events: SseEvent[] = []
  for (let at = 0; at < bytes.length; at += size) events.push(...reader.push(bytes.subarray(at, at + size)))
  return [...events, ...reader.end()]
}

function eventsOfPart(part: WholePart, size: number): AnswerEvent[] {
  switch (part.kind) {
    case "image":
      return [part]
    case "call": {
      const { argumentsJson, ...call } = part
      return [call, ...pieces(argumentsJson, size).map((json) => ({ kind: "call-arguments", json }) as const)]
    }
    default:
      return pieces(part.text, size).map((text) => ({ kind: part.kind, text }))
  }
}

function pieces(text: string, size: number): readonly string[] {
  const all = [...text]
  return all.flatMap((_character, at) => (at % size === 0 ? [all.slice(at, at + size).join("")] : []))
}

import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { createAnswerDecoder, decodeAnswer } from "../../../src/gateway/codecs/openai-chat/decode-answer.ts"
import { encodeAnswer } from "../../../src/gateway/codecs/openai-chat/encode-answer.ts"
import { openaiNameMap } from "../../../src/gateway/codecs/openai-chat/encode-request.ts"
import { createAnswerEncoder } from "../../../src/gateway/codecs/openai-chat/encode-stream.ts"
import { type WholePart, wholeAnswer } from "../../../src/gateway/codecs/whole-answer.ts"
import { anyParts, eventsOf, readWire } from "./answer-parts.ts"
import { exchangeOf } from "./exchange-of.ts"

const facts = { id: "c-1", model: "m", created: 1, custom: new Set<string>() }
const options = { names: openaiNameMap(exchangeOf({})), now: () => 0 }

/** This format has no bounds between texts that follow each other. */
function joined(parts: readonly WholePart[]): readonly WholePart[] {
  const all: WholePart[] = []
  for (const part of parts) {
    const last = all.at(-1)
    const text = (part.kind === "text" || part.kind === "thinking") && last?.kind === part.kind
    if (text) all[all.length - 1] = { ...part, text: last.text + part.text }
    else all.push(part)
  }
  return all
}

describe("an answer of Chat Completions", () => {
  test("G62 says the same after it was streamed and read again, in any pieces and chunks", () => {
    fc.assert(
      fc.property(
        anyParts,
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 200 }),
        (parts, size, chunk) => {
          const encoder = createAnswerEncoder({ ...facts, usage: "wanted" })
          const wire = eventsOf(parts, size).map(encoder.push).join("") + encoder.end()
          const decoder = createAnswerDecoder(options)
          const events = [...readWire(wire, chunk).flatMap(decoder.push), ...decoder.end()]
          const calls = parts.some((part) => part.kind === "call")
          expect(wholeAnswer(events)).toMatchObject({
            kind: "ok",
            value: { parts: joined(parts), reason: calls ? "calls" : "done" },
          })
        },
      ),
    )
  })

  test("says the same plain, each kind of part in its order", () => {
    fc.assert(
      fc.property(anyParts, (parts) => {
        const whole = wholeAnswer(eventsOf(parts, 5))
        if (whole.kind === "error") throw new Error(whole.error.message)
        const again = wholeAnswer(decodeAnswer(encodeAnswer(whole.value, facts), options))
        if (again.kind === "error") throw new Error(again.error.message)
        for (const kind of ["text", "thinking"] as const)
          expect(textOf(again.value.parts, kind)).toBe(textOf(parts, kind))
        for (const kind of ["call", "image"] as const) {
          const those = (all: readonly WholePart[]) => all.filter((part) => part.kind === kind)
          expect(those(again.value.parts)).toEqual(those(parts))
        }
      }),
    )
  })
})

function textOf(parts: readonly WholePart[], kind: "text" | "thinking"): string {
  return parts.map((part) => (part.kind === kind ? part.text : "")).join("")
}

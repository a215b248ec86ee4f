import fc from "fast-check"
import { expect, test } from "vitest"
import * as anthropic from "../../../src/gateway/codecs/anthropic/decode-answer.ts"
import { clientRequest } from "../../../src/gateway/codecs/anthropic/decode-request.ts"
import { createAnswerEncoder } from "../../../src/gateway/codecs/anthropic/encode-answer.ts"
import { upstreamRequest as claudeRequest } from "../../../src/gateway/codecs/anthropic/encode-request.ts"
import * as gemini from "../../../src/gateway/codecs/gemini/decode-answer.ts"
import { clientRequest as geminiClient } from "../../../src/gateway/codecs/gemini/decode-request.ts"
import { upstreamRequest as geminiRequest } from "../../../src/gateway/codecs/gemini/encode-request.ts"
import type { AnswerEvent } from "../../../src/gateway/model/exchange.ts"
import { cleanSchema } from "../../../src/gateway/schema/clean.ts"
import { mapNames, strictNames } from "../../../src/gateway/schema/names.ts"
import { anthropicProperties, mapProperties } from "../../../src/gateway/schema/properties.ts"
import { widenSchema } from "../../../src/gateway/schema/widen.ts"
import { createSseReader } from "../../../src/gateway/sse/read.ts"

const names = { ...mapNames([], strictNames), properties: mapProperties([], anthropicProperties) }

/** JSON in which the words of a format stand in right and wrong places alike. */
const jsonOf = (words: string) => {
  const word = fc.constantFrom(...words.split(" "))
  const leaf = fc.oneof(word, fc.jsonValue({ maxDepth: 1 }))
  return fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 6, withCrossShrink: true },
      leaf,
      fc.array(tie("tree"), { maxLength: 3 }),
      fc.dictionary(word, tie("tree"), { maxKeys: 5 }),
    ),
  })).tree
}
const schemas = jsonOf(
  "type properties items anyOf oneOf allOf $ref #/properties/items # enum const required object array string null nullable default $defs",
)
const geminiWords = jsonOf(
  "candidates content parts text thought functionCall name args partialArgs jsonPath $.a[0] willContinue finishReason STOP error usageMetadata inlineData data promptFeedback blockReason contents role model functionResponse response tools functionDeclarations parameters",
)
const claudeWords = jsonOf(
  "type message_start message content_block_start content_block tool_use content_block_delta delta text_delta text input_json_delta partial_json content_block_stop message_delta stop_reason usage message_stop error index messages role user assistant content tools thinking signature system model source",
)
const isLast = (event: AnswerEvent) => event.kind === "end" || event.kind === "error"

test("G16 whatever the schema, cleaning ends and leaves only what Gemini knows", () => {
  const known =
    /^(type|format|title|description|nullable|enum|items|(min|max)(Items|Properties|Length|imum)|properties|required|pattern|example|anyOf|propertyOrdering|default)$/
  const check = (schema: unknown): void => {
    for (const [key, value] of Object.entries(Object(schema))) {
      expect(key).toMatch(known)
      if (key === "items") check(value)
      if (key === "properties") for (const inner of Object.values(Object(value))) check(inner)
      if (key === "anyOf" && Array.isArray(value)) for (const inner of value) check(inner)
    }
  }
  fc.assert(
    fc.property(schemas, (schema) => {
      check(cleanSchema(schema, "answer"))
      widenSchema(schema)
    }),
    { numRuns: 500 },
  )
})

test("G51 G64 whatever an upstream says, a decoder ends with exactly one end or error, and says it last", () => {
  const decoders = [
    [gemini.createAnswerDecoder, geminiWords],
    [anthropic.createAnswerDecoder, claudeWords],
  ] as const
  for (const [create, words] of decoders) {
    fc.assert(
      fc.property(fc.array(words, { maxLength: 6 }), (values) => {
        const decoder = create(names)
        const events = values.flatMap((value) => decoder.push({ event: null, data: JSON.stringify(value) }))
        const all = [...events, ...decoder.end(), ...decoder.end()]
        expect(all.filter(isLast)).toHaveLength(1)
        expect(all.findIndex(isLast)).toBe(all.length - 1)
      }),
      { numRuns: 300 },
    )
  }
})

test("G67 whatever a client sends, it is translated or refused with a status of the 400s, never thrown at", () => {
  const place = { model: "m", stream: false, session: null }
  const headers = { version: "2026-10-21", betas: [], session: null }
  fc.assert(
    fc.property(fc.oneof(geminiWords, claudeWords), (value) => {
      for (const decoded of [
        geminiClient(JSON.stringify(value), place),
        clientRequest(JSON.stringify(value), headers),
      ]) {
        if (decoded.kind === "error") {
          expect(decoded.error.status).toBe(400)
          continue
        }
        const base = { model: "x", signatures: "keep", callIds: true } as const
        JSON.parse(geminiRequest(decoded.value, { ...base, jsonSchema: false }).body)
        const claude = {
          model: "x",
          version: "2023-06-01",
          sampling: true,
          defaultMaxTokens: 9,
          vertexVersion: null,
        }
        JSON.parse(claudeRequest(decoded.value, claude).body)
      }
    }),
    { numRuns: 500 },
  )
})

const signature = { value: "s", family: "gemini" as const }
const anyEvent: fc.Arbitrary<AnswerEvent> = fc.oneof(
  fc.record({ kind: fc.constant("text" as const), text: fc.constantFrom("", "a") }),
  fc.constant({ kind: "text" as const, text: "", signature }),
  fc.constant({ kind: "thinking" as const, text: "t" }),
  fc.constant({ kind: "thinking" as const, text: "", signature }),
  fc.constant({ kind: "thinking" as const, text: "", redacted: "r" }),
  fc.constant({ kind: "image" as const, data: { mimeType: "image/png", base64: "aGk=" } }),
  fc.constant({ kind: "call" as const, id: "i", name: "f", signature }),
  fc.constant({ kind: "call-arguments" as const, json: "{}" }),
  fc.constant({ kind: "part-end" as const }),
)

test("G60 whatever happens in an answer, blocks open and close one by one, and signatures come last", () => {
  fc.assert(
    fc.property(fc.array(anyEvent), fc.boolean(), (events, thinking) => {
      const encoder = createAnswerEncoder({ model: "m", requestId: "r", thinking, show: true })
      const end = { kind: "end", reason: "done", stopSequence: null } as const
      const text = [...events, end].map(encoder.push).join("")
      const read = createSseReader()
        .push(new TextEncoder().encode(text))
        .map(({ data }) => JSON.parse(data))
      let open = -1
      let next = 0
      for (const [at, event] of read.entries()) {
        if (event.type === "content_block_start") {
          expect([open, event.index]).toEqual([-1, next])
          open = next
          next += 1
        }
        if (event.type === "content_block_delta") expect(event.index).toBe(open)
        if (event.type === "content_block_stop") open = -1
        if (event.delta?.type === "signature_delta") expect(read[at + 1].type).toBe("content_block_stop")
        if (!thinking) expect(event.content_block?.type).not.toBe("thinking")
      }
      expect(open).toBe(-1)
      expect(read.at(-1).type).toBe("message_stop")
    }),
    { numRuns: 300 },
  )
})

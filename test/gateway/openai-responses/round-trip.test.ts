import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { openaiNameMap } from "../../../src/gateway/codecs/openai-chat/encode-request.ts"
import {
  createAnswerDecoder,
  decodeAnswer,
} from "../../../src/gateway/codecs/openai-responses/decode-answer.ts"
import {
  encodeAnswer,
  type ResponseFacts,
} from "../../../src/gateway/codecs/openai-responses/encode-answer.ts"
import { createAnswerEncoder } from "../../../src/gateway/codecs/openai-responses/encode-stream.ts"
import { wholeAnswer } from "../../../src/gateway/codecs/whole-answer.ts"
import { anyParts, eventsOf, readWire } from "../openai-chat/answer-parts.ts"
import { exchangeOf } from "../openai-chat/exchange-of.ts"

const exchange = exchangeOf({})
const facts: ResponseFacts = { id: "resp_1", model: "m", created: 1, encrypted: "wanted", exchange }
const options = { names: openaiNameMap(exchange), now: () => 0 }

describe("an answer of the Responses API", () => {
  test("G62 says the same after it was streamed and read again, in any pieces and chunks", () => {
    fc.assert(
      fc.property(
        anyParts,
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 200 }),
        (parts, size, chunk) => {
          const encoder = createAnswerEncoder(facts)
          const wire = eventsOf(parts, size).map(encoder.push).join("") + encoder.end()
          const decoder = createAnswerDecoder(options)
          const events = [...readWire(wire, chunk).flatMap(decoder.push), ...decoder.end()]
          expect(wholeAnswer(events)).toMatchObject({ kind: "ok", value: { parts } })
        },
      ),
    )
  })

  test("says the same plain", () => {
    fc.assert(
      fc.property(anyParts, (parts) => {
        const whole = wholeAnswer(eventsOf(parts, 5))
        if (whole.kind === "error") throw new Error(whole.error.message)
        const events = decodeAnswer(encodeAnswer(whole.value, facts), options)
        expect(wholeAnswer(events)).toMatchObject({ kind: "ok", value: { parts } })
      }),
    )
  })
})

import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { createAnswerDecoder as anthropicDecoder } from "../../../src/gateway/codecs/anthropic/decode-answer.ts"
import { anthropicNameMap } from "../../../src/gateway/codecs/anthropic/encode-request.ts"
import { createAnswerDecoder as geminiDecoder } from "../../../src/gateway/codecs/gemini/decode-answer.ts"
import { geminiNameMap } from "../../../src/gateway/codecs/gemini/encode-request.ts"
import { createAnswerDecoder as chatDecoder } from "../../../src/gateway/codecs/openai-chat/decode-answer.ts"
import { openaiNameMap } from "../../../src/gateway/codecs/openai-chat/encode-request.ts"
import { createAnswerDecoder as responsesDecoder } from "../../../src/gateway/codecs/openai-responses/decode-answer.ts"
import type { AnswerEvent } from "../../../src/gateway/model/exchange.ts"
import { createSseReader, type SseEvent } from "../../../src/gateway/sse/read.ts"
import { sseEvent } from "../../../src/gateway/sse/write.ts"
import { exchangeOf } from "../anthropic/on-gemini.ts"
import { bytesOf, cutAt, garbage, heapMb, joined } from "./bounds.ts"

const exchange = exchangeOf({ model: "m", max_tokens: 5000, messages: [{ role: "user", content: "go" }] })

function readAll(pieces: readonly Uint8Array[]): readonly SseEvent[] {
  const reader = createSseReader()
  return [...pieces.flatMap((piece) => reader.push(piece)), ...reader.end()]
}

const wire: fc.Arbitrary<Uint8Array> = fc
  .array(
    fc.oneof(
      garbage,
      fc
        .tuple(fc.option(fc.stringMatching(/^[a-z_.]{0,12}$/)), fc.json())
        .map(([event, data]) => bytesOf(sseEvent(event, data))),
    ),
    { maxLength: 8 },
  )
  .map(joined)

describe("G59 the reader of streams, fed with anything", () => {
  test("gives the same events however the bytes are cut, and never throws", () => {
    fc.assert(
      fc.property(wire, fc.array(fc.nat(), { maxLength: 40 }), (bytes, cuts) => {
        expect(readAll(cutAt(bytes, cuts))).toEqual(readAll([bytes]))
      }),
      { numRuns: 500 },
    )
  })

  test("holds exactly what waits for its end: nothing is kept of what was told", () => {
    fc.assert(
      fc.property(wire, (bytes) => {
        const reader = createSseReader()
        reader.push(bytes)
        expect(reader.held()).toBeLessThanOrEqual(2 * bytes.length + 16)
        reader.push(bytesOf("\n\n"))
        expect(reader.held()).toBeLessThanOrEqual(16)
      }),
      { numRuns: 300 },
    )
  })

  test.each([
    ["one byte at a time", 200_000, 1],
    ["in small pieces", 8_000_000, 100],
    ["in large ones", 64_000_000, 65_536],
  ])("a stream of many events %s is read in linear time and bounded memory", (_, size, piece) => {
    const event = bytesOf(`data: ${JSON.stringify({ text: "é".repeat(200) })}\r\n\r\n`)
    const bytes = new Uint8Array(event.length * 400)
    for (let at = 0; at < bytes.length; at += event.length) bytes.set(event, at)
    const reader = createSseReader()
    const before = heapMb()
    const started = performance.now()
    let events = 0
    let sent = 0
    while (sent < size) {
      for (let at = 0; at < bytes.length && sent < size; at += piece) {
        const part = bytes.subarray(at, at + piece)
        events += reader.push(part).length
        sent += part.length
      }
    }
    expect(performance.now() - started).toBeLessThan(10_000)
    expect(heapMb() - before).toBeLessThan(20)
    expect(events).toBeGreaterThan((size / event.length) * 0.9)
  })

  test.each([
    ["a line without end", "x"],
    ["nothing but line ends", "\n"],
    ["nothing but carriage returns", "\r"],
    ["comments", ": hi\n"],
    ["lines of data without an empty line", "data: a\n"],
    ["broken characters", "\u00ff"],
  ])("%s: linear time, and held() tells what waits", (_, unit) => {
    const bytes = new Uint8Array(Buffer.alloc(20_000_000, unit, "latin1"))
    const reader = createSseReader()
    const started = performance.now()
    for (let at = 0; at < bytes.length; at += 16_384) reader.push(bytes.subarray(at, at + 16_384))
    const took = performance.now() - started
    expect(took).toBeLessThan(8000)
    if (unit === "x" || unit.startsWith("data")) expect(reader.held()).toBeGreaterThan(5_000_000)
    else if (unit !== "\u00ff") expect(reader.held()).toBeLessThan(1000)
  })
})

const decoders = {
  gemini: () => geminiDecoder(geminiNameMap(exchange)),
  anthropic: () => anthropicDecoder(anthropicNameMap(exchange)),
  "openai-chat": () => chatDecoder({ names: openaiNameMap(exchange), now: Date.now }),
  "openai-responses": () => responsesDecoder({ names: openaiNameMap(exchange), now: Date.now }),
}

describe.each(Object.entries(decoders))("G64 the decoder of %s, fed with anything", (_, open) => {
  test("never throws and always comes to an end or an error, once, as its last word", () => {
    fc.assert(
      fc.property(wire, fc.array(fc.nat(), { maxLength: 10 }), (bytes, cuts) => {
        const decoder = open()
        const events: AnswerEvent[] = readAll(cutAt(bytes, cuts)).flatMap((event) => decoder.push(event))
        events.push(...decoder.end())
        const last = events.findIndex(({ kind }) => kind === "end" || kind === "error")
        expect(last).toBeGreaterThanOrEqual(0)
        expect(events.slice(last + 1).every(({ kind }) => kind === "usage")).toBe(true)
      }),
      { numRuns: 200 },
    )
  })
})

import assert from "node:assert/strict"
import fc from "fast-check"
import { type Format, formats } from "../../../src/gateway/config/config.ts"
import type { AnswerEvent } from "../../../src/gateway/model/exchange.ts"
import { openWriter, writeWhole } from "../../../src/gateway/relay/client-codec.ts"
import { answerCodec, readFailure } from "../../../src/gateway/relay/upstream-codec.ts"
import { createSseReader } from "../../../src/gateway/sse/read.ts"
import { sseEvent } from "../../../src/gateway/sse/write.ts"
import { cutAt } from "../../gateway/fuzz/bounds.ts"
import { sampleAnswers, sampleRequests } from "../gateway-samples.ts"
import { answerWords } from "../gateway-words.ts"
import { damaged, longOf, noise } from "../hostile.ts"
import { jsonOf, mutated } from "../json.ts"
import type { Target } from "../target.ts"
import { callOf } from "./gateway-requests.ts"

const now = 1_800_000_000_000

/** What each client asked for before the answer came. */
const clients = formats.map((format) => {
  const asked = callOf(format, JSON.stringify(sampleRequests[format]?.[0]))
  if (asked === null) throw new Error(`the sample of ${format} is refused`)
  return asked
})

/** Answers of one format, cut anywhere: they come to one end or error, and every client gets a whole stream and a whole body of it. */
export const answerTargets: readonly Target[] = formats.map((format) => ({
  name: `${format}-answers`,
  runs: 120,
  inputs: wireOf(format),
  check(input) {
    for (const asked of clients.slice(0, 1)) {
      const codec = answerCodec(format, asked.exchange, () => now)
      finished(codec.whole(input))
    }
    for (const { call, exchange } of clients) {
      const events = streamed(format, input, exchange)
      finished(events)
      const writer = openWriter(call, exchange, now)
      const wire = events.map(writer.push).join("") + writer.end()
      readable(call.format, wire)
      const whole = writeWhole(call, exchange, events, now)
      if (whole.kind === "ok") JSON.parse(whole.value)
      else assert.ok(whole.error.status >= 400 && whole.error.message !== "")
    }
    for (const status of [200, 400, 404, 429, 500, 529, 999]) {
      const headers = new Headers({ "retry-after": "3" })
      const error = readFailure(format, { status, headers, body: input, now })
      assert.ok(error.status >= 400 && error.status < 600 && error.message !== "")
      assert.ok(
        error.retryAfterMs === null || (Number.isFinite(error.retryAfterMs) && error.retryAfterMs >= 0),
      )
    }
  },
}))

function wireOf(format: Format): fc.Arbitrary<string> {
  const words = answerWords[format] ?? []
  const samples = sampleAnswers[format] ?? []
  const event = (data: string) => {
    const type = /^\{"type":"([\w.]+)"/.exec(data)?.[1] ?? null
    return sseEvent(type, data)
  }
  const stream = fc
    .array(
      fc.oneof(
        fc.constantFrom(...samples).map((it) => JSON.stringify(it)),
        mutated(samples, words),
      ),
      { maxLength: 10 },
    )
    .map((all) => all.map(event).join(""))
  return fc.oneof(
    { weight: 5, arbitrary: stream },
    { weight: 2, arbitrary: damaged(stream) },
    { weight: 2, arbitrary: mutated(samples, words) },
    { weight: 1, arbitrary: jsonOf(words) },
    { weight: 1, arbitrary: longOf(["data: ", "{", '"', "\n\n", ...words]) },
    { weight: 1, arbitrary: noise },
  )
}

/** The cuts come out of the text itself, so that an input that is kept says everything. */
function streamed(
  format: Format,
  input: string,
  exchange: (typeof clients)[number]["exchange"],
): readonly AnswerEvent[] {
  const bytes = new TextEncoder().encode(input)
  const reader = createSseReader()
  const decoder = answerCodec(format, exchange, () => now).stream()
  const pieces = cutAt(bytes, [3, 7, 64, 65, 1000, bytes.length - 5].map(Math.abs))
  const events = [...pieces.flatMap((piece) => reader.push(piece)), ...reader.end()].flatMap((event) =>
    decoder.push(event),
  )
  return [...events, ...decoder.end()]
}

/** One end or error, and nothing but usage behind it. */
function finished(events: readonly AnswerEvent[]): void {
  const last = events.findIndex(({ kind }) => kind === "end" || kind === "error")
  assert.ok(last >= 0, "no end")
  assert.ok(
    events.slice(last + 1).every(({ kind }) => kind === "usage"),
    "something behind the end",
  )
}

/** A client's parser takes every event of the stream. */
function readable(format: Format, wire: string): void {
  if (format === "gemini") {
    assert.ok(Array.isArray(JSON.parse(wire)))
    return
  }
  const events = createSseReader().push(new TextEncoder().encode(wire))
  assert.ok(events.length > 0)
  for (const { data } of events) if (data !== "[DONE]") JSON.parse(data)
}

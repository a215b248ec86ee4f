import { describe, expect, it } from "vitest"
import type { FakeAnswer } from "../fakes/fake-answer.ts"
import { says } from "../fakes/fake-answer.ts"
import { openFakeAnthropic } from "../fakes/fake-anthropic.ts"
import { openFakeGemini } from "../fakes/fake-gemini.ts"
import { openFakeOpenai } from "../fakes/fake-openai.ts"
import { type ClientFormat, clientFormats, converse, eventsIn } from "./client-formats.ts"
import { bothCredentials, openTestGateway, upstreamAt, upstreamKeys } from "./test-gateway.ts"

const long = "word ".repeat(40)

/** How a stream may break after its first content, at each kind of upstream. */
const upstreams = [
  { kind: "gemini", model: "gemini-3-flash", open: openFakeGemini },
  { kind: "anthropic", model: "claude-sonnet-5", open: openFakeAnthropic },
  { kind: "openai", model: "gpt-5.1", open: openFakeOpenai },
] as const

const ways: readonly (readonly [string, (events: number) => FakeAnswer])[] = [
  ["is reset", (events) => says(long, { textEvents: 12, stopAfter: { events, how: "reset" } })],
  ["ends too early", (events) => says(long, { textEvents: 12, stopAfter: { events, how: "end" } })],
  [
    "tells an error",
    () => ({
      kind: "error-inside",
      status: 503,
      message: "The model is overloaded.",
      after: [{ kind: "text", text: "Some words." }],
    }),
  ],
]

/** What tells a client of each format that the stream did not end well. */
function expectError(client: ClientFormat, text: string): void {
  const events = eventsIn({ status: 200, headers: new Headers(), text })
  const last = events.at(-1)
  switch (client.letter) {
    case "C":
      expect(last.error.message).toEqual(expect.any(String))
      expect(text).not.toContain("[DONE]")
      expect(text).not.toContain('"finish_reason":"stop"')
      return
    case "R":
      expect(last).toMatchObject({ type: "response.failed", response: { status: "failed" } })
      expect(text).not.toContain("response.completed")
      return
    case "A":
      expect(last).toMatchObject({ type: "error", error: { type: expect.any(String) } })
      expect(text).toContain("event: error\n")
      expect(text).not.toContain("message_stop")
      return
    case "G":
      expect(last).toMatchObject({ error: { code: expect.any(Number), status: expect.any(String) } })
      expect(text).not.toContain('"STOP"')
  }
}

describe.each(upstreams)("a stream of $kind", ({ kind, model, open }) => {
  describe.each(clientFormats)("toward $letter", (client) => {
    it.each(ways)(
      "G64 that %s after its first words ends with an error in the client's own form, and is not repeated",
      async (_way, answer) => {
        await using fake = await open()
        const gateway = await openTestGateway({
          upstreams: [upstreamAt(kind, fake.url, { credentials: bothCredentials })],
        })
        fake.script(answer(8), says("Second."))
        const streamed = await converse(gateway, client, model, "stream")
        expect(streamed.status).toBe(200)
        const events = eventsIn(streamed)
        expect(client.streamText(events).length).toBeGreaterThan(5)
        expectError(client, streamed.text)
        expect(fake.asked).toHaveLength(1)
        const [call] = gateway.parts.traffic.live(0).calls
        expect(call?.end?.code).not.toBeNull()
        expect(gateway.troubles).toEqual([])
      },
    )
  })
})

describe.each(upstreams)(
  "an error in a stream of $kind that repeats our credential",
  ({ kind, model, open }) => {
    it.each(clientFormats)("G01 G64 is told to a client of $letter without it", async (client) => {
      await using fake = await open()
      const gateway = await openTestGateway({ upstreams: [upstreamAt(kind, fake.url)] })
      fake.script({
        kind: "error-inside",
        status: 503,
        message: `The key ${upstreamKeys.one} is over its limit.`,
        after: [{ kind: "text", text: "Some words." }],
      })
      const streamed = await converse(gateway, client, model, "stream")
      expect(streamed.status).toBe(200)
      expectError(client, streamed.text)
      expect(streamed.text).toContain("The key [secret] is over its limit.")
      expect(streamed.text).not.toContain(upstreamKeys.one)
    })
  },
)

describe("Gemini's list", () => {
  it("G64 that breaks off is still one JSON list, its last item the error", async () => {
    await using fake = await openFakeGemini()
    const gateway = await openTestGateway({ upstreams: [upstreamAt("gemini", fake.url)] })
    fake.script(says(long, { textEvents: 12, stopAfter: { events: 8, how: "end" } }))
    const response = await fetch(`${gateway.url}/v1beta/models/gemini-3-flash:streamGenerateContent`, {
      method: "POST",
      headers: { "x-goog-api-key": gateway.key },
      body: JSON.stringify({ contents: [{ role: "user", parts: [{ text: "Hi" }] }] }),
    })
    const list = JSON.parse(await response.text())
    expect(list.length).toBeGreaterThan(2)
    expect(list.at(-1)).toMatchObject({ error: { status: expect.any(String) } })
  })
})

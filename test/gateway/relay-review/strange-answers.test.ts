import { describe, expect, it } from "vitest"
import type { FakeAnswer } from "../fakes/fake-answer.ts"
import { openFakeAnthropic } from "../fakes/fake-anthropic.ts"
import { openFakeGemini } from "../fakes/fake-gemini.ts"
import { openFakeOpenai } from "../fakes/fake-openai.ts"
import { clientFormats, converse } from "../relay/client-formats.ts"
import { openTestGateway, upstreamAt } from "../relay/test-gateway.ts"

const families = [
  { kind: "gemini", model: "gemini-2.5-pro", open: openFakeGemini },
  { kind: "anthropic", model: "claude-sonnet-5", open: openFakeAnthropic },
  { kind: "openai", model: "gpt-5.1", open: openFakeOpenai },
] as const

const raw = (status: number, headers: Record<string, string>, ...pieces: readonly string[]): FakeAnswer => {
  return { kind: "raw", status, headers, pieces }
}

/** What stands where an answer should be: a login page, nothing at all, another place, an answer of nobody's format. */
const strange: readonly [string, FakeAnswer][] = [
  ["a page", raw(200, { "content-type": "text/html" }, "<html><body>Please log in</body></html>")],
  ["nothing", raw(200, {})],
  ["no content", raw(204, {})],
  ["another place", raw(307, { location: "http://127.0.0.1:1/" })],
  ["JSON of no format", raw(200, { "content-type": "application/json" }, '{"hello":"there"}')],
  [
    "events without meaning",
    raw(200, { "content-type": "text/event-stream" }, "data: {}\n\n", ": wait\n\n", "data: 1\n\n"),
  ],
]

describe.each(strange)("an upstream that answers with %s", (_what, answer) => {
  const cases = families.flatMap((family) =>
    clientFormats.flatMap((client) =>
      (["plain", "stream"] as const).map((mode) => ({ family, client, mode })),
    ),
  )
  it.each(cases)(
    "G53 G65 has failed, and a client of $client.letter is told so ($family.kind, $mode)",
    async ({ family, client, mode }) => {
      const { kind, model } = family
      await using fake = await family.open()
      const gateway = await openTestGateway({ upstreams: [upstreamAt(kind, fake.url, { models: [model] })] })
      fake.script(answer, answer)
      const told = await converse(gateway, client, model, mode)
      expect({ status: told.status, text: told.text.slice(0, 300) }).toMatchObject({
        status: expect.toSatisfy((status: number) => status >= 500),
      })
      expect(client.errorMessage(JSON.parse(told.text))).toEqual(expect.any(String))
      expect(gateway.troubles).toEqual([])
    },
  )
})

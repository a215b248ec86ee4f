import { describe, expect, it } from "vitest"
import type { FakeAnswer, FakePart } from "../fakes/fake-answer.ts"
import { says } from "../fakes/fake-answer.ts"
import { eventually } from "./eventually.ts"
import { expectNoSecrets, secretSignature, setFaultTable, ways } from "./table.ts"

const sse = { "content-type": "text/event-stream" }
const parts: readonly FakePart[] = [
  { kind: "text", text: "some words that come before it all breaks", signature: secretSignature },
]
const broken = (events: number, how: "reset" | "silence" | "end"): FakeAnswer => ({
  kind: "answer",
  parts,
  textEvents: 8,
  stopAfter: { events, how },
})

/** Faults after which nothing of the answer may look whole. */
const inMiddle: readonly (readonly [string, FakeAnswer])[] = [
  ["resets its socket in mid-stream", broken(3, "reset")],
  ["falls silent in mid-stream", broken(3, "silence")],
  ["ends its stream before the end of the answer", broken(3, "end")],
  [
    "sends bytes that are no events",
    {
      kind: "raw",
      status: 200,
      headers: sse,
      pieces: ["data: {not json\r\n\r\n", Buffer.from([0xff, 0xfe, 0x00, 0x80]), "\n\n"],
    },
  ],
  [
    "sends a line without end",
    {
      kind: "raw",
      status: 200,
      headers: sse,
      pieces: Array.from({ length: 700 }, (_, at) => `${at === 0 ? "data: " : ""}${"x".repeat(100_000)}`),
    },
  ],
  [
    "sends an error inside its stream",
    { kind: "error-inside", status: 503, message: "overloaded", after: parts },
  ],
]

describe.each(ways)("an upstream that breaks, its answers $name", (way) => {
  it.each(inMiddle)(
    "%s: the client never sees a clean end, and the gateway lives on",
    async (_title, fault) => {
      await using table = await setFaultTable()
      const fake = table.fakeOf(way)
      const idle = table.gateway.sockets()
      fake.script(fault)
      const answer = await table.chat(way)
      expect(answer.text).not.toContain("[DONE]")
      expect(answer.text).not.toMatch(/"finish_reason":"(stop|length)"/)
      expect(
        answer.status !== 200 || answer.cut || /"error"/.test(answer.text),
        answer.text.slice(0, 500),
      ).toBe(true)
      expect(answer.ms).toBeLessThan(8000)
      await expectRecovered()

      async function expectRecovered(): Promise<void> {
        // Some of these faults make the credential rest for a short while.
        const serves = async () => (await table.chat(way)).text
        await eventually(serves, (seen) => String(seen).includes("[DONE]"), 8000)
        expect(table.gateway.alive()).toBe(true)
        await eventually(
          () => table.gateway.sockets(),
          (seen) => Number(seen) <= idle + 2,
          3000,
        )
        expectNoSecrets(table)
      }
    },
  )

  it.each([
    ["resets before its head", { ...says("never"), stopAfter: { events: 0, how: "reset" } }],
    ["says nothing at all", { ...says("never"), stopAfter: { events: 0, how: "silence" }, beforeMs: 30_000 }],
    ["answers 500", { kind: "error", status: 500, message: "it broke" }],
    [
      "answers 200 with an error inside before any content",
      { kind: "error-inside", status: 503, message: "overloaded" },
    ],
    [
      "answers with a page of HTML",
      {
        kind: "raw",
        status: 502,
        headers: { "content-type": "text/html" },
        pieces: ["<html>bad gateway</html>"],
      },
    ],
  ] as const satisfies readonly (readonly [string, FakeAnswer])[])(
    "%s: the client is told in its own envelope, or served by a second try",
    async (_title, fault) => {
      await using table = await setFaultTable()
      table.fakeOf(way).script(fault)
      const answer = await table.chat(way)
      if (answer.status === 200) expect(answer.text).toContain("[DONE]")
      else {
        expect(answer.status).toBeGreaterThanOrEqual(500)
        expect(JSON.parse(answer.text)).toMatchObject({ error: { message: expect.any(String) } })
      }
      expect(answer.ms).toBeLessThan(8000)
      expect(table.gateway.alive()).toBe(true)
      expectNoSecrets(table)
    },
  )
})

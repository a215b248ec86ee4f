import { describe, expect, it } from "vitest"
import { fakeGemini, type Scripted } from "./fake-gemini.ts"
import { geminiDesk } from "./gemini-desk.ts"

const says = (text: string): Scripted => ({ kind: "answer", parts: [{ text }] })
const opening = async () => [{ text: "packed ".repeat(5_000) }]

describe("a turn through the gateway", () => {
  it("goes to the gateway with the loop's own key, whatever key the environment has, and puts nothing into caches", async () => {
    await using api = await fakeGemini(() => says("done"))
    const asked: string[] = []
    const through = {
      url: api.url,
      keyOf: async (loop: string) => {
        asked.push(loop)
        return `fl-of-${loop}`
      },
    }
    using desk = geminiDesk(api, {
      through,
      opening,
      env: {
        GEMINI_API_KEY: "AIzaNotForTheGateway-0123456789",
        GOOGLE_GEMINI_BASE_URL: "http://127.0.0.1:1",
      },
    })
    expect((await desk.turn()).end).toMatchObject({ kind: "finished", message: "done" })
    expect(asked).toEqual(["l"])
    expect(api.received.map(({ key }) => key)).toEqual(["fl-of-l"])
    expect(api.caches.made).toEqual([])
  })

  it("ends at the gateway's budget, and knows when that begins anew", async () => {
    const message =
      "The cap of $1.00 a day would be passed: $0.99 spent, it begins anew at 2026-11-21T00:00:00.000Z."
    await using api = await fakeGemini(() => ({
      kind: "error",
      status: 402,
      body: { error: { code: 402, status: "FAILED_PRECONDITION", message } },
    }))
    using desk = geminiDesk(api, { through: { url: api.url, keyOf: async () => "fl-key" } })
    expect((await desk.turn()).end).toMatchObject({
      kind: "fault",
      class: "budget",
      why: expect.stringContaining("The cap of $1.00 a day"),
      retryable: false,
      resumeAt: Date.UTC(2026, 10, 21),
    })
    expect(api.received).toHaveLength(1)
  })
})

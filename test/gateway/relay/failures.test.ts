import { describe, expect, it } from "vitest"
import { says } from "../fakes/fake-answer.ts"
import { openFakeAnthropic } from "../fakes/fake-anthropic.ts"
import { openFakeGemini } from "../fakes/fake-gemini.ts"
import { openFakeOpenai } from "../fakes/fake-openai.ts"
import { clientFormats, converse, eventsIn, formatOf } from "./client-formats.ts"
import {
  bothCredentials,
  errorOf,
  jsonOf,
  openTestGateway,
  upstreamAt,
  upstreamKeys,
} from "./test-gateway.ts"

const twoKeys = (url: string) => upstreamAt("gemini", url, { credentials: bothCredentials })
const keysSeen = (fake: { asked: readonly { request: { headers: Record<string, unknown> } }[] }) =>
  fake.asked.map(({ request }) => request.headers["x-goog-api-key"])

describe.each(clientFormats)("failures before the first byte, told to $letter", (client) => {
  it("G65 tries once more on another credential, and not a third time", async () => {
    await using fake = await openFakeGemini()
    const gateway = await openTestGateway({ upstreams: [twoKeys(fake.url)] })
    const busy = { kind: "error", status: 503, message: "The model is overloaded." } as const
    for (const mode of ["plain", "stream"] as const) {
      fake.reset()
      gateway.parts.pool.reset("gemini", null)
      fake.script(busy, says("Here."))
      const answer = await converse(gateway, client, "gemini-3-flash", mode)
      expect({ status: answer.status, text: answer.text }).toMatchObject({ status: 200 })
      expect(answer.headers.get("x-for-loop-credential")).toBe("two")
      expect(keysSeen(fake)).toEqual([upstreamKeys.one, upstreamKeys.two])
      fake.reset()
      gateway.parts.pool.reset("gemini", null)
      fake.script(busy, busy, says("Too late."))
      const failed = await converse(gateway, client, "gemini-3-flash", mode)
      expect(client.errorMessage(errorOf(failed, client.letter === "A" ? 529 : 503))).toContain("overloaded")
      expect(fake.asked).toHaveLength(2)
    }
  })

  it("G65 takes an error inside a 200 stream, before any content, for a failure", async () => {
    await using fake = await openFakeGemini()
    const gateway = await openTestGateway({ upstreams: [twoKeys(fake.url)] })
    fake.script({ kind: "error-inside", status: 503, message: "The model is overloaded." }, says("Here."))
    const answer = await converse(gateway, client, "gemini-3-flash", "stream")
    expect({ status: answer.status, text: answer.text }).toMatchObject({ status: 200 })
    expect(client.streamText(eventsIn(answer))).toBe("Here.")
    expect(answer.headers.get("x-for-loop-credential")).toBe("two")
  })

  it("G68 tells an upstream's 401 and 403 as the upstream's, never as a fault of the client's key", async () => {
    for (const status of [401, 403]) {
      await using fake = await openFakeGemini()
      const gateway = await openTestGateway({ upstreams: [upstreamAt("gemini", fake.url)] })
      fake.script({ kind: "error", status, message: `API key ${upstreamKeys.one} not valid.` })
      const answer = await converse(gateway, client, "gemini-3-flash", "plain")
      const message = client.errorMessage(errorOf(answer, 502))
      expect(message).toContain('upstream "gemini"')
      expect(message).toContain('credential "one"')
      expect(answer.text).not.toContain(upstreamKeys.one)
    }
  })

  it.each([400, 404, 413, 500, 504])("G68 passes on an upstream's %i", async (status) => {
    await using fake = await openFakeGemini()
    const gateway = await openTestGateway({ upstreams: [upstreamAt("gemini", fake.url)] })
    fake.script({ kind: "error", status, message: "It went wrong." })
    const answer = await converse(gateway, client, "gemini-3-flash", "plain")
    expect(client.errorMessage(errorOf(answer, status))).toContain("It went wrong.")
  })

  it("G69 obeys a hint of the upstream and sends it on as Retry-After, rounded up", async () => {
    await using fake = await openFakeGemini()
    const gateway = await openTestGateway({ upstreams: [upstreamAt("gemini", fake.url)] })
    const details = [{ "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "17.5s" }]
    fake.script({ kind: "error", status: 429, message: "Too many requests.", details })
    const first = await converse(gateway, client, "gemini-3-flash", "plain")
    errorOf(first, 429)
    expect(first.headers.get("retry-after")).toBe("18")
    // G71: the only credential rests now, so nothing goes upstream and the client hears when.
    const second = await converse(gateway, client, "gemini-3-flash", "plain")
    errorOf(second, 429)
    expect(Number(second.headers.get("retry-after"))).toBeGreaterThanOrEqual(17)
    expect(fake.asked).toHaveLength(1)
  })
})

describe("other ways out", () => {
  it("G68 turns Anthropic's 529 into 503 for others, and 503 into 529 for Anthropic's clients", async () => {
    await using fake = await openFakeAnthropic()
    const gateway = await openTestGateway({ upstreams: [upstreamAt("anthropic", fake.url)] })
    const busy = { kind: "error", status: 529, message: "Overloaded" } as const
    for (const [letter, status] of [
      ["C", 503],
      ["G", 503],
      ["A", 529],
    ] as const) {
      fake.script(busy)
      gateway.parts.pool.reset("anthropic", null)
      errorOf(await converse(gateway, formatOf(letter), "claude-sonnet-5", "plain"), status)
    }
  })

  it("G65 goes to the next upstream that offers the model where the first one fails", async () => {
    await using first = await openFakeGemini()
    await using second = await openFakeGemini()
    const gateway = await openTestGateway({
      upstreams: [
        upstreamAt("gemini", first.url, { models: ["shared"] }),
        upstreamAt("gemini", second.url, { name: "spare", models: ["shared"] }),
      ],
    })
    first.script({ kind: "error", status: 500, message: "Internal" })
    const answer = await converse(gateway, formatOf("C"), "shared", "plain")
    expect(formatOf("C").plainText(jsonOf(answer))).toBe("ok")
    expect(answer.headers.get("x-for-loop-upstream")).toBe("spare")
  })

  it("G65 sends a failing request twice and not a third time, however many upstreams offer the model", async () => {
    await using fake = await openFakeGemini({
      answer: () => ({ kind: "error", status: 500, message: "It broke." }),
    })
    const upstreams = ["one", "two", "three"].map((name) => ({ ...upstreamAt("gemini", fake.url), name }))
    const gateway = await openTestGateway({ upstreams })
    const answer = await converse(gateway, formatOf("C"), "gemini-3-flash", "plain")
    expect(answer.status).toBe(500)
    expect(answer.headers.get("x-for-loop-upstream")).toBe("two")
    expect(fake.asked).toHaveLength(2)
  })

  it("G65 passes over credentials that are at their limit, and goes to the next upstream when all of one are", async () => {
    await using first = await openFakeGemini()
    await using second = await openFakeGemini()
    const gateway = await openTestGateway({
      upstreams: [
        upstreamAt("gemini", first.url, { models: ["shared"], credentials: bothCredentials }),
        upstreamAt("gemini", second.url, { name: "spare", models: ["shared"] }),
      ],
    })
    const full = { kind: "error", status: 429, message: "Too many requests." } as const
    first.script(full, full)
    const answer = await converse(gateway, formatOf("C"), "shared", "stream")
    expect(answer.status).toBe(200)
    expect(answer.headers.get("x-for-loop-upstream")).toBe("spare")
    expect(keysSeen(first)).toEqual([upstreamKeys.one, upstreamKeys.two])
    const attempts = gateway.parts.traffic.live(0).calls[0]?.attempts.map(({ status }) => status)
    expect(attempts).toEqual([429, 429, 200])
  })

  it("G65 does not repeat what is the request's own fault", async () => {
    await using fake = await openFakeGemini()
    const gateway = await openTestGateway({ upstreams: [twoKeys(fake.url)] })
    fake.script({ kind: "error", status: 400, message: "contents is not specified" })
    errorOf(await converse(gateway, formatOf("A"), "gemini-3-flash", "plain"), 400)
    expect(fake.asked).toHaveLength(1)
  })

  it("G67 understands an error in a list, as Google's OpenAI-compatible side wraps it", async () => {
    await using fake = await openFakeOpenai()
    const gateway = await openTestGateway({ upstreams: [upstreamAt("openai", fake.url)] })
    const body = '[{"error":{"code":400,"message":"Bad contents.","status":"INVALID_ARGUMENT"}}]'
    fake.script({ kind: "raw", status: 400, headers: { "content-type": "application/json" }, pieces: [body] })
    const answer = await converse(gateway, formatOf("A"), "gpt-5.1", "plain")
    expect(errorOf(answer, 400).error).toMatchObject({
      type: "invalid_request_error",
      message: "Bad contents.",
    })
  })

  it("G53 tells an empty answer as a failure worth another try", async () => {
    await using fake = await openFakeGemini()
    const gateway = await openTestGateway({ upstreams: [twoKeys(fake.url)] })
    const empty = {
      kind: "raw",
      status: 200,
      headers: { "content-type": "application/json" },
      pieces: ['{"candidates":[]}'],
    } as const
    fake.script(empty, says("Here."))
    const answer = await converse(gateway, formatOf("C"), "gemini-3-flash", "plain")
    expect(formatOf("C").plainText(jsonOf(answer))).toBe("Here.")
    expect(fake.asked).toHaveLength(2)
  })

  it("G65 says which upstream does not answer where nothing listens there", async () => {
    await using fake = await openFakeGemini()
    const { url } = fake
    await fake.close()
    const gateway = await openTestGateway({
      upstreams: [upstreamAt("gemini", url, { models: ["gemini-3-flash"] })],
    })
    const answer = await converse(gateway, formatOf("C"), "gemini-3-flash", "plain")
    expect(answer.status).toBeGreaterThanOrEqual(500)
    expect(JSON.parse(answer.text).error.message).toContain("gemini")
  })
})

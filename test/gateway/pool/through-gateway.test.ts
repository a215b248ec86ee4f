import { describe, expect, it } from "vitest"
import { viewUpstreams } from "../../../src/breaker/open-breakers.ts"
import { strategies } from "../../../src/gateway/config/config.ts"
import { type FakeAnswer, says } from "../fakes/fake-answer.ts"
import { openFakeAnthropic } from "../fakes/fake-anthropic.ts"
import { openFakeGemini } from "../fakes/fake-gemini.ts"
import type { Fake } from "../fakes/fake-server.ts"
import { clientFormats, converse, formatOf } from "../relay/client-formats.ts"
import {
  bothCredentials,
  openTestGateway,
  send,
  type TestGateway,
  upstreamAt,
} from "../relay/test-gateway.ts"

const model = "gemini-3-flash"
const chat = formatOf("C")

const ask = (gateway: TestGateway, body: Readonly<Record<string, unknown>> = {}) =>
  converse(gateway, chat, model, "plain", { body })

const credentialsOf = (answers: readonly { headers: Headers }[]) =>
  answers.map(({ headers }) => headers.get("x-for-loop-credential"))

/** How many requests the fake had to answer at the same moment, at most. */
function mostAtOnce(fake: Fake): number {
  const changes = fake.requests.flatMap(({ at, closedAt }) => [
    { at, by: 1 },
    { at: closedAt ?? Number.POSITIVE_INFINITY, by: -1 },
  ])
  let open = 0
  let most = 0
  // At equal times an end comes first: only what certainly overlapped counts.
  for (const { by } of changes.toSorted((a, b) => a.at - b.at || a.by - b.by)) {
    open += by
    most = Math.max(most, open)
  }
  return most
}

const busy = (details: readonly unknown[] = []): FakeAnswer => ({
  kind: "error",
  status: 429,
  message: "Resource has been exhausted.",
  details,
})

describe("the pool behind real requests", () => {
  it.each(strategies)(
    "G14 keeps a session on one credential with %s, and sends none of its hints on in translated content",
    async (strategy) => {
      await using fake = await openFakeGemini()
      const gateway = await openTestGateway({
        upstreams: [upstreamAt("gemini", fake.url, { strategy, credentials: bothCredentials })],
      })
      const hints = {
        C: { prompt_cache_key: "session-hint-4711" },
        R: { prompt_cache_key: "session-hint-4711" },
        A: { metadata: { user_id: "session-hint-4711" } },
      } as const
      for (const letter of ["C", "R", "A"] as const) {
        const answers = []
        for (let i = 0; i < 3; i += 1) {
          answers.push(await converse(gateway, formatOf(letter), model, "plain", { body: hints[letter] }))
          await ask(gateway)
        }
        const [first] = credentialsOf(answers)
        expect(first).toMatch(/^(one|two)$/)
        expect(credentialsOf(answers)).toEqual([first, first, first])
      }
      for (const { bytes, headers } of fake.requests) {
        expect(bytes.toString() + JSON.stringify(headers)).not.toContain("session-hint")
      }
    },
  )

  it("never has more calls under way than the limits say, and serves everybody who waits", async () => {
    await using fake = await openFakeGemini({ answer: () => says("Here.", { beforeMs: 20 }) })
    const gateway = await openTestGateway({
      upstreams: [
        upstreamAt("gemini", fake.url, {
          strategy: "round-robin",
          credentials: bothCredentials,
          concurrency: { perModel: null, perCredential: 2 },
        }),
      ],
    })
    const answers = await Promise.all(Array.from({ length: 30 }, () => ask(gateway)))
    expect(answers.map(({ status }) => status)).toEqual(Array(30).fill(200))
    expect(mostAtOnce(fake)).toBeLessThanOrEqual(4)
    expect(mostAtOnce(fake)).toBeGreaterThan(1)
    expect(gateway.parts.pool.view()[0]).toMatchObject({ active: 0, waiting: 0 })
  })

  it("holds a client key to its own number of calls at the same time", async () => {
    await using fake = await openFakeGemini({ answer: () => says("Here.", { beforeMs: 10 }) })
    const gateway = await openTestGateway({
      upstreams: [upstreamAt("gemini", fake.url)],
      key: { concurrency: 1 },
    })
    const answers = await Promise.all(Array.from({ length: 6 }, () => ask(gateway)))
    expect(answers.every(({ status }) => status === 200)).toBe(true)
    expect(mostAtOnce(fake)).toBe(1)
  })

  it("G71 tells each client when the first credential is back, and sends nothing until then", async () => {
    await using fake = await openFakeAnthropic()
    const gateway = await openTestGateway({
      upstreams: [upstreamAt("anthropic", fake.url, { credentials: bothCredentials })],
    })
    const limited = (seconds: string): FakeAnswer => ({
      kind: "error",
      status: 429,
      message: "Slow down.",
      headers: { "retry-after": seconds },
    })
    fake.script(limited("90"), limited("40"))
    const first = await converse(gateway, formatOf("A"), "claude-sonnet-5", "plain")
    expect(first.status).toBe(429)
    expect(fake.asked).toHaveLength(2)
    for (const client of clientFormats) {
      const answer = await converse(gateway, client, "claude-sonnet-5", "stream")
      expect(answer.status, client.letter).toBe(429)
      expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(35)
      expect(Number(answer.headers.get("retry-after"))).toBeLessThanOrEqual(40)
      expect(answer.text).toContain("two")
    }
    expect(fake.asked).toHaveLength(2)
  })

  it("G70 keeps a daily quota over a restart of the gateway", async () => {
    await using fake = await openFakeGemini()
    const daily = [
      {
        "@type": "type.googleapis.com/google.rpc.QuotaFailure",
        violations: [{ quotaId: "GenerateRequestsPerDayPerProjectPerModel-FreeTier" }],
      },
      { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "3s" },
    ]
    const upstreams = [upstreamAt("gemini", fake.url, { credentials: bothCredentials })]
    const before = await openTestGateway({ upstreams })
    fake.script(busy(daily))
    expect(credentialsOf([await ask(before)])).toEqual(["two"])
    await before.close()
    const after = await openTestGateway({ upstreams, home: before.home })
    expect(credentialsOf([await ask(after), await ask(after)])).toEqual(["two", "two"])
    expect(after.parts.pool.view()[0]?.credentials[0]).toMatchObject({
      state: "cooling",
      cooldowns: [{ model, class: "day" }],
    })
    // Another model has a quota of its own.
    expect((await converse(after, chat, "gemini-3-pro", "plain")).headers.get("x-for-loop-credential")).toBe(
      "one",
    )
  })

  it("G66 frees the slot of a client that goes away within a second, for the one who waits", {
    retry: 3,
  }, async () => {
    await using fake = await openFakeGemini()
    const gateway = await openTestGateway({
      upstreams: [upstreamAt("gemini", fake.url, { concurrency: { perModel: null, perCredential: 1 } })],
    })
    fake.script(says("A long story.", { stopAfter: { events: 1, how: "silence" } }), says("Mine."))
    const client = new AbortController()
    const stream = await send(gateway, chat.path(model, "stream"), {
      body: chat.body(model, "Tell.", "stream"),
      signal: client.signal,
    })
    expect(stream.status).toBe(200)
    const waiting = ask(gateway)
    await expect.poll(() => gateway.parts.pool.view()[0]?.waiting).toBe(1)
    const goneAt = Date.now()
    client.abort()
    expect((await waiting).status).toBe(200)
    expect(Date.now() - goneAt).toBeLessThan(1000)
    await expect.poll(() => fake.requests[0]?.aborted).toBe(true)
    expect(Number(fake.requests[0]?.closedAt) - goneAt).toBeLessThan(1000)
  })

  it("leaves an upstream alone that failed too often, and lets one request find out whether it is back", async () => {
    await using fake = await openFakeGemini({
      answer: () => ({ kind: "error", status: 500, message: "It broke." }),
    })
    const gateway = await openTestGateway({ upstreams: [upstreamAt("gemini", fake.url)] })
    for (let i = 0; i < 5; i += 1) expect((await ask(gateway)).status).toBe(500)
    const refused = await ask(gateway)
    expect(refused.status).toBe(503)
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(50)
    expect(refused.text).toContain("for-loop upstreams --reset")
    expect(fake.asked).toHaveLength(5)
    expect(viewUpstreams(gateway.home)).toMatchObject([
      { link: { upstream: "gemini", model }, health: { failures: 5 } },
    ])
    gateway.parts.pool.reset("gemini", null)
    fake.script(says("Back."))
    expect((await ask(gateway)).status).toBe(200)
  })

  it.each([
    ["takes its first word for the sign that it is back", says("Back.", { textEvents: 2 }), 0],
    ["takes no ping of our own for one", says("Back."), 5],
  ] as const)("%s, while the stream goes on", async (_title, answer, failures) => {
    let later = 0
    await using fake = await openFakeGemini({
      answer: () => ({ kind: "error", status: 500, message: "It broke." }),
    })
    const gateway = await openTestGateway({
      upstreams: [upstreamAt("gemini", fake.url)],
      change: (config) => ({ ...config, server: { ...config.server, keepAliveMs: 50 } }),
      now: () => Date.now() + later,
    })
    for (let i = 0; i < 5; i += 1) expect((await ask(gateway)).status).toBe(500)
    later = 600_000
    fake.script({ ...answer, stopAfter: { events: failures === 0 ? 1 : 0, how: "silence" } })
    const client = new AbortController()
    const body = chat.body(model, "Tell.", "stream")
    const stream = await send(gateway, chat.path(model, "stream"), { body, signal: client.signal })
    await stream.body?.getReader().read()
    const known = viewUpstreams(gateway.home).map(({ health }) => health.failures)
    expect(known).toEqual(failures === 0 ? [] : [failures])
    client.abort()
  })

  it("stops a credential for a model that spent its own dollars of today, also after a restart", async () => {
    const usage = { input: 1_000_000, output: 1_000_000 }
    await using fake = await openFakeGemini({ answer: () => says("Long.", { usage }) })
    const [one, two] = bothCredentials
    if (one === undefined || two === undefined) throw new Error("there are two")
    const modelStops = [{ model: "gemini-2.5-flash", usdPerDay: 1 }]
    const upstreams = [upstreamAt("gemini", fake.url, { credentials: [{ ...one, modelStops }, two] })]
    const used = async (gateway: TestGateway, name: string) =>
      (await converse(gateway, chat, name, "plain")).headers.get("x-for-loop-credential")
    const first = await openTestGateway({ upstreams })
    expect(await used(first, "gemini-2.5-flash")).toBe("one")
    expect(await used(first, "gemini-2.5-flash")).toBe("two")
    expect(await used(first, "gemini-2.5-pro")).toBe("one")
    await first.close()
    const second = await openTestGateway({ upstreams, home: first.home })
    expect(await used(second, "gemini-2.5-flash")).toBe("two")
    expect(await used(second, "gemini-2.5-pro")).toBe("one")
  })

  it("advises fewer requests at the same time where a limit names neither reason nor end", async () => {
    await using fake = await openFakeGemini()
    const gateway = await openTestGateway({ upstreams: [upstreamAt("gemini", fake.url)] })
    fake.script(busy())
    const answer = await ask(gateway)
    expect(answer.status).toBe(429)
    expect(answer.text).toContain("fewer requests at the same time may help")
    const told = { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "2s" }
    const other = await openTestGateway({ upstreams: [upstreamAt("gemini", fake.url)] })
    fake.script(busy([told]))
    expect((await ask(other)).text).not.toContain("fewer requests")
  })
})

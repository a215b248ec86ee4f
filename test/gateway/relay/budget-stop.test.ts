import { setTimeout as wait } from "node:timers/promises"
import { describe, expect, it } from "vitest"
import { says } from "../fakes/fake-answer.ts"
import { openFakeAnthropic } from "../fakes/fake-anthropic.ts"
import { openFakeGemini } from "../fakes/fake-gemini.ts"
import { clientFormats, converse, formatOf } from "./client-formats.ts"
import { errorOf, jsonOf, openTestGateway, upstreamAt } from "./test-gateway.ts"

const model = "gemini-2.5-flash"
const caps = { dailyUsd: null, weeklyUsd: null, totalUsd: 0.0000001 }

const stops = [
  { number: "GB1", letter: "C", status: 429 },
  { number: "GB2", letter: "R", status: 429 },
  { number: "GB3", letter: "A", status: 402 },
  { number: "GB4", letter: "G", status: 402 },
] as const

describe.each(stops)("a budget that is used up", ({ number, letter, status }) => {
  it(`${number} stops a client of ${letter} with ${status}, without a hint to come again, and sends nothing`, async () => {
    await using fake = await openFakeGemini()
    const gateway = await openTestGateway({ upstreams: [upstreamAt("gemini", fake.url)], key: { caps } })
    for (const mode of ["plain", "stream"] as const) {
      const answer = await converse(gateway, formatOf(letter), model, mode)
      const { error } = errorOf(answer, status)
      expect(answer.headers.get("x-should-retry")).toBe("false")
      expect(answer.headers.get("retry-after")).toBeNull()
      expect(error.message).toMatch(/\$|USD|dollar/i)
      expect(answer.text).not.toContain(gateway.key)
      if (letter === "C" || letter === "R") expect(error.code).toBe("insufficient_quota")
      if (letter === "A") expect(error.type).toBe("billing_error")
    }
    expect(fake.asked).toEqual([])
  })
})

it("GB1 stops a client made of the AI SDK with 402, which repeats every 429", async () => {
  await using fake = await openFakeGemini()
  const gateway = await openTestGateway({ upstreams: [upstreamAt("gemini", fake.url)], key: { caps } })
  const statusFor = async (agent: string, path: string, body: object): Promise<number> => {
    const headers = { authorization: `Bearer ${gateway.key}`, "user-agent": agent }
    const response = await fetch(`${gateway.url}${path}`, {
      method: "POST",
      headers,
      body: JSON.stringify(body),
    })
    await response.text()
    return response.status
  }
  const chat = { model, messages: [{ role: "user", content: "hi" }] }
  expect(await statusFor("opencode/1.0 ai-sdk/openai-compatible/1.0", "/v1/chat/completions", chat)).toBe(402)
  expect(await statusFor("OpenAI/JS 7.55.0", "/v1/chat/completions", chat)).toBe(429)
  const responses = { model, input: "hi" }
  expect(await statusFor("ai-sdk/openai/1.0", "/v1/responses", responses)).toBe(429)
  expect(fake.asked).toEqual([])
})

/** What the ledger holds for the call that ended last. */
async function lastCost(gateway: Awaited<ReturnType<typeof openTestGateway>>) {
  for (let turn = 0; turn < 100; turn += 1) {
    const end = gateway.parts.traffic.live(0).calls.at(-1)?.end
    if (end !== undefined && end !== null) return end
    await wait(10)
  }
  throw new Error("the call did not end")
}

describe("what a call costs", () => {
  it("G57 is counted for every format, plain and streamed, whether the client wanted usage or not", async () => {
    await using fake = await openFakeGemini()
    const gateway = await openTestGateway({
      upstreams: [upstreamAt("gemini", fake.url)],
      key: { caps: { ...caps, totalUsd: 10 } },
    })
    const [view] = gateway.parts.money.view(gateway.parts.keys.list())
    expect(view).toMatchObject({ cap: "total", spent: 0, reserved: 0 })
    let calls = 0
    for (const client of clientFormats) {
      for (const mode of ["plain", "stream"] as const) {
        const body = mode === "stream" && client.letter === "C" ? { stream_options: undefined } : {}
        const answer = await converse(gateway, client, model, mode, { body })
        expect(answer.status).toBe(200)
        calls += 1
        await wait(20)
        const end = await lastCost(gateway)
        expect(end).toMatchObject({
          basis: "measured",
          usage: { input: 80, cachedInput: 20, output: 35, thinking: 5 },
        })
        expect(end.usd).toBeGreaterThan(0)
        const [now] = gateway.parts.money.view(gateway.parts.keys.list())
        expect(now?.spent).toBeCloseTo((end.usd ?? 0) * calls, 9)
        expect(now?.reserved).toBe(0)
      }
    }
  })

  it("G58 an aborted stream is charged by the last usage seen, flagged as an estimate", async () => {
    await using fake = await openFakeAnthropic()
    const gateway = await openTestGateway({
      upstreams: [upstreamAt("anthropic", fake.url)],
      key: { caps: { ...caps, totalUsd: 10 } },
    })
    fake.script(says("word ".repeat(100), { textEvents: 100, pauseMs: 30 }))
    const leaving = new AbortController()
    const c = formatOf("C")
    const response = await fetch(`${gateway.url}${c.path("", "stream")}`, {
      method: "POST",
      headers: { authorization: `Bearer ${gateway.key}` },
      body: JSON.stringify(c.body("claude-haiku-4-5", "Hi", "stream")),
      signal: leaving.signal,
    })
    const reader = response.body?.getReader()
    await reader?.read()
    await wait(300)
    leaving.abort()
    const end = await lastCost(gateway)
    expect(end).toMatchObject({ aborted: true, basis: "estimated", usage: { input: 80, cachedInput: 20 } })
    expect(end.usd).toBeGreaterThan(0)
    const [now] = gateway.parts.money.view(gateway.parts.keys.list())
    expect(now?.spent).toBeCloseTo(end.usd ?? 0, 9)
    expect(now?.reserved).toBe(0)
  })

  it("G58 a call whose client left before the first word is charged an estimate, not all that was reserved", async () => {
    await using fake = await openFakeGemini()
    const gateway = await openTestGateway({
      upstreams: [upstreamAt("gemini", fake.url)],
      key: { caps: { ...caps, totalUsd: 10 } },
    })
    fake.script(says("late", { beforeMs: 5000 }))
    const leaving = new AbortController()
    const asked = converse(gateway, formatOf("A"), model, "stream", { signal: leaving.signal })
    while (fake.asked.length === 0) await wait(5)
    const [reserved] = gateway.parts.money.view(gateway.parts.keys.list())
    expect(reserved?.reserved).toBeGreaterThan(0)
    leaving.abort()
    await expect(asked).rejects.toThrow()
    const end = await lastCost(gateway)
    expect(end).toMatchObject({ aborted: true, basis: "estimated" })
    expect(end.usd).toBeGreaterThan(0)
    const [now] = gateway.parts.money.view(gateway.parts.keys.list())
    expect(now?.reserved).toBe(0)
    expect(now?.spent).toBeLessThan((reserved?.reserved ?? 0) / 2)
  })

  it("G58 a failed attempt before any answer costs nothing, and the money of no call stays reserved", async () => {
    await using fake = await openFakeGemini()
    const gateway = await openTestGateway({
      upstreams: [upstreamAt("gemini", fake.url)],
      key: { caps: { ...caps, totalUsd: 10 } },
    })
    fake.script({ kind: "error", status: 500, message: "Internal" })
    await converse(gateway, formatOf("C"), model, "plain")
    fake.script({ kind: "error", status: 400, message: "No." })
    await converse(gateway, formatOf("A"), model, "plain")
    const [now] = gateway.parts.money.view(gateway.parts.keys.list())
    expect(now).toMatchObject({ spent: 0, reserved: 0 })
  })
})

describe("sessions", () => {
  const hints = [
    ["C", { body: { prompt_cache_key: "s-ID" } }],
    ["C", { body: { user: "s-ID" } }],
    ["R", { body: { prompt_cache_key: "s-ID" } }],
    ["A", { body: { metadata: { user_id: "s-ID" } } }],
    ["A", { headers: { "x-claude-code-session-id": "s-ID" } }],
    ["G", { headers: { "x-session-id": "s-ID" } }],
    ["R", { headers: { session_id: "s-ID" } }],
  ] as const

  it.each(hints)(
    "G14 a hint of a client of %s (%o) keeps its session on one credential and is no content",
    async (letter, hint) => {
      await using fake = await openFakeGemini()
      const credentials = ["one", "two", "three"].map((name, at) => ({
        name,
        secret: { from: "env", name: at === 1 ? "UPSTREAM_TWO" : "UPSTREAM_ONE" } as const,
        weight: 1,
        priority: 1,
        enabled: true,
        stopAtUsdPerDay: null,
      }))
      const gateway = await openTestGateway({
        upstreams: [upstreamAt("gemini", fake.url, { credentials, strategy: "round-robin" })],
      })
      const used = async (session: string) => {
        const told = JSON.parse(JSON.stringify(hint).replace("ID", session))
        const answer = await converse(gateway, formatOf(letter), model, "plain", told)
        jsonOf(answer)
        return answer.headers.get("x-for-loop-credential")
      }
      const first = await used("1")
      const others = new Set([first])
      for (const session of ["2", "3", "4"]) others.add(await used(session))
      expect(others.size).toBeGreaterThan(1)
      for (let turn = 0; turn < 4; turn += 1) expect(await used("1")).toBe(first)
      if (letter !== "G")
        for (const { request } of fake.asked) expect(request.bytes.toString()).not.toContain("s-")
    },
  )
})

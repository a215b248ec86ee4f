import { describe, expect, it } from "vitest"
import { fault, minute, ok, playground, second, start } from "./pool-playground.ts"
import { upstream } from "./sample-upstream.ts"
import { answered, googleBody, restAfter } from "./vendor-answers.ts"

const hour = 60 * minute

describe("the rest of a credential after a limit", () => {
  it.each([
    ["retry-after-ms", answered("openai", 429, "{}", { "retry-after-ms": "1500" }), 1500],
    ["retry-after in seconds", answered("anthropic", 429, "{}", { "retry-after": "7" }), 7 * second],
    [
      "retry-after as a date",
      answered("openai", 429, "{}", { "retry-after": new Date(start + 90 * second).toUTCString() }),
      90 * second,
    ],
    ["retryDelay", answered("gemini", 429, googleBody("RequestsPerMinute", "17.5s")), 17_500],
    [
      "words",
      answered(
        "openai",
        429,
        '{"error":{"message":"Please try again in 1m2.5s.","code":"rate_limit_exceeded"}}',
      ),
      62_500,
    ],
  ] as const)("G69: is what the vendor asked for by %s, to the millisecond", async (_, outcome, ms) => {
    expect(await restAfter(outcome, playground(upstream(1)))).toEqual({ class: "minute", ms })
  })

  it("G69: is until its used-up limit is back where only the headers of limits tell it", async () => {
    const openai = {
      "x-ratelimit-limit-tokens": "1000",
      "x-ratelimit-remaining-tokens": "0",
      "x-ratelimit-reset-tokens": "6m0.5s",
      "x-ratelimit-remaining-requests": "9",
      "x-ratelimit-reset-requests": "1h0m0s",
    }
    expect(await restAfter(answered("openai", 429, "{}", openai), playground(upstream(1)))).toEqual({
      class: "minute",
      ms: 360_500,
    })
  })

  it("G70: is short for a limit per minute that names no time, and doubles up to a minute", async () => {
    const ground = playground(upstream(1))
    const lengths: number[] = []
    for (let i = 0; i < 4; i += 1) {
      const rest = await restAfter(
        answered("gemini", 429, googleBody("GenerateRequestsPerMinutePerProject", null)),
        ground,
      )
      expect(rest?.class).toBe("minute")
      lengths.push(rest?.ms ?? 0)
      ground.now += rest?.ms ?? 0
    }
    expect(lengths).toEqual([15 * second, 30 * second, 60 * second, 60 * second])
  })

  it.each([
    ["2026-11-20T12:00:00Z", "2026-11-21T08:00:00Z", "in winter time"],
    ["2026-07-01T06:59:00Z", "2026-07-01T07:00:00Z", "in summer time, a minute before it"],
    ["2026-11-01T08:00:00Z", "2026-11-02T08:00:00Z", "on the day of 25 hours"],
  ])(
    "G70: is until midnight Pacific time for a daily quota of Gemini, %s until %s, %s",
    async (now, until) => {
      const ground = playground(upstream(1))
      ground.now = Date.parse(now)
      const body = googleBody("GenerateRequestsPerDayPerProjectPerModel-FreeTier", "41s")
      const rest = await restAfter(answered("gemini", 429, body), ground)
      expect(rest).toEqual({ class: "day", ms: Date.parse(until) - Date.parse(now) })
      expect(await ground.acquire()).toMatchObject({
        reason: "cooling",
        error: { status: 429, retryAfterMs: Date.parse(until) - Date.parse(now) },
      })
    },
  )

  it("G70: is backed off exponentially, with jitter and a cap, for an overload or a body that tells nothing", async () => {
    const tries: number[] = []
    for (const random of [0, 0.5, 0.999]) {
      const ground = playground(upstream(1), { random: () => random })
      for (let i = 0; i < 9; i += 1) {
        const outcome = answered("gemini", 429, '{"error":{"message":"Resource has been exhausted"}}')
        const rest = await restAfter(outcome, ground)
        expect(rest?.class).toBe("overload")
        tries.push(rest?.ms ?? 0)
        ground.now += rest?.ms ?? 0
      }
    }
    const [low, middle, high] = [tries.slice(0, 9), tries.slice(9, 18), tries.slice(18)]
    expect(middle).toEqual([1, 2, 4, 8, 16, 32, 64, 120, 120].map((each) => each * second))
    expect(low.slice(0, 3)).toEqual([750, 1500, 3000])
    expect(high.slice(0, 2)).toEqual([1250, 2499])
    expect(Math.max(...tries)).toBe(120 * second)
  })

  it.each([
    ["a 503 without a hint", answered("gemini", 503, "{}"), "overload"],
    ["a 529", answered("anthropic", 529, '{"error":{"type":"overloaded_error"}}'), "overload"],
    ["a 402", fault(402, "quota"), "billing"],
    [
      "an empty account at OpenAI",
      answered("openai", 429, '{"error":{"code":"insufficient_quota","message":"x"}}'),
      "billing",
    ],
    [
      "an empty account at Anthropic",
      answered(
        "anthropic",
        400,
        '{"error":{"type":"invalid_request_error","message":"Your credit balance is too low to access"}}',
      ),
      "billing",
    ],
    ["a 401", answered("openai", 401, "{}"), "auth"],
    ["a 403", answered("gemini", 403, "{}"), "auth"],
    [
      "a key that Gemini calls invalid with status 400",
      answered("gemini", 400, '{"error":{"details":[{"reason": "API_KEY_INVALID"}]}}'),
      "auth",
    ],
  ] as const)("G70: tells classes apart: %s", async (_, outcome, cls) => {
    expect((await restAfter(outcome, playground(upstream(1))))?.class).toBe(cls)
  })

  it.each([
    ["a rejected key", fault(401, "upstream-auth"), [1, 2, 4, 8, 10, 10]],
    ["an empty account", fault(402, "quota"), [10, 20, 40, 80, 160, 320, 360]],
  ] as const)("is longer each time after %s, but never for good", async (_, outcome, minutes) => {
    const ground = playground(upstream(1))
    const lengths: number[] = []
    for (const _length of minutes) {
      const ms = (await restAfter(outcome, ground))?.ms ?? 0
      lengths.push(ms / minute)
      ground.now += ms
    }
    expect(lengths).toEqual(minutes)
  })

  it.each([
    ["a wrong request", fault(400, "bad-request")],
    ["an unknown model", fault(404, "not-found")],
    ["a failure without a hint", fault(500, "upstream")],
    ["a connection that broke", fault(null, "upstream")],
    ["a call that was cut off", { kind: "aborted" }],
  ] as const)("is none after %s", async (_, outcome) => {
    expect(await restAfter(outcome, playground(upstream(1)))).toBeNull()
  })

  it("is for its model alone, unless the key itself is rejected", async () => {
    const ground = playground(upstream(1))
    ;(await ground.lease({ model: "pro" })).done(fault(429, "rate-limited", { retryAfterMs: minute }))
    expect(await ground.acquire({ model: "pro" })).toMatchObject({ reason: "cooling" })
    const flash = await ground.lease({ model: "flash" })
    flash.done(answered("openai", 401, "{}"))
    expect(await ground.acquire({ model: "other" })).toMatchObject({ reason: "cooling" })
  })

  it("G68: hides a rejected credential behind the others, and never tells the client that its own key is wrong", async () => {
    const ground = playground(upstream(2))
    const one = await ground.lease()
    expect(one.done(answered("openai", 401, "{}"))).toEqual({ kind: "again" })
    expect(await ground.names(3)).toEqual(["b", "b", "b"])
    ;(await ground.lease()).done(answered("openai", 401, "{}"))
    const refused = await ground.acquire()
    expect(refused).toMatchObject({ error: { status: 429, code: "rate-limited" } })
    expect(ground.pool.view()[0]?.credentials[0]).toMatchObject({
      state: "cooling",
      cooldowns: [{ class: "auth", model: null, why: expect.stringContaining("rejects it") }],
    })
  })

  it("grows only with faults in a row: many calls that fail together count once, a success ends it", async () => {
    const ground = playground(upstream(1))
    const all = await Promise.all(Array.from({ length: 8 }, () => ground.lease()))
    for (const one of all) one.done(fault(429, "rate-limited"))
    expect(ground.pool.view()[0]?.credentials[0]?.cooldowns).toMatchObject([{ until: start + second }])
    ground.now += second
    expect(await restAfter(fault(429, "rate-limited"), ground)).toMatchObject({ ms: 2 * second })
    ground.now += 2 * second
    ;(await ground.lease()).done(ok)
    expect(await restAfter(fault(429, "rate-limited"), ground)).toMatchObject({ ms: second })
  })

  it("is not ended by the success of a call that began before it, but made longer by a later hint", async () => {
    const ground = playground(upstream(1))
    const [early, late, limited] = [await ground.lease(), await ground.lease(), await ground.lease()]
    limited?.done(fault(429, "rate-limited", { retryAfterMs: 10 * second }))
    early?.done(ok)
    expect(await ground.acquire()).toMatchObject({ error: { retryAfterMs: 10 * second } })
    late?.done(fault(429, "rate-limited", { retryAfterMs: minute }))
    expect(await ground.acquire()).toMatchObject({ error: { retryAfterMs: minute } })
  })

  it("is not made shorter by what an earlier call meets", async () => {
    const ground = playground(upstream(1))
    const [early, late, limited] = [await ground.lease(), await ground.lease(), await ground.lease()]
    limited?.done(fault(429, "rate-limited", { retryAfterMs: hour }))
    early?.done(fault(503, "overloaded"))
    expect(await ground.acquire()).toMatchObject({ error: { retryAfterMs: hour } })
    late?.done(answered("gemini", 429, googleBody("RequestsPerDayPerProject", null)))
    expect(ground.pool.view()[0]?.credentials[0]?.cooldowns).toMatchObject([
      { class: "day", until: Date.UTC(2026, 10, 21, 8) },
    ])
  })

  it("counts faults in a row by class: a limit after overloads begins at its own first length", async () => {
    const ground = playground(upstream(1))
    for (let i = 0; i < 4; i += 1) {
      const rest = await restAfter(fault(503, "overloaded"), ground)
      ground.now += rest?.ms ?? 0
    }
    expect(await restAfter(answered("gemini", 429, googleBody("PerMinute", null)), ground)).toEqual({
      class: "minute",
      ms: 15 * second,
    })
  })

  it("begins anew for a call that outlasted it", async () => {
    const ground = playground(upstream(1))
    const long = await ground.lease()
    ;(await ground.lease()).done(fault(429, "rate-limited"))
    ground.now += 10 * second
    long.done(fault(429, "rate-limited"))
    expect(ground.pool.view()[0]?.credentials[0]?.cooldowns).toMatchObject([
      { since: ground.now, until: ground.now + second },
    ])
  })

  it("does not last for a year because a vendor says so", async () => {
    const rest = await restAfter(
      fault(429, "rate-limited", { retryAfterMs: 365 * 24 * hour }),
      playground(upstream(1)),
    )
    expect(rest?.ms).toBe(8 * 24 * hour)
  })
})

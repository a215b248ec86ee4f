import { describe, expect, it } from "vitest"
import { fault, minute, ok, playground, second, start } from "./pool-playground.ts"
import { credential, upstream } from "./sample-upstream.ts"

describe("the view of the pool", () => {
  it("shows each credential with its state, its use and what it cost", async () => {
    const list = [
      credential("a", { weight: 2 }),
      credential("b", { priority: 5, stopAtUsdPerDay: 10 }),
      credential("c", { enabled: false }),
    ]
    const ground = playground(upstream(list, { concurrency: { perModel: 8, perCredential: 4 } }), {
      spentToday: (_, name) => (name === "b" ? 2.5 : 0),
    })
    await ground.lease()
    ;(await ground.lease()).done(fault(429, "rate-limited", { retryAfterMs: minute }))
    ground.now += second
    expect(ground.pool.view()).toEqual([
      {
        name: "gemini",
        kind: "gemini",
        strategy: "round-robin",
        active: 1,
        waiting: 0,
        queueLength: 10,
        credentials: [
          {
            name: "a",
            enabled: true,
            state: "ready",
            weight: 2,
            priority: 1,
            active: 1,
            limit: 4,
            spentTodayUsd: 0,
            stopAtUsdPerDay: null,
            cooldowns: [],
            health: 1,
            calls: 1,
            faults: 0,
            lastUsedAt: start,
            limitsSeen: [],
          },
          {
            name: "b",
            enabled: true,
            state: "cooling",
            weight: 1,
            priority: 5,
            active: 0,
            limit: 4,
            spentTodayUsd: 2.5,
            stopAtUsdPerDay: 10,
            cooldowns: [
              {
                model: "m",
                class: "minute",
                since: start,
                until: start + minute,
                why: "status 429: rate limit",
              },
            ],
            health: 0.8,
            calls: 1,
            faults: 1,
            lastUsedAt: start,
            limitsSeen: [],
          },
          expect.objectContaining({ name: "c", state: "disabled", calls: 0, lastUsedAt: null }),
        ],
        models: [
          {
            model: "m",
            active: 1,
            limit: 8,
            breaker: { state: "closed", failures: 0, until: null, why: null },
          },
        ],
      },
    ])
  })

  it.each([
    [
      "OpenAI",
      {
        "x-ratelimit-limit-requests": "60",
        "x-ratelimit-remaining-requests": "59",
        "x-ratelimit-reset-requests": "1s",
        "x-ratelimit-limit-tokens": "150000",
        "x-ratelimit-remaining-tokens": "149984",
        "x-ratelimit-reset-tokens": "6m0s",
      },
      [
        { what: "requests", limit: 60, remaining: 59, resetAt: start + second },
        { what: "tokens", limit: 150_000, remaining: 149_984, resetAt: start + 6 * minute },
      ],
    ],
    [
      "Anthropic",
      {
        "anthropic-ratelimit-input-tokens-limit": "50000",
        "anthropic-ratelimit-input-tokens-remaining": "49000",
        "anthropic-ratelimit-input-tokens-reset": "2026-11-20T12:00:30Z",
      },
      [{ what: "input-tokens", limit: 50_000, remaining: 49_000, resetAt: start + 30 * second }],
    ],
    [
      "nobody, or nonsense",
      { "x-ratelimit-limit-requests": "many", "x-ratelimit-reset-requests": "soon" },
      [{ what: "requests", limit: null, remaining: null, resetAt: null }],
    ],
    ["milliseconds", { "x-ratelimit-reset-tokens": "20ms" }, [{ what: "tokens", resetAt: start + 20 }]],
  ] as const)("shows limits as the headers of %s tell them, with their age", async (_, headers, limits) => {
    const ground = playground(upstream(1))
    ;(await ground.lease()).done({ kind: "ok", headers })
    ground.now += minute
    expect(ground.pool.view()[0]?.credentials[0]?.limitsSeen).toMatchObject(
      limits.map((each) => ({ ...each, source: "answer-headers", seenAt: start })),
    )
  })

  it("names an upstream that nobody used yet", () => {
    expect(playground(upstream(1)).pool.view()).toMatchObject([
      { name: "gemini", active: 0, waiting: 0, models: [], credentials: [{ state: "ready", health: 1 }] },
    ])
  })

  it("forgets no failure when the next call succeeds, but weighs it less", async () => {
    const ground = playground(upstream(1))
    ;(await ground.lease()).done(fault(500, "upstream"))
    ;(await ground.lease()).done(ok)
    expect(ground.pool.view()[0]?.credentials[0]).toMatchObject({
      health: expect.closeTo(0.84),
      faults: 1,
      calls: 2,
    })
  })
})

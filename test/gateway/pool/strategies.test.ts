import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { strategies } from "../../../src/gateway/config/config.ts"
import { fault, minute, ok, playground, second } from "./pool-playground.ts"
import { credential, upstream } from "./sample-upstream.ts"

describe("the choice of a credential", () => {
  it("goes round in the order of the configuration, past those that rest or are off", async () => {
    const ground = playground(
      upstream([credential("a"), credential("off", { enabled: false }), credential("b"), credential("c")]),
    )
    expect(await ground.names(5)).toEqual(["a", "b", "c", "a", "b"])
    const c = await ground.lease()
    c.done(fault(429, "rate-limited", { retryAfterMs: minute }))
    expect([c.credential.name, ...(await ground.names(3))]).toEqual(["c", "a", "b", "a"])
  })

  it("gives each its exact share by weight, and never a lump of turns to one", async () => {
    const ground = playground(
      upstream([credential("a", { weight: 5 }), credential("b"), credential("c")], { strategy: "weighted" }),
    )
    const names = await ground.names(14)
    expect(names.slice(0, 7).join("")).toBe("aabacaa")
    expect(names.filter((name) => name === "a")).toHaveLength(10)
  })

  it("keeps the shares whatever the weights are", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 5 }),
        async (weights) => {
          const list = weights.map((weight, i) => credential(`c${i}`, { weight }))
          const ground = playground(upstream(list, { strategy: "weighted" }))
          const names = await ground.names(2 * weights.reduce((sum, each) => sum + each, 0))
          expect(list.map(({ name }) => names.filter((each) => each === name).length)).toEqual(
            weights.map((weight) => 2 * weight),
          )
        },
      ),
      { numRuns: 30 },
    )
  })

  it("takes the lowest priority that is free, equal ones in turn, and comes back when it can", async () => {
    const list = [
      credential("spare", { priority: 9 }),
      credential("a", { priority: 1 }),
      credential("b", { priority: 1 }),
    ]
    const ground = playground(
      upstream(list, { strategy: "priority", concurrency: { perModel: null, perCredential: 1 } }),
    )
    expect(await ground.names(4)).toEqual(["a", "b", "a", "b"])
    const held = [await ground.lease(), await ground.lease(), await ground.lease()]
    expect(held.map((one) => one.credential.name)).toEqual(["a", "b", "spare"])
    expect(held[2]?.why).toContain("priority")
    for (const one of held) one.done(ok)
    expect(await ground.names(1)).toEqual(["a"])
  })

  it("stays with one per client key when it is sticky, and moves only when that one cannot be used", async () => {
    const ground = playground(upstream(3, { strategy: "sticky" }))
    expect(await ground.names(3, { key: "one" })).toEqual(["a", "a", "a"])
    expect(await ground.names(3, { key: "two" })).toEqual(["b", "b", "b"])
    const a = await ground.lease({ key: "one" })
    a.done(fault(429, "rate-limited", { retryAfterMs: minute }))
    const moved = await ground.lease({ key: "one" })
    expect(moved.why).toContain("moved from a")
    moved.done(ok)
    ground.now += 2 * minute
    expect(new Set(await ground.names(3, { key: "one" }))).toEqual(new Set([moved.credential.name]))
  })

  it("weighs health, what the vendor still allows and how busy each is when it is hybrid, and says so", async () => {
    const ground = playground(upstream(3, { strategy: "hybrid" }))
    expect(await ground.names(3)).toEqual(["a", "b", "c"])
    const sick = await ground.lease()
    expect(sick.credential.name).toBe("a")
    sick.done(fault(500, "upstream"))
    const low = await ground.lease()
    expect(low.credential.name).toBe("b")
    low.done({
      kind: "ok",
      headers: { "x-ratelimit-limit-requests": "100", "x-ratelimit-remaining-requests": "3" },
    })
    const best = await ground.lease()
    expect(best.credential.name).toBe("c")
    expect(best.why).toBe("hybrid: health 100 %, 100 % of its limits left, 0 under way")
    const busy = [await ground.lease(), await ground.lease(), await ground.lease(), await ground.lease()]
    expect(new Set(busy.map((one) => one.credential.name)).size).toBeGreaterThan(1)
  })

  it("does not count a limit whose time is over", async () => {
    const ground = playground(upstream(2, { strategy: "hybrid" }))
    const low = await ground.lease()
    low.done({
      kind: "ok",
      headers: {
        "anthropic-ratelimit-requests-limit": "50",
        "anthropic-ratelimit-requests-remaining": "0",
        "anthropic-ratelimit-requests-reset": new Date(ground.now + 10 * second).toISOString(),
      },
    })
    expect(await ground.names(3)).toEqual(["b", "b", "b"])
    ground.now += 10 * second
    expect(await ground.names(1)).toEqual(["a"])
  })

  it("leaves out what has spent its dollars of today, and says when the day is over", async () => {
    const spent = new Map([
      ["a", 4.99],
      ["b", 0],
    ])
    const list = [credential("a", { stopAtUsdPerDay: 5 }), credential("b", { stopAtUsdPerDay: 5 })]
    const ground = playground(upstream(list), { spentToday: (_, name) => spent.get(name) ?? 0 })
    expect(await ground.names(2)).toEqual(["a", "b"])
    spent.set("a", 5)
    expect(await ground.names(2)).toEqual(["b", "b"])
    spent.set("b", 6)
    const refused = await ground.acquire()
    expect(refused).toMatchObject({ kind: "refused", reason: "cooling", error: { status: 429 } })
    expect(refused.kind === "refused" ? refused.error.message : "").toContain(
      "5 US dollars of today are spent",
    )
    expect(ground.pool.view()[0]?.credentials.map(({ state }) => state)).toEqual(["spent", "spent"])
  })

  it("says that there is no credential, where none is enabled or all were tried", async () => {
    const ground = playground(upstream([credential("a", { enabled: false })]))
    expect(await ground.acquire()).toMatchObject({
      reason: "no-credential",
      error: { status: 503, message: expect.stringContaining("for-loop gateway credential add") },
    })
    const other = playground(upstream(2))
    expect((await other.lease({ tried: ["a"] })).credential.name).toBe("b")
    expect(await other.acquire({ tried: ["a", "b"] })).toMatchObject({
      kind: "refused",
      reason: "no-credential",
    })
  })
})

describe("a session", () => {
  it.each(strategies)(
    "G14: keeps all its calls on one credential while it is healthy, with strategy %s",
    async (strategy) => {
      const ground = playground(upstream(3, { strategy }))
      for (const session of ["s1", "s2", "s3", "s4"]) {
        const [first] = await ground.names(1, { session })
        await ground.names(2)
        await ground.names(1, { session: "another" })
        expect(await ground.names(3, { session })).toEqual([first, first, first])
      }
    },
  )

  it("G14: moves for good when its credential cannot be used, and says where it was", async () => {
    const ground = playground(upstream(2))
    const first = await ground.lease({ session: "s" })
    first.done(fault(429, "rate-limited", { retryAfterMs: minute }))
    const second = await ground.lease({ session: "s" })
    second.done(ok)
    expect([first.credential.name, second.credential.name]).toEqual(["a", "b"])
    expect(second.why).toContain("moved from a")
    ground.now += 2 * minute
    expect(await ground.names(2, { session: "s" })).toEqual(["b", "b"])
  })

  it("G14: stays through a failure that is not its credential's", async () => {
    const ground = playground(upstream(2))
    const first = await ground.lease({ session: "s" })
    first.done(fault(400, "bad-request"))
    expect(await ground.names(1, { session: "s" })).toEqual([first.credential.name])
  })

  it("is its client's own: another key with the same hint is another session", async () => {
    const ground = playground(upstream(2))
    expect(await ground.names(1, { session: "s", key: "one" })).toEqual(["a"])
    expect(await ground.names(1, { session: "s", key: "two" })).toEqual(["b"])
    expect(await ground.names(1, { session: "s", key: "one" })).toEqual(["a"])
  })

  it("is forgotten after ten thousand others, so that names from outside cannot fill the memory", async () => {
    const ground = playground(upstream(2))
    expect(await ground.names(1, { session: "old" })).toEqual(["a"])
    for (let i = 0; i < 10_000; i += 1) (await ground.lease({ session: `s${i}` })).done(ok)
    expect(await ground.names(1, { session: "old" })).toEqual(["b"])
  })
})

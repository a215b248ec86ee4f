import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { endRests, restingCredentials } from "../../../src/gateway/pool/cooldown-file.ts"
import { fault, minute, playground, second } from "./pool-playground.ts"
import { upstream } from "./sample-upstream.ts"
import { answered, restAfter } from "./vendor-answers.ts"

const hour = 60 * minute

describe("when every credential rests", () => {
  it("G71: the answer is 429 with the earliest wake-up, and nothing is handed out until then", async () => {
    const ground = playground(upstream(3))
    for (const ms of [50 * second, 17_500, 90 * second]) {
      ;(await ground.lease()).done(fault(429, "rate-limited", { retryAfterMs: ms }))
    }
    expect(await ground.acquire()).toEqual({
      kind: "refused",
      reason: "cooling",
      error: {
        status: 429,
        code: "rate-limited",
        message:
          'No credential of "gemini" can be used for m now. The first is back in 18 s: "b", status 429: rate limit. Nothing was sent.',
        param: null,
        retryAfterMs: 17_500,
      },
    })
    ground.now += 17_499
    expect(await ground.acquire()).toMatchObject({ error: { retryAfterMs: 1 } })
    ground.now += 1
    expect(await ground.names(2)).toEqual(["b", "b"])
  })

  it("G71: money is called by its name when it is what all of them lack", async () => {
    const ground = playground(upstream(1))
    ;(await ground.lease()).done(fault(402, "quota"))
    expect(await ground.acquire()).toMatchObject({ error: { status: 429, code: "quota" } })
  })
})

describe("rests over time", () => {
  it("G70: hold after a restart, also one that followed the limit at once", async () => {
    const before = playground(upstream(2))
    ;(await before.lease()).done(fault(429, "rate-limited", { retryAfterMs: minute }))
    // No close: as after a kill.
    const after = playground(upstream(2), { home: before.home })
    expect(await after.names(3)).toEqual(["b", "b", "b"])
    after.now += minute
    expect(await after.names(2)).toEqual(["a", "b"])
  })

  it("lie in a file that only the user reads, without a word of the vendor's", async () => {
    const ground = playground(upstream(1))
    const body =
      '{"error":{"message":"Incorrect API key provided: sk-secret-in-the-text","code":"invalid_api_key"}}'
    ;(await ground.lease()).done(answered("openai", 401, body))
    const path = join(ground.home, "gateway", "cooldowns.json")
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(JSON.parse(readFileSync(path, "utf8"))).toMatchObject({
      v: 1,
      cooldowns: [{ upstream: "gemini", credential: "a", model: null, class: "auth", times: 1 }],
    })
    for (const name of readdirSync(ground.home, { recursive: true, encoding: "utf8" })) {
      const file = join(ground.home, name)
      if (statSync(file).isFile()) expect(readFileSync(file, "utf8")).not.toContain("sk-secret")
    }
  })

  it.each(["", "{", '{"v":2}', '{"v":1,"cooldowns":[{"upstream":"gemini"},3]}'])(
    "begin anew when the file is damaged: %j",
    async (text) => {
      const before = playground(upstream(1))
      ;(await before.lease()).done(fault(429, "rate-limited", { retryAfterMs: minute }))
      writeFileSync(join(before.home, "gateway", "cooldowns.json"), text)
      expect(await playground(upstream(1), { home: before.home }).names(1)).toEqual(["a"])
    },
  )

  it("are over when the clock was set back: nobody waits for years", async () => {
    const ground = playground(upstream(1))
    ;(await ground.lease()).done(fault(429, "rate-limited", { retryAfterMs: minute }))
    ground.now -= 30 * second
    expect(await ground.acquire()).toMatchObject({ reason: "cooling" })
    ground.now -= 365 * 24 * hour
    expect(await ground.names(1)).toEqual(["a"])
  })

  it("are over when the clock jumped ahead, and the next ones count from there", async () => {
    const ground = playground(upstream(1))
    ;(await ground.lease()).done(fault(429, "rate-limited", { retryAfterMs: minute }))
    ground.now += 365 * 24 * hour
    expect(await restAfter(fault(429, "rate-limited"), ground)).toMatchObject({ ms: second })
  })

  it("are ended by hand for one credential or for all, here and in the file", async () => {
    const ground = playground(upstream(2))
    for (let i = 0; i < 2; i += 1) {
      ;(await ground.lease()).done(fault(429, "rate-limited", { retryAfterMs: hour }))
    }
    ground.pool.reset("gemini", "b")
    expect(await ground.names(2)).toEqual(["b", "b"])
    expect(restingCredentials(ground.home, ground.now).map(({ credential }) => credential)).toEqual(["a"])
    ground.pool.reset("gemini", null)
    expect(await ground.names(2)).toEqual(["a", "b"])
    expect(restingCredentials(ground.home, ground.now)).toEqual([])
  })

  it("are ended by another program while the gateway runs", async () => {
    const ground = playground(upstream(2))
    for (let i = 0; i < 2; i += 1) {
      ;(await ground.lease()).done(fault(429, "rate-limited", { retryAfterMs: hour }))
    }
    expect(endRests(ground.home, { upstream: "other", credential: null }, ground.now)).toEqual([])
    expect(endRests(ground.home, { upstream: "gemini", credential: "b" }, ground.now)).toMatchObject([
      { credential: "b" },
    ])
    ground.now += second
    expect(await ground.names(2)).toEqual(["b", "b"])
    expect(endRests(ground.home, { upstream: null, credential: null }, ground.now)).toHaveLength(1)
    ground.now += second
    expect(new Set(await ground.names(2))).toEqual(new Set(["a", "b"]))
  })

  it("are those of another gateway of the same user too, within a second", async () => {
    const one = playground(upstream(2))
    const other = playground(upstream(2), { home: one.home })
    expect(await other.names(2)).toEqual(["a", "b"])
    ;(await one.lease()).done(fault(429, "rate-limited", { retryAfterMs: minute }))
    other.now += second
    expect(await other.names(3)).toEqual(["b", "b", "b"])
    const b = await other.lease()
    b.done(fault(401, "upstream-auth"))
    one.now += second
    expect(await one.acquire()).toMatchObject({ reason: "cooling" })
    expect(restingCredentials(one.home, one.now)).toHaveLength(2)
  })

  it("cost nothing but a note when the disk cannot be written", async () => {
    const ground = playground(upstream(2))
    writeFileSync(join(ground.home, "gateway"), "a file where the folder should be")
    writeFileSync(join(ground.home, "upstreams"), "the same")
    const one = await ground.lease()
    expect(one.done(fault(429, "rate-limited", { retryAfterMs: hour }))).toEqual({ kind: "again" })
    expect(await ground.names(2)).toEqual(["b", "b"])
    expect(ground.troubles.length).toBeGreaterThan(0)
  })
})

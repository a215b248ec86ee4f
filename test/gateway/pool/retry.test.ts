import { describe, expect, it } from "vitest"
import { aborted, fault, minute, ok, playground } from "./pool-playground.ts"
import { credential, upstream } from "./sample-upstream.ts"

const giveUp = { kind: "give-up", elsewhere: true }
const noUse = { kind: "give-up", elsewhere: false }

describe("another try", () => {
  it.each([
    ["a limit", fault(429, "rate-limited"), { kind: "again" }],
    ["a rejected credential", fault(401, "upstream-auth"), { kind: "again" }],
    ["an overload", fault(529, "overloaded"), { kind: "again" }],
    ["an overload inside a 200, before any content", fault(200, "overloaded"), { kind: "again" }],
    ["a server error", fault(500, "upstream"), { kind: "again" }],
    ["a connection that broke", fault(null, "upstream"), { kind: "again" }],
    ["a timeout", fault(null, "timeout"), { kind: "again" }],
    ["an unknown model", fault(404, "not-found"), giveUp],
    ["a wrong request", fault(400, "bad-request"), noUse],
    ["a request that is too large", fault(413, "too-large"), noUse],
    ["a fault of our own", fault(null, "internal"), noUse],
    ["a client that went away", aborted, noUse],
    ["a success", ok, noUse],
  ] as const)("G65: after %s is answered by what makes sense", async (_, outcome, verdict) => {
    expect((await playground(upstream(2)).lease()).done(outcome)).toEqual(verdict)
  })

  it("G65: is one more where the service fails, on another credential", async () => {
    const ground = playground(upstream(3))
    const first = await ground.lease()
    expect(first.done(fault(500, "upstream"))).toEqual({ kind: "again" })
    const second = await ground.lease({ tried: [first.credential.name] })
    expect(second.credential.name).not.toBe(first.credential.name)
    expect(second.done(fault(500, "upstream"))).toEqual(giveUp)
  })

  it("G65: goes past credentials at their limit, but not past more than four in all", async () => {
    const ground = playground(upstream(6))
    const tried: string[] = []
    const verdicts: string[] = []
    for (let i = 0; i < 4; i += 1) {
      const lease = await ground.lease({ tried: [...tried] })
      tried.push(lease.credential.name)
      verdicts.push(lease.done(fault(429, "rate-limited", { retryAfterMs: minute })).kind)
    }
    expect(verdicts).toEqual(["again", "again", "again", "give-up"])
    expect(new Set(tried).size).toBe(4)
  })

  it("G65: makes no sense without another credential that could be used", async () => {
    expect((await playground(upstream(1)).lease()).done(fault(500, "upstream"))).toEqual(giveUp)
    const off = playground(upstream([credential("a"), credential("b", { enabled: false })]))
    expect((await off.lease()).done(fault(500, "upstream"))).toEqual(giveUp)
    const resting = playground(upstream(2))
    ;(await resting.lease()).done(fault(429, "rate-limited", { retryAfterMs: minute }))
    expect((await resting.lease()).done(fault(500, "upstream"))).toEqual(giveUp)
  })

  it.each(["adc", "service-account"] as const)(
    "G68: is possible at once after a token of %s ran out; only a new token that is refused too lets it rest",
    async (from) => {
      const secret = from === "adc" ? { from } : { from, path: "/key.json" }
      const ground = playground(upstream([credential("a", { secret })]))
      const refused = fault(401, "upstream-auth")
      ;(await ground.lease()).done(refused)
      ;(await ground.lease()).done(ok)
      ;(await ground.lease()).done(refused)
      ;(await ground.lease()).done(refused)
      expect(await ground.acquire()).toMatchObject({ reason: "cooling" })
    },
  )

  it("says in our own words what happened, also where a failure came inside a 200", async () => {
    const ground = playground(upstream(1))
    ;(await ground.lease()).done(fault(200, "overloaded"))
    expect(ground.pool.view()[0]?.credentials[0]?.cooldowns).toMatchObject([{ why: "overloaded: too busy" }])
  })
})

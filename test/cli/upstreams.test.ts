import { describe, expect, it } from "vitest"
import { breakerRules } from "../../src/breaker/health.ts"
import { fault, minute, playground } from "../gateway/pool/pool-playground.ts"
import { credential, upstream } from "../gateway/pool/sample-upstream.ts"
import { machine } from "./run-cli.ts"

const down = { class: "infrastructure", why: "the service is down", retryable: true }

describe("for-loop upstreams", () => {
  it("shows a service that failed too often, until when it is left alone, and closes its breaker on request", async () => {
    const one = machine("git")
    one.write("s.json", JSON.stringify({ turns: [{ faults: Array(20).fill(down), says: "never" }] }))
    expect((await one.run(["upstreams"])).stdout).toContain("No service has failed lately")
    const run = one.run([
      "run",
      "x",
      "--check",
      "false",
      "--scenario",
      "s.json",
      "--breaker-failures",
      "1",
      "--json",
    ])
    await expect
      .poll(async () => (await one.json(["upstreams"])).value, { timeout: 20_000 })
      .toMatchObject({
        upstreams: [
          { backend: "scripted", model: null, state: "open", why: expect.stringContaining("down") },
        ],
      })
    expect((await one.run(["upstreams"])).stdout).toContain("for-loop upstreams --reset")
    expect((await one.json(["status"])).value).toMatchObject({
      upstreams: [{ backend: "scripted", state: "open" }],
    })
    expect((await one.run(["status"])).stdout).toContain("left alone")
    const [loop] = listOf((await one.json(["list"])).value.loops)
    await one.run(["cancel", loop ?? ""])
    await run
    expect((await one.json(["upstreams", "--reset"])).value).toMatchObject({
      upstreams: [],
      reset: [{ backend: "scripted" }],
    })
  })

  it("shows the gateway's upstreams and resting credentials too, and a running gateway goes by its reset", async () => {
    const one = machine("git")
    const gateway = playground(upstream([credential("first"), credential("spare")], { name: "my claude" }), {
      home: one.home,
      breaker: breakerRules("auto", { failures: 1 }),
    })
    gateway.now = Date.now()
    ;(await gateway.lease({ model: "x" })).done(fault(429, "rate-limited", { retryAfterMs: 60 * minute }))
    ;(await gateway.lease({ model: "y" })).done(fault(503, "overloaded", { retryAfterMs: 60 * minute }))
    expect((await one.json(["upstreams"])).value).toMatchObject({
      upstreams: [{ backend: "my claude", model: "y", state: "open" }],
      credentials: [
        { upstream: "my claude", credential: "first", model: "x", class: "minute" },
        { upstream: "my claude", credential: "spare", model: "y", class: "overload" },
      ],
      woken: [],
    })
    const text = (await one.run(["upstreams"])).stdout
    expect(text).toMatch(/my claude, credential first \(x\) +rests until .+: status 429: rate limit/)
    expect(text).toContain("for-loop upstreams --reset")
    expect((await one.json(["upstreams", "--backend", "other", "--reset"])).value).toMatchObject({
      upstreams: [],
      credentials: [],
      reset: [],
      woken: [],
    })
    expect(await gateway.acquire({ model: "y" })).toMatchObject({ reason: "breaker" })
    expect((await one.run(["upstreams", "--backend", "my claude", "--reset"])).stdout).toMatch(
      /closed {2}my claude \(y\)\nwoken {3}my claude, credential first \(x\)\n/,
    )
    gateway.now += 1000
    expect(new Set(await gateway.names(4, { model: "y" }))).toEqual(new Set(["first", "spare"]))
    expect(await gateway.names(1, { model: "x" })).toHaveLength(1)
  })
})

function listOf(loops: unknown): string[] {
  return Array.isArray(loops) ? loops.map(({ id }) => String(id)) : []
}

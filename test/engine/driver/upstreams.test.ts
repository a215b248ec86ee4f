import { describe, expect, it } from "vitest"
import { breakerRules } from "../../../src/breaker/health.ts"
import { openBreakers, viewUpstreams } from "../../../src/breaker/open-breakers.ts"
import { driverUpstreams } from "../../../src/engine/driver/upstreams.ts"
import { fault, minute, playground } from "../../gateway/pool/pool-playground.ts"
import { upstream } from "../../gateway/pool/sample-upstream.ts"
import { temporaryHome } from "../../store/sample.ts"

const link = { backend: "gemini", model: "m" } as const
const now = Date.UTC(2026, 10, 20, 12)

describe("the breakers of the driver", () => {
  it.each([
    ["infrastructure", "wait"],
    ["timeout", "wait"],
    ["empty", "wait"],
    ["rate-limited", "wait"],
    ["quota", "wait"],
    ["auth", "go"],
    ["budget", "go"],
    ["cancelled", "go"],
    ["denied", "go"],
    ["safety", "go"],
    ["context", "go"],
    ["unsupported", "go"],
  ] as const)("answer twenty times %s with %s: only what speaks of the service counts", (cls, kind) => {
    const upstreams = driverUpstreams(openBreakers(temporaryHome(), breakerRules("auto")))
    for (let i = 0; i < 20; i += 1) upstreams.failed(link, { class: cls, why: "so", resumeAt: null }, now)
    expect(upstreams.gate(link, now).kind).toBe(kind)
  })

  it("are those of the gateway's upstream of the same name", () => {
    const home = temporaryHome()
    const upstreams = driverUpstreams(openBreakers(home, breakerRules("auto", { failures: 1 })))
    upstreams.failed(link, { class: "timeout", why: "it said nothing", resumeAt: null }, now)
    expect(viewUpstreams(home)).toMatchObject([{ link: { upstream: "gemini", model: "m" } }])
    const gateway = openBreakers(home, breakerRules("auto"))
    expect(gateway.gate({ upstream: "gemini", model: "m" }, now).kind).toBe("wait")
    gateway.gate({ upstream: "gemini", model: "m" }, now + 60_000)
    gateway.succeeded({ upstream: "gemini", model: "m" }, now + 60_000)
    expect(upstreams.gate(link, now)).toEqual({ kind: "go" })
  })

  it("are not those of the gateway's upstreams where the run's calls go through it, so that it can forward them", async () => {
    const gateway = playground(upstream(1), { breaker: breakerRules("auto", { failures: 1 }) })
    ;(await gateway.lease()).done(fault(500, "upstream"))
    const rules = breakerRules("auto", { failures: 1 })
    const upstreams = driverUpstreams(openBreakers(gateway.home, rules), "gateway")
    gateway.now += minute
    // Half-open: the run asks first, then the gateway for the same call.
    expect(upstreams.gate(link, gateway.now)).toEqual({ kind: "go" })
    const probe = await gateway.lease()
    probe.done(fault(500, "upstream"))
    upstreams.failed(link, { class: "infrastructure", why: "so", resumeAt: null }, gateway.now)
    expect(
      viewUpstreams(gateway.home).map((known) => [known.link.upstream, known.health.open?.times]),
    ).toEqual([
      ["for-loop-gateway", 1],
      ["gemini", 2],
    ])
    expect(upstreams.gate({ backend: "agy", model: "m" }, gateway.now)).toEqual({ kind: "go" })
  })
})

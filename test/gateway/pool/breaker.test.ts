import { type ChildProcess, spawn } from "node:child_process"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it, onTestFinished } from "vitest"
import { breakerRules } from "../../../src/breaker/health.ts"
import { openBreakers, resetUpstreams, viewUpstreams } from "../../../src/breaker/open-breakers.ts"
import { aborted, fault, leaseOf, minute, ok, playground, second, start, waits } from "./pool-playground.ts"
import { upstream } from "./sample-upstream.ts"

/** A pool whose breaker for model `m` is open since `start` for a minute. */
async function broken() {
  const ground = playground(upstream(2))
  for (let i = 0; i < 5; i += 1) (await ground.lease()).done(fault(500, "upstream"))
  return ground
}

describe("the breaker of an upstream in the pool", () => {
  it("opens after failures in a row over all credentials, for that model alone, and names the way out", async () => {
    const ground = await broken()
    expect(await ground.acquire()).toEqual({
      kind: "refused",
      reason: "breaker",
      error: {
        status: 503,
        code: "overloaded",
        message:
          'm through "gemini" failed too often and is left alone for 60 s: status 500 from gemini. `for-loop upstreams --reset` ends that at once.',
        param: null,
        retryAfterMs: minute,
      },
    })
    expect((await ground.acquire({ model: "other" })).kind).toBe("lease")
    expect(ground.pool.view()[0]?.models).toMatchObject([
      { model: "other", breaker: { state: "closed" } },
      { model: "m", breaker: { state: "open", failures: 5, until: start + minute } },
    ])
  })

  it.each([
    ["limits of a credential", fault(429, "rate-limited", { retryAfterMs: 1 })],
    ["rejected credentials", fault(401, "upstream-auth")],
    ["wrong requests", fault(400, "bad-request")],
    ["clients that went away", aborted],
  ] as const)("is not opened by %s", async (_, outcome) => {
    const ground = playground(upstream(2))
    for (let i = 0; i < 20; i += 1) {
      ;(await ground.lease()).done(outcome)
      ground.now += 60 * minute
    }
    expect(viewUpstreams(ground.home)).toEqual([])
  })

  it("is the engine's too: what a headless run found out holds here, within a second", async () => {
    const ground = playground(upstream(2))
    await ground.names(1)
    const engine = openBreakers(ground.home, breakerRules("auto", { failures: 1 }))
    const link = { upstream: "gemini", model: "m" }
    engine.failed(link, { meaning: "down", why: "no answer", resumeAt: null }, ground.now)
    ground.now += second
    expect(await ground.acquire()).toMatchObject({ reason: "breaker" })
    resetUpstreams(ground.home, "gemini")
    expect(await ground.names(1)).toHaveLength(1)
  })

  it("is closed by hand together with the rests of the upstream", async () => {
    const ground = await broken()
    ground.pool.reset("gemini", null)
    expect(await ground.names(2)).toHaveLength(2)
    expect(viewUpstreams(ground.home)).toEqual([])
  })

  it("holds after a restart", async () => {
    const ground = await broken()
    const after = playground(upstream(2), { home: ground.home })
    expect(await after.acquire()).toMatchObject({ reason: "breaker" })
  })
})

describe("a half-open breaker in the pool", () => {
  it("lets one call through; the others wait for what it finds and go on when the upstream answers", async () => {
    const ground = await broken()
    ground.now += minute
    const probe = await ground.lease()
    const others = [ground.acquire(), ground.acquire()]
    expect(await Promise.all(others.map(waits))).toEqual([true, true])
    probe.answered()
    expect((await Promise.all(others)).map(({ kind }) => kind)).toEqual(["lease", "lease"])
    probe.done(ok)
    expect(viewUpstreams(ground.home)).toEqual([])
  })

  it("refuses those that wait when the one call failed, for twice as long", async () => {
    const ground = await broken()
    ground.now += minute
    const probe = await ground.lease()
    const other = ground.acquire()
    probe.done(fault(null, "timeout"))
    expect(await other).toMatchObject({ reason: "breaker", error: { retryAfterMs: 2 * minute } })
  })

  it("lets the next one try when the one call found out nothing", async () => {
    const ground = await broken()
    ground.now += minute
    const client = new AbortController()
    const first = await ground.lease({ signal: client.signal })
    const [second, third] = [ground.acquire(), ground.acquire()]
    client.abort()
    const probe = leaseOf(await second)
    expect(await waits(third)).toBe(true)
    first.done(aborted)
    expect(await waits(third)).toBe(true)
    probe.done(fault(429, "rate-limited"))
    const last = leaseOf(await third)
    expect(last.credential.name).not.toBe(probe.credential.name)
    last.done(ok)
    expect(await ground.names(1)).toHaveLength(1)
  })

  it("lets exactly one of several real gateways send a call, and the next one when that gateway was killed", async () => {
    const ground = await broken()
    const later = start + minute
    const all = await Promise.all([1, 2, 3].map(() => holder(ground.home, later)))
    expect(all.map(({ said }) => said).sort()).toEqual(["breaker", "breaker", "lease"])
    const probing = all.find(({ said }) => said === "lease")?.child
    const gone = new Promise((resolve) => probing?.once("close", resolve))
    probing?.kill("SIGKILL")
    await gone
    expect((await holder(ground.home, later)).said).toBe("lease")
  })
})

describe("the pool while nothing is wrong", () => {
  it("does not touch the disk between one look and the next a second later", async () => {
    const ground = playground(upstream(3))
    await ground.names(1)
    // From here on every access of the breaker's or the rests' files would fail and be told.
    writeFileSync(join(ground.home, "upstreams"), "no folder")
    writeFileSync(join(ground.home, "gateway"), "no folder")
    await ground.names(500)
    expect(ground.troubles).toEqual([])
    ground.now += second
    await ground.names(1)
    expect(ground.troubles.length).toBeGreaterThan(0)
  })
})

/** Starts a gateway's pool in a process of its own and gives it with its first word. */
function holder(home: string, now: number): Promise<{ readonly child: ChildProcess; readonly said: string }> {
  const program = join(import.meta.dirname, "programs", "holder.ts")
  const child = spawn(process.execPath, [program, home, String(now)], { stdio: ["pipe", "pipe", "inherit"] })
  onTestFinished(() => {
    child.kill("SIGKILL")
  })
  return new Promise((resolve, reject) => {
    child.once("error", reject)
    child.stdout?.setEncoding("utf8").once("data", (said: string) => resolve({ child, said }))
  })
}

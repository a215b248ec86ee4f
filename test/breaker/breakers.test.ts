import { type ChildProcess, spawn } from "node:child_process"
import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import fc from "fast-check"
import { describe, expect, it, onTestFinished } from "vitest"
import { breakerRules, type Fault } from "../../src/breaker/health.ts"
import { openBreakers, resetUpstreams, viewUpstreams } from "../../src/breaker/open-breakers.ts"
import { modes } from "../../src/loop/options.ts"
import { temporaryHome } from "../store/sample.ts"

const link = { upstream: "gemini", model: "m" } as const
const start = Date.UTC(2026, 10, 20, 12)
const second = 1000

function fault(resumeAt: number | null = null): Fault {
  return { meaning: "down", why: "the service is down", resumeAt }
}

/** A home whose breaker for `link` is open since `start` for the 60 s of mode auto. */
function brokenHome(): string {
  const home = temporaryHome()
  const upstreams = openBreakers(home, breakerRules("auto"))
  for (let i = 0; i < 5; i += 1) upstreams.failed(link, fault(), start)
  return home
}

describe("the breaker of an upstream", () => {
  it.each([
    ["safe", 2, 120],
    ["auto", 5, 60],
    ["unsafe", 20, 5],
  ] as const)("opens in mode %s after %d failures in a row, for %d s", (mode, failures, seconds) => {
    const upstreams = openBreakers(temporaryHome(), breakerRules(mode))
    for (let i = 1; i < failures; i += 1) upstreams.failed(link, fault(), start)
    expect(upstreams.gate(link, start)).toEqual({ kind: "go" })
    upstreams.failed(link, fault(), start)
    expect(upstreams.gate(link, start + 1)).toEqual({
      kind: "wait",
      until: start + seconds * second,
      why: "the service is down",
    })
    expect(upstreams.gate(link, start + seconds * second)).toEqual({ kind: "go" })
  })

  it("counts only failures in a row, and each upstream and model by itself", () => {
    const upstreams = openBreakers(temporaryHome(), breakerRules("safe"))
    for (let i = 0; i < 5; i += 1) {
      upstreams.failed(link, fault(), start)
      upstreams.succeeded(link, start)
    }
    expect(upstreams.gate(link, start).kind).toBe("go")
    upstreams.failed(link, fault(), start)
    upstreams.failed(link, fault(), start)
    expect(upstreams.gate(link, start).kind).toBe("wait")
    expect(upstreams.gate({ ...link, model: "other" }, start).kind).toBe("go")
    expect(upstreams.gate({ upstream: "agy", model: "m" }, start).kind).toBe("go")
  })

  it("doubles the cooldown with every failed probe, up to 600 s, and closes with the first that succeeds", () => {
    const upstreams = openBreakers(brokenHome(), breakerRules("auto"))
    const lengths: number[] = []
    let now = start
    for (let i = 0; i < 6; i += 1) {
      const gate = upstreams.gate(link, now)
      if (gate.kind !== "wait") throw new Error("the breaker is not open")
      lengths.push((gate.until - now) / second)
      now = gate.until
      expect(upstreams.gate(link, now).kind).toBe("go")
      upstreams.failed(link, fault(), now)
    }
    expect(lengths).toEqual([60, 120, 240, 480, 600, 600])
    now += 600 * second
    expect(upstreams.gate(link, now).kind).toBe("go")
    upstreams.succeeded(link, now)
    for (let i = 0; i < 4; i += 1) upstreams.failed(link, fault(), now)
    expect(upstreams.gate(link, now).kind).toBe("go")
    upstreams.failed(link, fault(), now)
    expect(upstreams.gate(link, now)).toMatchObject({ until: now + 60 * second })
  })

  it("opens at once, and until then, when the service says when it answers again", () => {
    const upstreams = openBreakers(temporaryHome(), breakerRules("auto"))
    upstreams.failed(link, fault(start + 3 * 3_600_000), start)
    expect(upstreams.gate(link, start)).toMatchObject({ kind: "wait", until: start + 3 * 3_600_000 })
    expect(upstreams.gate(link, start + 3 * 3_600_000).kind).toBe("go")
    // A moment that is over says nothing; one in a year is no reason to wait a year.
    upstreams.succeeded(link, start)
    upstreams.failed(link, fault(start - 1), start)
    expect(upstreams.gate(link, start).kind).toBe("go")
    upstreams.failed(link, fault(start + 365 * 86_400_000), start)
    expect(upstreams.gate(link, start)).toMatchObject({ until: start + 8 * 86_400_000 })
  })

  it("is not held open longer by calls that were under way when it opened", () => {
    const upstreams = openBreakers(brokenHome(), breakerRules("auto"))
    for (let i = 0; i < 9; i += 1) upstreams.failed(link, fault(), start + i * second)
    expect(upstreams.gate(link, start + 9 * second)).toMatchObject({ until: start + 60 * second })
    upstreams.failed(link, fault(start + 30 * second), start + 9 * second)
    expect(upstreams.gate(link, start + 9 * second)).toMatchObject({ until: start + 60 * second })
    upstreams.failed(link, fault(start + 90 * second), start + 9 * second)
    expect(upstreams.gate(link, start + 9 * second)).toMatchObject({ until: start + 90 * second })
    upstreams.gate(link, start + 90 * second)
    upstreams.failed(link, fault(), start + 90 * second)
    expect(upstreams.gate(link, start + 90 * second)).toMatchObject({ until: start + 210 * second })
  })

  it.each([
    ["down", "wait"],
    ["answers", "go"],
    ["says-nothing", "go"],
  ] as const)(
    "answers twenty faults that mean '%s' with %s: only what speaks of the service counts",
    (meaning, kind) => {
      const upstreams = openBreakers(temporaryHome(), breakerRules("auto"))
      for (let i = 0; i < 20; i += 1) upstreams.failed(link, { ...fault(), meaning }, start)
      expect(upstreams.gate(link, start).kind).toBe(kind)
    },
  )

  it("survives a restart, and a damaged file of it does not stop anything", () => {
    const home = brokenHome()
    expect(openBreakers(home, breakerRules("auto")).gate(link, start)).toMatchObject({
      until: start + 60 * second,
    })
    for (const name of readdirSync(join(home, "upstreams"))) writeFileSync(join(home, "upstreams", name), "{")
    expect(openBreakers(home, breakerRules("auto")).gate(link, start)).toEqual({ kind: "go" })
  })

  it("does not wait for years when the clock was set back", () => {
    const upstreams = openBreakers(brokenHome(), breakerRules("auto"))
    expect(upstreams.gate(link, start - 365 * 86_400_000).kind).toBe("go")
  })

  it("is shown with its reason, and closed again by hand", () => {
    const home = brokenHome()
    openBreakers(home, breakerRules("auto")).failed({ upstream: "agy", model: null }, fault(), start)
    expect(viewUpstreams(home)).toEqual([
      { link: { upstream: "agy", model: null }, health: { failures: 1, open: null } },
      {
        link,
        health: {
          failures: 5,
          open: { times: 1, since: start, lengthMs: 60 * second, why: "the service is down" },
        },
      },
    ])
    expect(resetUpstreams(home, "gemini")).toEqual([link])
    expect(openBreakers(home, breakerRules("auto")).gate(link, start).kind).toBe("go")
    expect(viewUpstreams(home)).toHaveLength(1)
    expect(resetUpstreams(home, null)).toHaveLength(1)
    expect(viewUpstreams(home)).toEqual([])
  })

  it.each(["my upstream: München/1", "con", "..", "a".repeat(300)])(
    "is kept for an upstream whose name is no file name: %s",
    (upstream) => {
      const home = temporaryHome()
      openBreakers(home, breakerRules("auto", { failures: 1 })).failed(
        { upstream, model: null },
        fault(),
        start,
      )
      expect(viewUpstreams(home)).toMatchObject([{ link: { upstream, model: null } }])
      expect(openBreakers(home, breakerRules("auto")).gate({ upstream, model: null }, start).kind).toBe(
        "wait",
      )
      expect(resetUpstreams(home, upstream)).toHaveLength(1)
    },
  )

  it("is stored as before: files of earlier versions are read, and earlier versions read ours", () => {
    const home = temporaryHome()
    openBreakers(home, breakerRules("auto", { failures: 1 })).failed(
      { upstream: "agy", model: null },
      fault(),
      start,
    )
    expect(JSON.parse(readFileSync(join(home, "upstreams", "agy.json"), "utf8"))).toEqual({
      v: 1,
      backend: "agy",
      model: null,
      failures: 1,
      open: { times: 1, since: start, lengthMs: 60 * second, why: "the service is down" },
    })
  })

  it("lets a probe that was cut off be tried by somebody else", () => {
    const home = brokenHome()
    const [one, two] = [openBreakers(home, breakerRules("auto")), openBreakers(home, breakerRules("auto"))]
    const later = start + 60 * second
    expect([one.gate(link, later).kind, two.gate(link, later).kind]).toEqual(["go", "wait"])
    expect([one.probing(link), two.probing(link)]).toEqual([true, false])
    one.abandoned(link)
    expect([two.gate(link, later).kind, two.probing(link)]).toEqual(["go", true])
  })

  it("believes a closed breaker for as long as it is told to, without a look at the disk, and never an open one", () => {
    const home = temporaryHome()
    const trusting = openBreakers(home, breakerRules("auto", { failures: 1 }), second)
    expect(trusting.gate(link, start)).toEqual({ kind: "go" })
    openBreakers(home, breakerRules("auto", { failures: 1 })).failed(link, fault(), start)
    expect(trusting.gate(link, start + second - 1)).toEqual({ kind: "go" })
    expect(trusting.gate(link, start - second)).toMatchObject({ kind: "wait" })
    expect(trusting.gate(link, start + second)).toMatchObject({ kind: "wait" })
    resetUpstreams(home, null)
    expect(trusting.gate(link, start + second)).toEqual({ kind: "go" })
  })

  it("takes the user's own values in the place of the mode's", () => {
    expect(breakerRules("auto", { failures: 1 })).toEqual({ failures: 1, cooldownMs: 60_000 })
  })
})

/** Starts a prober and gives it with its first word. */
function prober(home: string, now: number): Promise<{ readonly child: ChildProcess; readonly said: string }> {
  const program = join(import.meta.dirname, "programs", "prober.ts")
  const child = spawn(process.execPath, [program, home, String(now)], { stdio: ["pipe", "pipe", "inherit"] })
  onTestFinished(() => {
    child.kill("SIGKILL")
  })
  return new Promise((resolve, reject) => {
    child.once("error", reject)
    child.stdout?.setEncoding("utf8").once("data", (said: string) => resolve({ child, said }))
  })
}

describe("a half-open breaker", () => {
  it("lets exactly one of several real processes through, and the next one when that process was killed", async () => {
    const home = brokenHome()
    const later = start + 60 * second
    const all = await Promise.all([1, 2, 3, 4].map(() => prober(home, later)))
    expect(all.map(({ said }) => said).sort()).toEqual(["go", "wait", "wait", "wait"])
    const probing = all.find(({ said }) => said === "go")?.child
    const gone = new Promise((resolve) => probing?.once("close", resolve))
    probing?.kill("SIGKILL")
    await gone
    expect((await prober(home, later)).said).toBe("go")
  })

  it("is free for anybody again once its probe was answered", () => {
    const home = brokenHome()
    const [one, two] = [openBreakers(home, breakerRules("auto")), openBreakers(home, breakerRules("auto"))]
    const later = start + 60 * second
    expect([one.gate(link, later).kind, two.gate(link, later).kind]).toEqual(["go", "wait"])
    one.succeeded(link, later)
    for (let i = 0; i < 5; i += 1) two.failed(link, fault(), later)
    expect(two.gate(link, later + 60 * second).kind).toBe("go")
    two.failed(link, fault(), later + 60 * second)
    expect(one.gate(link, later + 180 * second).kind).toBe("go")
  })

  it("never lets a call through while open, nor two at once while half-open, whatever happens", () => {
    const event = fc.record({
      who: fc.nat(2),
      pause: fc.integer({ min: 0, max: 400 * second }),
      what: fc.constantFrom("ask", "ask", "succeed", "fail", "fail", "limit"),
    })
    fc.assert(
      fc.property(fc.constantFrom(...modes), fc.array(event, { maxLength: 60 }), (mode, events) => {
        const home = temporaryHome()
        const runs = [1, 2, 3].map(() => openBreakers(home, breakerRules(mode)))
        let now = start
        let probing: number | null = null
        for (const { who, pause, what } of events) {
          now += pause
          const [seen] = viewUpstreams(home)
          const open = seen?.health.open ?? null
          if (what === "ask") {
            const gate = runs[who]?.gate(link, now)
            if (open === null) expect(gate?.kind).toBe("go")
            else if (now < open.since + open.lengthMs)
              expect(gate).toMatchObject({ until: open.since + open.lengthMs })
            else {
              expect(gate?.kind).toBe(probing === null || probing === who ? "go" : "wait")
              probing = probing ?? who
            }
            if (gate?.kind === "wait") expect(gate.until - now).toBeLessThanOrEqual(600 * second)
            continue
          }
          if (what === "succeed") runs[who]?.succeeded(link, now)
          if (what === "fail") runs[who]?.failed(link, fault(), now)
          if (what === "limit") runs[who]?.failed(link, fault(now + 30 * second), now)
          if (probing === who) probing = null
        }
      }),
      { numRuns: 100 },
    )
  })
})

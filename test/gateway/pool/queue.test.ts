import { afterEach, describe, expect, it, vi } from "vitest"
import { fault, leaseOf, minute, ok, playground, second, waits } from "./pool-playground.ts"
import { credential, upstream } from "./sample-upstream.ts"

const one = { perModel: null, perCredential: 1 } as const

afterEach(() => {
  vi.useRealTimers()
})

describe("calls at the same time", () => {
  it("are limited per credential", async () => {
    const ground = playground(upstream(2, { concurrency: { perModel: null, perCredential: 2 } }))
    const held = await Promise.all([1, 2, 3, 4].map(() => ground.lease()))
    expect(held.map((lease) => lease.credential.name)).toEqual(["a", "b", "a", "b"])
    const fifth = ground.acquire()
    expect(await waits(fifth)).toBe(true)
    held[1]?.done(ok)
    expect(leaseOf(await fifth).credential.name).toBe("b")
  })

  it("are limited per model, and a full model does not hold up another", async () => {
    const ground = playground(upstream(2, { concurrency: { perModel: 1, perCredential: null } }))
    const pro = await ground.lease({ model: "pro" })
    const next = ground.acquire({ model: "pro" })
    expect(await waits(next)).toBe(true)
    await ground.lease({ model: "flash" })
    pro.done(ok)
    expect((await next).kind).toBe("lease")
  })

  it("are limited per client key over all upstreams, and a greedy key does not hold up another", async () => {
    const ground = playground(upstream(2))
    const other = upstream(1, { name: "other" })
    const held = [
      await ground.lease({ key: "greedy", keyLimit: 2 }),
      await ground.lease({ key: "greedy", keyLimit: 2, at: other }),
    ]
    const waiting = [1, 2, 3].map(() => ground.acquire({ key: "greedy", keyLimit: 2 }))
    expect(await Promise.all(waiting.map(waits))).toEqual([true, true, true])
    await ground.lease({ key: "modest", keyLimit: 2 })
    held[1]?.done(ok)
    expect(await Promise.all(waiting.map(waits))).toEqual([false, true, true])
  })

  it("are not limited where nothing says so", async () => {
    const ground = playground(upstream(1))
    expect(await Promise.all(Array.from({ length: 500 }, () => ground.lease()))).toHaveLength(500)
    expect(ground.pool.view()[0]).toMatchObject({ active: 500, waiting: 0 })
  })
})

describe("requests that wait", () => {
  it("are served in the order in which they came", async () => {
    const ground = playground(upstream(1, { concurrency: one }))
    let held = await ground.lease()
    const served: number[] = []
    const waiting = Array.from({ length: 8 }, async (_, i) => {
      const lease = await ground.lease({ key: `k${i % 3}` })
      served.push(i)
      return lease
    })
    for (let i = 0; i < 8; i += 1) {
      held.done(ok)
      held = await (waiting[i] ?? ground.lease())
    }
    expect(served).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
  })

  it("are not overtaken by somebody who comes in the moment a slot is free", async () => {
    const ground = playground(upstream(1, { concurrency: one }))
    const held = await ground.lease()
    const first = ground.acquire()
    held.done(ok)
    const late = ground.acquire()
    expect([await waits(first), await waits(late)]).toEqual([false, true])
  })

  it("leave a slot that they may not use to those behind them", async () => {
    const ground = playground(upstream(2, { concurrency: one }))
    const [a, b] = [await ground.lease(), await ground.lease()]
    const notB = ground.acquire({ tried: ["b"] })
    const any = ground.acquire()
    b?.done(ok)
    expect([await waits(notB), await waits(any)]).toEqual([true, false])
    a?.done(ok)
    expect(leaseOf(await notB).credential.name).toBe("a")
  })

  it("are at most so many as the queue is long; the next one is refused at once", async () => {
    const ground = playground(upstream(1, { concurrency: one, queue: { length: 2, waitMs: minute } }))
    await ground.lease()
    const waiting = [ground.acquire(), ground.acquire()]
    expect(await Promise.all(waiting.map(waits))).toEqual([true, true])
    expect(await ground.acquire()).toMatchObject({
      kind: "refused",
      reason: "queue-full",
      error: { status: 429, code: "rate-limited", retryAfterMs: second },
    })
    expect(ground.pool.view()[0]).toMatchObject({ active: 1, waiting: 2, queueLength: 2 })
  })

  it("are refused at once where there is no queue", async () => {
    const ground = playground(upstream(1, { concurrency: one, queue: { length: 0, waitMs: minute } }))
    const held = await ground.lease()
    expect(await ground.acquire()).toMatchObject({ reason: "queue-full" })
    held.done(ok)
    expect(await ground.names(1)).toEqual(["a"])
  })

  it("are refused when their time is over, and hold nothing any more", async () => {
    vi.useFakeTimers()
    const ground = playground(upstream(1, { concurrency: one, queue: { length: 5, waitMs: 2 * second } }))
    const held = await ground.lease()
    const tired = ground.acquire({ key: "k", keyLimit: 1 })
    vi.advanceTimersByTime(2 * second)
    expect(await tired).toMatchObject({ reason: "queue-time", error: { status: 429 } })
    held.done(ok)
    expect(await ground.names(2, { key: "k", keyLimit: 1 })).toEqual(["a", "a"])
    expect(ground.pool.view()[0]).toMatchObject({ active: 0, waiting: 0 })
  })

  it("tell how long they waited", async () => {
    const ground = playground(upstream(1, { concurrency: one }))
    const held = await ground.lease()
    expect(held.waitedMs).toBe(0)
    const next = ground.lease()
    ground.now += 300
    held.done(ok)
    expect((await next).waitedMs).toBe(300)
  })

  it("G14: wait for their session's credential while another is idle, and spill over only at the end of their time", async () => {
    vi.useFakeTimers()
    const ground = playground(upstream(2, { concurrency: one, queue: { length: 5, waitMs: 2 * second } }))
    const held = await ground.lease({ session: "s" })
    const soon = ground.acquire({ session: "s" })
    const late = ground.acquire({ session: "s" })
    expect(await Promise.all([soon, late].map(waits))).toEqual([true, true])
    held.done(ok)
    expect(leaseOf(await soon).credential.name).toBe("a")
    vi.advanceTimersByTime(2 * second)
    expect(leaseOf(await late).credential.name).toBe("b")
  })

  it("G71: are refused as soon as every credential rests, not at the end of their time", async () => {
    const ground = playground(upstream(1, { concurrency: one }))
    const held = await ground.lease()
    const waiting = ground.acquire()
    held.done(fault(429, "rate-limited", { retryAfterMs: minute }))
    expect(await waiting).toMatchObject({ reason: "cooling", error: { retryAfterMs: minute } })
  })

  it("are served by a credential whose rest ends while they wait", async () => {
    vi.useFakeTimers()
    const ground = playground(upstream(2, { concurrency: one }))
    ;(await ground.lease()).done(fault(429, "rate-limited", { retryAfterMs: 5 * second }))
    await ground.lease()
    const waiting = ground.acquire()
    ground.now += 5 * second
    vi.advanceTimersByTime(5 * second)
    expect(leaseOf(await waiting).credential.name).toBe("a")
  })

  it("are served at once when a rest is ended by hand", async () => {
    const ground = playground(upstream(2, { concurrency: one }))
    ;(await ground.lease()).done(fault(429, "rate-limited", { retryAfterMs: minute }))
    await ground.lease()
    const waiting = ground.acquire()
    expect(await waits(waiting)).toBe(true)
    ground.pool.reset("gemini", "a")
    expect(leaseOf(await waiting).credential.name).toBe("a")
  })

  it("are all refused when the gateway stops", async () => {
    const ground = playground(upstream(1, { concurrency: one }))
    await ground.lease()
    const waiting = [ground.acquire(), ground.acquire()]
    ground.pool.close()
    expect(await Promise.all(waiting)).toMatchObject([{ reason: "aborted" }, { error: { status: 503 } }])
    expect(await ground.acquire()).toMatchObject({ kind: "refused" })
  })
})

describe("a client that goes away", () => {
  it("G66: frees its slot at once, before anybody says how the call ended", async () => {
    const ground = playground(upstream(1, { concurrency: one }))
    const client = new AbortController()
    const held = await ground.lease({ signal: client.signal, keyLimit: 1, key: "k" })
    const next = ground.acquire({ keyLimit: 1, key: "k" })
    client.abort()
    expect(leaseOf(await next).credential.name).toBe("a")
    expect(held.done({ kind: "aborted" })).toEqual({ kind: "give-up", elsewhere: false })
    expect(ground.pool.view()[0]).toMatchObject({ active: 1 })
  })

  it("G66: leaves the queue at once, and lets go of what it held in it", async () => {
    const ground = playground(upstream([credential("a")], { concurrency: one }))
    const held = await ground.lease()
    const client = new AbortController()
    const gone = ground.acquire({ signal: client.signal, key: "k", keyLimit: 1 })
    const next = ground.acquire({ key: "k", keyLimit: 1 })
    client.abort()
    expect(await gone).toMatchObject({ reason: "aborted" })
    expect(await waits(next)).toBe(true)
    held.done(ok)
    expect((await next).kind).toBe("lease")
    expect(ground.pool.view()[0]).toMatchObject({ active: 1, waiting: 0 })
  })

  it("is not served when it was gone before it asked", async () => {
    const ground = playground(upstream(1))
    expect(await ground.acquire({ signal: AbortSignal.abort() })).toMatchObject({ reason: "aborted" })
    expect(ground.pool.view()[0]).toMatchObject({ active: 0 })
  })
})

describe("a lease", () => {
  it("counts once, however often its end is told", async () => {
    const ground = playground(upstream(1, { concurrency: one }))
    const held = await ground.lease()
    held.done(ok)
    const next = await ground.lease()
    held.done(fault(401, "upstream-auth"))
    held.done(ok)
    expect(ground.pool.view()[0]).toMatchObject({ active: 1, credentials: [{ state: "ready", faults: 0 }] })
    next.done(ok)
    expect(ground.pool.view()[0]).toMatchObject({ active: 0 })
  })

  it("remembers what was learnt of a call whose client went away", async () => {
    const ground = playground(upstream(1))
    const client = new AbortController()
    const held = await ground.lease({ signal: client.signal })
    client.abort()
    held.done(fault(429, "rate-limited", { retryAfterMs: minute }))
    expect(await ground.acquire()).toMatchObject({ reason: "cooling" })
    expect(ground.pool.view()[0]).toMatchObject({ active: 0 })
  })
})

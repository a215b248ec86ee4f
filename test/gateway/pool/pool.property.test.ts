import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { strategies } from "../../../src/gateway/config/config.ts"
import type { Acquired, Lease } from "../../../src/gateway/pool/pool.ts"
import { aborted, fault, ok, playground, second, waits } from "./pool-playground.ts"
import { upstream } from "./sample-upstream.ts"

const limit = fc.option(fc.integer({ min: 1, max: 3 }), { nil: null })

const setting = fc.record({
  strategy: fc.constantFrom(...strategies),
  credentials: fc.integer({ min: 1, max: 4 }),
  perModel: limit,
  perCredential: limit,
  perKey: limit,
  length: fc.integer({ min: 0, max: 6 }),
})

const event = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("ask" as const),
      key: fc.constantFrom("k1", "k2"),
      model: fc.constantFrom("m1", "m2"),
      session: fc.constantFrom(null, null, "s1", "s2"),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("end" as const),
      which: fc.nat(20),
      how: fc.constantFrom("ok", "ok", "ok", "limit", "down", "aborted", "gone"),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("pass" as const), ms: fc.nat(30 * second) }) },
)

const outcomes = {
  ok,
  aborted,
  limit: fault(429, "rate-limited", { retryAfterMs: 5 * second }),
  down: fault(500, "upstream"),
} as const

type Request = {
  readonly number: number
  readonly key: string
  readonly model: string
  readonly session: string | null
  readonly client: AbortController
  readonly settled: Promise<void>
  acquired: Acquired | null
  lease: Lease | null
}

describe("the pool, whatever happens", () => {
  it("never goes above a limit, keeps the order, starves nobody and counts every lease once", async () => {
    await fc.assert(
      fc.asyncProperty(setting, fc.array(event, { maxLength: 50 }), async (given, events) => {
        const { strategy, credentials, perModel, perCredential, perKey, length } = given
        const main = upstream(credentials, {
          strategy,
          concurrency: { perModel, perCredential },
          queue: { length, waitMs: 60_000 },
        })
        const ground = playground(main)
        const requests: Request[] = []
        const granted: Request[] = []

        const ask = (key: string, model: string, session: string | null): void => {
          const client = new AbortController()
          const acquiring = ground.acquire({ key, keyLimit: perKey, model, session, signal: client.signal })
          const request: Request = {
            number: requests.length,
            key,
            model,
            session,
            client,
            acquired: null,
            lease: null,
            settled: acquiring.then((acquired) => {
              request.acquired = acquired
              if (acquired.kind !== "lease") return
              request.lease = acquired.lease
              granted.push(request)
            }),
          }
          requests.push(request)
        }

        const end = (request: Request, how: keyof typeof outcomes | "gone"): void => {
          const { lease } = request
          request.lease = null
          if (how === "gone") request.client.abort()
          lease?.done(how === "gone" ? aborted : outcomes[how])
          // Telling it again must change nothing.
          lease?.done(ok)
        }

        const calm = async (): Promise<void> => {
          await waits(new Promise(() => {}))
        }

        const check = (): void => {
          const held = requests.filter(({ lease }) => lease !== null)
          const count = (of: (request: Request) => string): number[] =>
            [...grouped(held, of).values()].map((each) => each.length)
          expect(Math.max(0, ...count(({ lease }) => lease?.credential.name ?? ""))).toBeLessThanOrEqual(
            perCredential ?? Number.POSITIVE_INFINITY,
          )
          expect(Math.max(0, ...count(({ model }) => model))).toBeLessThanOrEqual(
            perModel ?? Number.POSITIVE_INFINITY,
          )
          expect(Math.max(0, ...count(({ key }) => key))).toBeLessThanOrEqual(
            perKey ?? Number.POSITIVE_INFINITY,
          )
          const [view] = ground.pool.view()
          expect(view?.active).toBe(held.length)
          expect(view?.waiting).toBe(requests.filter(({ acquired }) => acquired === null).length)
          expect(view?.waiting).toBeLessThanOrEqual(length)
        }

        for (const one of events) {
          if (one.kind === "ask") ask(one.key, one.model, one.session)
          if (one.kind === "pass") ground.now += one.ms
          if (one.kind === "end") {
            const held = requests.filter(({ lease }) => lease !== null)
            const request = held[one.which % Math.max(1, held.length)]
            if (request !== undefined) end(request, one.how)
          }
          await calm()
          check()
        }

        // Whoever still waits is served, or told why not, by nothing but the ends of the calls under way.
        for (let held = [...requests]; held.length > 0; ) {
          held = requests.filter(({ lease }) => lease !== null)
          for (const request of held) end(request, "ok")
          await calm()
          check()
        }
        await Promise.all(requests.map(({ settled }) => settled))
        expect(ground.pool.view()[0]).toMatchObject({ active: 0, waiting: 0 })

        for (const alike of grouped(granted, (each) =>
          [each.key, each.model, each.session].join(),
        ).values()) {
          const numbers = alike.map(({ number }) => number)
          expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
        }
        ground.pool.close()
      }),
      { numRuns: 300 },
    )
  })
})

function grouped<T>(list: readonly T[], nameOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const one of list) groups.set(nameOf(one), [...(groups.get(nameOf(one)) ?? []), one])
  return groups
}

import { onTestFinished } from "vitest"
import { breakerRules } from "../../../src/breaker/health.ts"
import type { UpstreamConfig } from "../../../src/gateway/config/config.ts"
import type { GatewayError } from "../../../src/gateway/model/exchange.ts"
import { openPool, type PoolOrder } from "../../../src/gateway/pool/open-pool.ts"
import type { Acquired, AcquireOrder, Lease, Outcome, Pool } from "../../../src/gateway/pool/pool.ts"
import { temporaryHome } from "../../store/sample.ts"

export const start = Date.UTC(2026, 10, 20, 12)
export const second = 1000
export const minute = 60 * second

export type Playground = {
  readonly home: string
  readonly pool: Pool
  /** The clock, which only moves when told to. */
  now: number
  readonly troubles: readonly string[]
  acquire(more?: Wanted): Promise<Acquired>
  lease(more?: Wanted): Promise<Lease>
  /** Names of the credentials of so many calls, each ended well before the next. */
  names(count: number, more?: Wanted): Promise<string[]>
}

type Wanted = Partial<Omit<AcquireOrder, "target" | "key">> & {
  readonly key?: string
  readonly keyLimit?: number | null
  readonly model?: string
  readonly at?: UpstreamConfig
}

export function playground(main: UpstreamConfig, more: Partial<PoolOrder> = {}): Playground {
  const home = more.home ?? temporaryHome()
  const troubles: string[] = []
  const pool = openPool({
    home,
    upstreams: () => [main],
    breaker: breakerRules("auto"),
    now: () => ground.now,
    random: () => 0.5,
    spentToday: () => 0,
    onTrouble: (text) => troubles.push(text),
    ...more,
  })
  onTestFinished(() => pool.close())
  const acquire = ({ key = "client", keyLimit = null, model = "m", at = main, ...wanted }: Wanted = {}) =>
    pool.acquire({
      target: { upstream: at, model },
      key: { name: key, concurrency: keyLimit },
      session: null,
      signal: new AbortController().signal,
      tried: [],
      ...wanted,
    })
  const lease = async (wanted: Wanted = {}): Promise<Lease> => leaseOf(await acquire(wanted))
  const ground: Playground = {
    home,
    pool,
    now: start,
    troubles,
    acquire,
    lease,
    names: async (count, wanted) => {
      const names: string[] = []
      for (let i = 0; i < count; i += 1) {
        const one = await lease(wanted)
        names.push(one.credential.name)
        one.done(ok)
      }
      return names
    },
  }
  return ground
}

export function leaseOf(acquired: Acquired): Lease {
  if (acquired.kind === "lease") return acquired.lease
  throw new Error(`refused: ${acquired.reason}: ${acquired.error.message}`)
}

/** Whether a request waits still, once everything that could happen at once has happened. */
export async function waits(acquired: Promise<unknown>): Promise<boolean> {
  const still = Symbol()
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
  return (await Promise.race([acquired, Promise.resolve(still)])) === still
}

export const ok: Outcome = { kind: "ok", headers: {} }
export const aborted: Outcome = { kind: "aborted" }

/** A failure as the codecs tell it. */
export function fault(
  status: number | null,
  code: GatewayError["code"],
  more: {
    readonly body?: string
    readonly retryAfterMs?: number
    readonly headers?: Record<string, string>
  } = {},
): Outcome {
  return {
    kind: "fault",
    status,
    headers: more.headers ?? {},
    body: more.body ?? "",
    error: {
      status: status ?? 502,
      code,
      message: "the vendor's words",
      param: null,
      retryAfterMs: more.retryAfterMs ?? null,
    },
  }
}

import type { BreakerRules } from "../../breaker/health.ts"
import type { UpstreamConfig } from "../config/config.ts"
import type { Pool } from "./pool.ts"

export type PoolOrder = {
  readonly home: string
  readonly upstreams: () => readonly UpstreamConfig[]
  readonly breaker: BreakerRules
  /** Epoch ms. */
  readonly now: () => number
  /** From 0 to below 1, for jitter. */
  readonly random: () => number
  /** US dollars spent through a credential today. */
  readonly spentToday: (upstream: string, credential: string) => number
}

export function openPool(_order: PoolOrder): Pool {
  throw new Error("not built yet")
}

import type { GatewayConfig } from "../config/config.ts"

/** Everything a running gateway has opened; the admin page is made of it. */
export type GatewayParts = {
  readonly home: string
  readonly env: NodeJS.ProcessEnv
  readonly now: () => number
  /** Epoch ms. */
  readonly startedAt: number
  /** Address without a path. */
  readonly url: string
  readonly port: number
  /** The configuration that holds at this moment. */
  config(): GatewayConfig
  /** Takes over a changed configuration (upstreams, aliases, budgets, limits) for the requests that come from now on. */
  configure(config: GatewayConfig): void
}

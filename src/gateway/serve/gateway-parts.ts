import type { GatewayConfig } from "../config/config.ts"
import type { Keys } from "../keys/open-keys.ts"
import type { Money } from "../money/open-money.ts"
import type { Pool } from "../pool/pool.ts"
import type { Signatures } from "../signatures/signatures.ts"
import type { Traffic } from "../traffic/traffic.ts"
import type { ModelList } from "../upstream/models.ts"
import type { UpstreamClient } from "../upstream/upstream-client.ts"

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
  /** Whether other machines may reach it. */
  readonly exposed: boolean
  /** The configuration that holds at this moment. */
  config(): GatewayConfig
  /** Takes over a changed configuration (upstreams, aliases, budgets, limits) for the requests that come from now on. */
  configure(config: GatewayConfig): void
  /** A credential was kept or removed: secrets are read anew. */
  forgetSecrets(): void
  readonly keys: Keys
  readonly money: Money
  readonly pool: Pool
  readonly models: ModelList
  readonly client: UpstreamClient
  readonly signatures: Signatures
  readonly traffic: Traffic
}

import type { GatewayConfig } from "../config/config.ts"
import type { Decoded, Exchange } from "../model/exchange.ts"

export type ImageOrder = {
  readonly images: GatewayConfig["images"]
  readonly signal: AbortSignal
}

/**
 * The exchange with pictures that stand at http addresses treated as the user wants (G73): left as addresses, fetched
 * behind a guard that reaches public addresses alone, or refused.
 */
export async function withImages(_exchange: Exchange, _order: ImageOrder): Promise<Decoded<Exchange>> {
  throw new Error("not yet")
}

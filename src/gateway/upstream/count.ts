import type { IncomingHttpHeaders } from "node:http"
import type { Format } from "../config/config.ts"
import type { Exchange, GatewayError } from "../model/exchange.ts"
import type { Target } from "./target.ts"
import type { UpstreamClient } from "./upstream-client.ts"

export type CountOrder = {
  readonly target: Target
  /** The client's format and its body as it came: passed on where the upstream speaks the same. */
  readonly format: Format
  readonly body: Buffer
  readonly exchange: Exchange
  readonly secret: string | null
  readonly clientHeaders: IncomingHttpHeaders
  readonly client: UpstreamClient
  readonly signal: AbortSignal
}

/** `native`: the upstream's own answer, for a client of the same format. `why`: what kept the upstream from counting. */
export type Count =
  | { readonly kind: "counted"; readonly tokens: number; readonly native: string | null }
  | { readonly kind: "estimated"; readonly tokens: number; readonly why: string }
  | { readonly kind: "failed"; readonly error: GatewayError }

/** Input tokens of a request (G72): counted by the upstream, or estimated where it cannot be asked. */
export async function countTokens(_order: CountOrder): Promise<Count> {
  throw new Error("not yet")
}

/** A count as a client of this format reads it, as JSON text. */
export function countAnswer(_format: Format, _count: Exclude<Count, { kind: "failed" }>): string {
  throw new Error("not yet")
}

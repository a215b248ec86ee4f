import type { GatewayError } from "../model/exchange.ts"

/** A request that cannot be translated, with the field it is about: status 400. */
export function badRequest(message: string, param: string | null): GatewayError {
  return { status: 400, code: "bad-request", message, param, retryAfterMs: null }
}

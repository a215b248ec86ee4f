import type { ClientKey } from "../keys/key.ts"
import type { GatewayError } from "../model/exchange.ts"

/** A budget stop as clients get it: nobody's money is spent, and a retry changes nothing before the budget begins anew. */
export function budgetError(message: string): GatewayError {
  // Codecs choose the status that makes their clients stop (GB1 to GB4).
  return { status: 402, code: "budget", message, param: null, retryAfterMs: null }
}

/** Names the key where the budget can only say "this key". */
export function namingKey(message: string, key: ClientKey): string {
  return key.loop === null
    ? message.replace("for this key", `for the key "${key.name}"`)
    : message.replace("for this loop", `for the loop ${key.loop}`)
}

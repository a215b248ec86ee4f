import type { GatewayError } from "../model/exchange.ts"

const faults = new WeakMap<Error, GatewayError>()

/** An error for `Readable.destroy` that tells a reader of the body what happened. */
export function bodyFault(error: GatewayError): Error {
  const fault = new Error(error.message)
  faults.set(fault, error)
  return fault
}

/** What an error of an answer's body means: a timeout of ours, or a connection that broke in mid-answer (G64). */
export function faultOfBody(thrown: unknown): GatewayError {
  const known = thrown instanceof Error ? faults.get(thrown) : undefined
  if (known !== undefined) return known
  const message = "The connection to the upstream broke before its answer was whole."
  return { status: 502, code: "upstream", message, param: null, retryAfterMs: null }
}

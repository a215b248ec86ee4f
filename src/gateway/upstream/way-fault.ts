import type { UpstreamConfig } from "../config/config.ts"
import type { GatewayError } from "../model/exchange.ts"

export type Waited = "connect" | "first-byte" | "idle" | "total"

/** The upstream took longer than its configuration allows. */
export function tooSlow(upstream: UpstreamConfig, waited: Waited): GatewayError {
  const { timeouts, name } = upstream
  switch (waited) {
    case "connect":
      return fault(504, "timeout", `No connection to the upstream ${name} within ${timeouts.connectMs} ms.`)
    case "first-byte":
      return fault(504, "timeout", `The upstream ${name} gave no answer within ${timeouts.firstByteMs} ms.`)
    case "idle":
      return fault(504, "timeout", `The upstream ${name} said nothing for ${timeouts.idleMs} ms.`)
    case "total":
      return fault(504, "timeout", `The upstream ${name} was not done within ${timeouts.totalMs} ms.`)
    default:
      return waited satisfies never
  }
}

/** `code` as the system or the TLS library tells it; its message may hold more than should be shown. */
export function unreachable(name: string, host: string, code: string): GatewayError {
  return fault(502, "upstream", `The upstream ${name} at ${host} could not be asked (${code}).`)
}

export function proxyRefused(name: string, status: number): GatewayError {
  const message = `The proxy on the way to the upstream ${name} refused the connection (status ${status}).`
  return fault(502, "upstream", message)
}

export function redirected(name: string): GatewayError {
  const message = `The upstream ${name} answered with a redirect, which is never followed. Correct its baseUrl.`
  return fault(502, "upstream", message)
}

/** Towards nobody: the client has left. */
export function goneAway(): GatewayError {
  return fault(499, "internal", "The client went away.")
}

function fault(status: number, code: GatewayError["code"], message: string): GatewayError {
  return { status, code, message, param: null, retryAfterMs: null }
}

import type { GatewayError } from "../model/exchange.ts"
import { badRequest } from "./bad-request.ts"

/** What is wrong with a request, told while it is read; only the first one reaches the client. */
export type Faults = {
  readonly tell: (message: string, param: string) => void
  readonly first: () => GatewayError | null
}

export function createFaults(): Faults {
  let first: GatewayError | null = null
  return {
    tell: (message, param) => {
      first ??= badRequest(message, param)
    },
    first: () => first,
  }
}

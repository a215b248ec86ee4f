import type { ServerResponse } from "node:http"
import type { GatewayError } from "../model/exchange.ts"
import type { GatewayParts } from "../serve/gateway-parts.ts"
import type { CallRecord } from "../traffic/traffic.ts"
import type { ClientCall } from "./client-call.ts"
import type { CredentialSecrets } from "./credential-secrets.ts"
import type { CredentialSpend } from "./credential-spend.ts"

/** What a call needs of the running gateway. */
export type RelayParts = Pick<
  GatewayParts,
  "config" | "money" | "pool" | "models" | "client" | "signatures" | "traffic" | "now"
> & {
  readonly secrets: CredentialSecrets
  readonly credentialSpend: CredentialSpend
  /** For the person who runs the gateway. */
  readonly onTrouble: (message: string) => void
}

/** One call on its way through the gateway. */
export type Course = {
  readonly call: ClientCall
  readonly response: ServerResponse
  readonly parts: RelayParts
  readonly record: CallRecord
  /** Ends when the client goes away, or when the gateway cannot wait any longer. */
  readonly signal: AbortSignal
  /** Why the gateway itself ended it; null = it did not. */
  readonly stopped: () => GatewayError | null
  /** Ms since the request came in. */
  readonly elapsed: () => number
}

import type { IncomingHttpHeaders } from "node:http"
import type { Readable } from "node:stream"
import type { UpstreamConfig } from "../config/config.ts"
import type { GatewayError } from "../model/exchange.ts"

export type UpstreamOrder = {
  /** Its proxy and timeouts count here. */
  readonly upstream: UpstreamConfig
  readonly method: "GET" | "POST"
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer | string | null
  /** Its abort destroys the socket at once, also while the answer is read. */
  readonly signal: AbortSignal
}

/**
 * `answer`: whatever status; the body is decompressed, and an error it ends with is told by `faultOfBody`. `failed`:
 * there is no answer; `reached` says whether the upstream may have seen the request (and may charge for it).
 */
export type UpstreamAnswer =
  | {
      readonly kind: "answer"
      readonly status: number
      readonly headers: IncomingHttpHeaders
      readonly body: Readable
    }
  | { readonly kind: "failed"; readonly error: GatewayError; readonly reached: boolean }

import type { IncomingHttpHeaders } from "node:http"
import type { Format, UpstreamConfig } from "../config/config.ts"

/** `embed-batch`: several texts in one call, Gemini alone. */
export type Operation = "generate" | "stream" | "count" | "embed" | "embed-batch" | "models"

export type EndpointOrder = {
  readonly upstream: UpstreamConfig
  readonly operation: Operation
  /** What the upstream is spoken to in. */
  readonly format: Format
  readonly model: string
  /** An API key, or an access token; null = none is needed. */
  readonly secret: string | null
  /** The client's own headers where its request is passed through; null = it was translated. */
  readonly clientHeaders: IncomingHttpHeaders | null
  /** The client's own query where it is passed through (`alt=sse`, `beta=true`); its key is left out. */
  readonly query: URLSearchParams | null
}

export type Endpoint = { readonly url: string; readonly headers: Readonly<Record<string, string>> }

/** Where an operation of an upstream is, and the headers it takes, the credential among them. */
export function endpointOf(_order: EndpointOrder): Endpoint {
  throw new Error("not yet")
}

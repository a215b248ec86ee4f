import type { Format, UpstreamKind } from "../config/config.ts"
import type { CallUsage, GatewayError } from "../model/exchange.ts"

export type Operation = "generate" | "stream" | "count" | "embed" | "models"

/** What is known when a request came in and its key was accepted. Names only, never a secret. */
export type CallFacts = {
  /** As the response header `x-request-id` tells it. */
  readonly id: string
  /** Name of the client key; null = refused before a key was known. */
  readonly key: string | null
  readonly loop: string | null
  readonly iteration: number | null
  readonly format: Format
  readonly operation: Operation
  /** As the client named it. */
  readonly model: string | null
  readonly bytesIn: number
}

/** One request to an upstream. `error` is the upstream's own text; it is redacted here, whatever it holds. */
export type AttemptFacts = {
  readonly upstream: string
  readonly kind: UpstreamKind
  readonly model: string
  readonly credential: string | null
  /** Why this credential was chosen, as the pool explains it. */
  readonly why: string | null
  /** Null = no answer came. */
  readonly status: number | null
  readonly error: string | null
  readonly ms: number
}

export type CallEnd = {
  /** Towards the client. */
  readonly status: number
  readonly code: GatewayError["code"] | null
  readonly usage: CallUsage | null
  /** Null = unknown, which is not nothing. */
  readonly usd: number | null
  readonly basis: "measured" | "estimated" | "unknown"
  /** Ms from the request to the first byte and to the last; null = no byte was sent. */
  readonly ttfbMs: number | null
  readonly ms: number
  readonly bytesOut: number
  readonly aborted: boolean
  readonly notes: readonly string[]
}

export type Attempt = AttemptFacts & { readonly at: number }

/** A call as it is shown and kept. `end` null = it still runs. Everything in it is redacted. */
export type Call = CallFacts & {
  /** Epoch ms. */
  readonly at: number
  readonly attempts: readonly Attempt[]
  readonly end: CallEnd | null
}

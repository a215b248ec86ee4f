import type { GatewayError } from "../model/exchange.ts"
import { retryAfterMs } from "./retry-hint.ts"

/** An answer of an upstream that is no success. `now` in epoch ms, for hints that are dates. */
export type FailedAnswer = {
  readonly status: number
  readonly headers: { readonly get: (name: string) => string | null }
  readonly body: string
  readonly now: number
}

type Class = Pick<GatewayError, "status" | "code">

/**
 * What a client is told of an upstream's status (G68). An upstream that rejects our credential is a bad gateway: 401 and
 * 403 would make the client look for fault in its own key.
 */
const classes: Readonly<Record<number, Class>> = {
  400: { status: 400, code: "bad-request" },
  401: { status: 502, code: "upstream-auth" },
  402: { status: 402, code: "quota" },
  403: { status: 502, code: "upstream-auth" },
  404: { status: 404, code: "not-found" },
  408: { status: 504, code: "timeout" },
  413: { status: 413, code: "too-large" },
  422: { status: 400, code: "bad-request" },
  429: { status: 429, code: "rate-limited" },
  500: { status: 500, code: "upstream" },
  503: { status: 503, code: "overloaded" },
  504: { status: 504, code: "timeout" },
  529: { status: 503, code: "overloaded" },
}

/** An upstream's failure in the terms of no vendor; `message` and `param` as its envelope tells them. */
export function upstreamError(
  answer: FailedAnswer,
  message: string | null,
  param: string | null = null,
): GatewayError {
  const known = classes[answer.status]
  const other: Class =
    answer.status >= 400 && answer.status < 500
      ? { status: 400, code: "bad-request" }
      : { status: 502, code: "upstream" }
  return {
    ...(known ?? other),
    message: message ?? `The upstream answered with status ${answer.status}.`,
    param,
    retryAfterMs: retryAfterMs(answer.headers, answer.body, answer.now),
  }
}

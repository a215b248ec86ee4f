import type { IncomingHttpHeaders } from "node:http"
import { readError as anthropicError } from "../codecs/anthropic/errors.ts"
import { numberOf, recordOf } from "../codecs/fields.ts"
import { readError as geminiError } from "../codecs/gemini/errors.ts"
import { parseJson } from "../codecs/json-digits.ts"
import type { Format } from "../config/config.ts"
import type { Exchange, GatewayError } from "../model/exchange.ts"
import { textWithin } from "./body-text.ts"
import { countBody, passedCountBody } from "./count-body.ts"
import { endpointOf } from "./endpoint.ts"
import { estimateTokens } from "./estimate.ts"
import type { Target } from "./target.ts"
import type { UpstreamAnswer } from "./upstream-call.ts"
import type { UpstreamClient } from "./upstream-client.ts"

export type CountOrder = {
  readonly target: Target
  /** The client's format and its body as it came: passed on where the upstream speaks the same. */
  readonly format: Format
  readonly body: Buffer
  readonly exchange: Exchange
  readonly secret: string | null
  readonly clientHeaders: IncomingHttpHeaders
  readonly client: UpstreamClient
  readonly signal: AbortSignal
  /** Epoch ms. */
  readonly now: () => number
}

/** `native`: the upstream's own answer, for a client of the same format. `why`: what kept the upstream from counting. */
export type Count =
  | { readonly kind: "counted"; readonly tokens: number; readonly native: string | null }
  | { readonly kind: "estimated"; readonly tokens: number; readonly why: string }
  | { readonly kind: "failed"; readonly error: GatewayError }

const mostBytes = 1_000_000

/**
 * Input tokens of a request (G72): counted by the upstream, or estimated where it cannot be asked. Only what is wrong
 * with the request itself is an error.
 */
export async function countTokens(order: CountOrder): Promise<Count> {
  const { target, exchange } = order
  const passed = order.format === target.format
  const body = passed ? passedCountBody(order.body, target) : countBody(exchange, target)
  if (body === null || !hasCounter(target)) return estimated(order, "this upstream has no counter")
  const { upstream, model, format } = target
  const clientHeaders = passed ? order.clientHeaders : null
  const endpoint = endpointOf({
    upstream,
    operation: "count",
    format,
    model,
    secret: order.secret,
    clientHeaders,
    query: null,
  })
  const answer = await order.client.send({
    upstream,
    method: "POST",
    ...endpoint,
    body,
    signal: order.signal,
  })
  if (answer.kind === "failed") return estimated(order, answer.error.message)
  return readCount(order, answer, passed)
}

/** A count as a client of this format reads it, as JSON text; where it is an estimate, the answer says so. */
export function countAnswer(format: Format, count: Exclude<Count, { kind: "failed" }>): string {
  if (count.kind === "counted" && count.native !== null) return count.native
  switch (format) {
    case "anthropic":
      return JSON.stringify({ input_tokens: count.tokens, ...markOf(count) })
    case "gemini":
      return JSON.stringify({ totalTokens: count.tokens, ...markOf(count) })
    case "openai-chat":
    case "openai-responses":
      return JSON.stringify({ object: "response.input_tokens", input_tokens: count.tokens, ...markOf(count) })
    default:
      return format satisfies never
  }
}

async function readCount(
  order: CountOrder,
  answer: Extract<UpstreamAnswer, { kind: "answer" }>,
  passed: boolean,
): Promise<Count> {
  const { target, now } = order
  const text = await textWithin(answer.body, mostBytes)
  if (text === null) return estimated(order, "the upstream's count broke off")
  if (answer.status !== 200) {
    const headers = new Headers(Object.entries(answer.headers).map(([name, value]) => [name, String(value)]))
    const failed = { status: answer.status, headers, body: text, now: now() }
    const error = target.format === "gemini" ? geminiError(failed) : anthropicError(failed)
    const isTheirs = error.code === "bad-request" || error.code === "too-large"
    return isTheirs ? { kind: "failed", error } : estimated(order, error.message)
  }
  const fields = recordOf(parseJson(text))
  const tokens = numberOf(target.format === "gemini" ? fields.totalTokens : fields.input_tokens)
  if (tokens === null) return estimated(order, "the upstream's count cannot be read")
  return { kind: "counted", tokens, native: passed ? text : null }
}

/** OpenAI's servers count only what they answer. */
function hasCounter({ format }: Target): boolean {
  return format === "gemini" || format === "anthropic"
}

/** A body that only its vendor can read is estimated by its size. */
function estimated({ exchange, body }: CountOrder, why: string): Count {
  const tokens = exchange.turns.length > 0 ? estimateTokens(exchange) : Math.ceil(body.length / 4)
  return { kind: "estimated", tokens, why }
}

/** Clients leave fields alone that they do not know. */
function markOf(count: Exclude<Count, { kind: "failed" }>): object {
  return count.kind === "estimated" ? { estimated: true } : {}
}

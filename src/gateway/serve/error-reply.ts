import type { ServerResponse } from "node:http"
import * as anthropic from "../codecs/anthropic/errors.ts"
import * as gemini from "../codecs/gemini/errors.ts"
import * as openai from "../codecs/openai-chat/errors.ts"
import type { Format } from "../config/config.ts"
import type { GatewayError } from "../model/exchange.ts"

export type ErrorAnswer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** An error before the first byte, in the envelope of the client's format (G67). */
export function errorAnswer(format: Format, error: GatewayError, requestId: string): ErrorAnswer {
  switch (format) {
    case "anthropic":
      return anthropic.errorAnswer(error, requestId)
    case "gemini":
      return gemini.errorAnswer(error)
    case "openai-chat":
    case "openai-responses":
      return openai.errorAnswer(error)
  }
}

/** Sends an error; without effect where the client is gone already. */
export function replyError(
  response: ServerResponse,
  format: Format,
  error: GatewayError,
  more: { readonly requestId: string; readonly headers?: Readonly<Record<string, string>> },
): void {
  if (response.headersSent || response.destroyed) return
  const answer = errorAnswer(format, error, more.requestId)
  const agent = response.req.headers["user-agent"]
  response.writeHead(stopStatus(format, error, agent) ?? answer.status, {
    ...answer.headers,
    ...more.headers,
    "x-request-id": more.requestId,
    "content-length": Buffer.byteLength(answer.body),
  })
  response.end(response.req.method === "HEAD" ? undefined : answer.body)
}

/**
 * Clients made of the AI SDK (OpenCode among them) ask again after every 429, `x-should-retry` or not, and stop at a 402; the
 * OpenAI SDK and Codex are served by the 429 of the format (GB1, GB2).
 */
function stopStatus(format: Format, error: GatewayError, agent: string | undefined): number | null {
  const budgetStop = format === "openai-chat" && error.code === "budget"
  return budgetStop && /\bai-sdk\//.test(agent ?? "") ? 402 : null
}

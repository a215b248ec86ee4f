import type { GatewayError } from "../../model/exchange.ts"
import type { Fields } from "../fields.ts"

/**
 * The `error` of a failed response. Before the first byte this format has the same envelope as Chat Completions
 * (`openai-chat/errors.ts`); in a stream it only has these words. Codex stops at `insufficient_quota`.
 */
export function responseError(error: GatewayError): Fields {
  return { code: codeOf(error.code), message: error.message }
}

function codeOf(code: GatewayError["code"]): string {
  switch (code) {
    case "budget":
    case "quota":
      return "insufficient_quota"
    case "rate-limited":
      return "rate_limit_exceeded"
    case "overloaded":
      return "server_is_overloaded"
    case "bad-request":
    case "unsupported":
    case "too-large":
      return "invalid_prompt"
    default:
      return "server_error"
  }
}

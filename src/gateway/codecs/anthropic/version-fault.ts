import type { GatewayError } from "../../model/exchange.ts"
import { badRequest } from "../bad-request.ts"
import { type Fields, listOf, recordOf } from "../fields.ts"

const samplingFields = ["temperature", "top_p", "top_k"] as const

/**
 * What version `2026-10-21` and later reject (G04, Anthropic's migration page): sampling fields even at their defaults,
 * documents in messages of the assistant, citations on texts of the user. Null when nothing is wrong.
 */
export function versionFault(fields: Fields, version: string | null): GatewayError | null {
  if (version === null || version < "2026-10-21") return null
  const sampling = samplingFields.find((name) => fields[name] !== undefined)
  if (sampling !== undefined) return rejected(sampling, version, "is not accepted")
  for (const [turn, message] of listOf(fields.messages).entries()) {
    const { role, content } = recordOf(message)
    for (const [index, block] of listOf(content).map(recordOf).entries()) {
      const at = `messages.${turn}.content.${index}`
      if (role === "assistant" && block.type === "document") {
        return rejected(at, version, "documents are not accepted in messages of the assistant")
      }
      if (role === "user" && block.type === "text" && listOf(block.citations).length > 0) {
        return rejected(`${at}.citations`, version, "citations are not accepted on texts of the user")
      }
    }
  }
  return null
}

function rejected(field: string, version: string, why: string): GatewayError {
  return badRequest(`${field}: ${why} by anthropic-version ${version}.`, field)
}

import type { Format } from "../config/config.ts"
import type { ModelEntry } from "./models.ts"

/** The list of models as a client of this format reads it (G05), as JSON text. A name that several offer stands once. */
export function modelListAnswer(format: Format, entries: readonly ModelEntry[]): string {
  const seen = new Set<string>()
  const once = entries.filter(({ id }) => !seen.has(id) && seen.add(id))
  const models = once.map((entry) => shapeOf(format, entry))
  switch (format) {
    case "anthropic": {
      const first_id = once.at(0)?.id ?? null
      const last_id = once.at(-1)?.id ?? null
      return JSON.stringify({ data: models, has_more: false, first_id, last_id })
    }
    case "gemini":
      return JSON.stringify({ models })
    case "openai-chat":
    case "openai-responses":
      return JSON.stringify({ object: "list", data: models })
    default:
      return format satisfies never
  }
}

/** One model as a client of this format reads it, as JSON text. */
export function modelAnswer(format: Format, entry: ModelEntry): string {
  return JSON.stringify(shapeOf(format, entry))
}

function shapeOf(format: Format, { id, displayName, upstream, createdAt }: ModelEntry): object {
  switch (format) {
    case "anthropic": {
      const created_at = new Date((createdAt ?? 0) * 1000).toISOString().replace(/\.\d{3}Z$/, "Z")
      return { type: "model", id, display_name: displayName, created_at }
    }
    case "gemini": {
      const methods = /embedding/.test(id)
        ? ["embedContent", "batchEmbedContents"]
        : ["generateContent", "streamGenerateContent", "countTokens"]
      return { name: `models/${id}`, baseModelId: id, displayName, supportedGenerationMethods: methods }
    }
    case "openai-chat":
    case "openai-responses":
      return { id, object: "model", created: createdAt ?? 0, owned_by: upstream }
    default:
      return format satisfies never
  }
}

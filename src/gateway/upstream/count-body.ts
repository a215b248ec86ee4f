import { upstreamRequest as writeAnthropic } from "../codecs/anthropic/encode-request.ts"
import { type Fields, recordOf } from "../codecs/fields.ts"
import { upstreamRequest as writeGemini } from "../codecs/gemini/encode-request.ts"
import { parseJson } from "../codecs/json-digits.ts"
import type { Exchange } from "../model/exchange.ts"
import type { Target } from "./target.ts"
import { spliceMember } from "./top-member.ts"

/** The exchange as a target's counter takes it (G72); null where the target has no counter. */
export function countBody(exchange: Exchange, target: Target): string | null {
  const { upstream, model } = target
  const { quirks, kind } = upstream
  if (target.format === "gemini") {
    const options = {
      model,
      jsonSchema: quirks.jsonSchema,
      signatures: "keep",
      callIds: kind === "gemini",
    } as const
    return geminiBody(recordOf(parseJson(writeGemini(exchange, options).body)), target)
  }
  if (target.format === "anthropic") {
    const version = quirks.anthropicVersion
    const options = { model, version, sampling: false, defaultMaxTokens: 8192, vertexVersion: null }
    const written = recordOf(parseJson(writeAnthropic(exchange, options).body))
    const counted = Object.entries(written).filter(([name]) => countedByClaude.has(name))
    const vertex = kind === "vertex-claude" ? { anthropic_version: quirks.vertexVersion } : {}
    return JSON.stringify({ ...vertex, ...Object.fromEntries(counted) })
  }
  return null
}

/** What the client's own count request becomes where the upstream counts in the same format. */
export function passedCountBody(body: Buffer, target: Target): Buffer | string {
  const { upstream, model } = target
  if (target.format === "anthropic") {
    const named = spliceMember(body, "model", JSON.stringify(model))
    if (upstream.kind !== "vertex-claude") return named
    return spliceMember(named, "anthropic_version", JSON.stringify(upstream.quirks.vertexVersion))
  }
  if (!body.includes('"generateContentRequest"') && !body.includes('"generate_content_request"')) return body
  const fields = recordOf(parseJson(body.toString("utf8")))
  return geminiBody(recordOf(fields.generateContentRequest ?? fields.generate_content_request), target)
}

const countedByClaude = new Set([
  "model",
  "messages",
  "system",
  "tools",
  "tool_choice",
  "thinking",
  "output_config",
])

/** The Developer API takes tools and system text inside a request of its own, without its settings; Vertex beside. */
function geminiBody(request: Fields, { upstream, model }: Target): string {
  const { generationConfig: _, generation_config: __, safetySettings: ___, ...counted } = request
  if (upstream.kind === "vertex-gemini") {
    const { model: _model, toolConfig: _choice, ...rest } = counted
    return JSON.stringify(rest)
  }
  return JSON.stringify({ generateContentRequest: { ...counted, model: `models/${model}` } })
}

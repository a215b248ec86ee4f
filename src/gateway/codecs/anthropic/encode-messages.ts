import type { Part, Turn } from "../../model/exchange.ts"
import type { ToolNames } from "../../schema/properties.ts"
import { type Fields, recordOf } from "../fields.ts"
import { fittingId } from "../ids.ts"
import { parseJson } from "../json-digits.ts"
import { isClaudes } from "./thinking-field.ts"

/** Tidy turns (`tidyTurns`) as Anthropic's messages. */
export function encodeMessages(turns: readonly Turn[], names: ToolNames): readonly Fields[] {
  return turns.flatMap((turn): Fields[] => {
    const content = inOrder(turn).flatMap((part) => encodePart(part, names))
    return content.length === 0 ? [] : [{ role: turn.role === "model" ? "assistant" : "user", content }]
  })
}

/**
 * Thinking stands before text and calls (G43). An answer that began with thinking keeps its order: Claude thinks between
 * tools too, and wants that back as it was.
 */
function inOrder(turn: Turn): readonly Part[] {
  if (turn.role !== "model" || turn.parts[0]?.kind === "thinking") return turn.parts
  const isThinking = (part: Part) => part.kind === "thinking"
  return [...turn.parts.filter(isThinking), ...turn.parts.filter((part) => !isThinking(part))]
}

function encodePart(part: Part, names: ToolNames): Fields[] {
  switch (part.kind) {
    case "text": {
      const mark = part.cacheMark === undefined ? {} : { cache_control: part.cacheMark }
      return part.text === "" ? [] : [{ type: "text", text: part.text, ...mark }]
    }
    case "thinking":
      return isClaudes(part) ? [encodeThinking(part)] : []
    case "image":
    case "document":
      return [{ type: part.kind, source: encodeSource(part.data) }]
    case "audio":
      return [{ type: "text", text: "(An audio recording stood here; this model takes none.)" }]
    case "call": {
      const input = recordOf(parseJson(names.properties.out(part.argumentsJson)))
      return [{ type: "tool_use", id: fittingId(part.id), name: names.out(part.name), input }]
    }
    case "result": {
      const content = part.content.flatMap((each) => encodePart(each, names))
      const failed = part.failed ? { is_error: true } : {}
      return [{ type: "tool_result", tool_use_id: fittingId(part.id), content, ...failed }]
    }
  }
}

function encodeThinking(part: Extract<Part, { kind: "thinking" }>): Fields {
  if (part.redacted !== undefined) return { type: "redacted_thinking", data: part.redacted }
  return { type: "thinking", thinking: part.text, signature: part.signature?.value ?? "" }
}

function encodeSource(data: Extract<Part, { data: unknown }>["data"]): Fields {
  if ("url" in data) return { type: "url", url: data.url }
  return { type: "base64", media_type: data.mimeType, data: data.base64 }
}

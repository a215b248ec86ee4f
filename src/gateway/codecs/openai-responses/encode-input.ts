import type { Part, Turn } from "../../model/exchange.ts"
import type { NameMap } from "../../schema/names.ts"
import { dataUrlOf } from "../data-url.ts"
import type { Fields } from "../fields.ts"
import { fittingId } from "../ids.ts"
import { isPicture, plainDocument, textsOf } from "../openai-chat/encode-messages.ts"

/** The items of a tidy history, in their order; results right behind their calls (G31). `reasoning`: see `ResponsesOptions`. */
export function inputItems(
  turns: readonly Turn[],
  names: NameMap,
  reasoning: "send" | "leave-out",
): readonly Fields[] {
  const items: Fields[] = []
  // Pictures of the model have no place in its own messages: they go into the next message of the user.
  let later: Part[] = []
  const flush = (own: readonly Part[]): void => {
    const content = [...later, ...own].flatMap(inputContent)
    later = []
    if (content.length > 0) items.push({ type: "message", role: "user", content })
  }
  for (const turn of turns) {
    switch (turn.role) {
      case "system":
        items.push({ type: "message", role: "developer", content: turn.parts.flatMap(inputContent) })
        break
      case "user":
        for (const part of turn.parts) {
          if (part.kind === "result")
            items.push({
              type: "function_call_output",
              call_id: fittingId(part.id),
              output: resultOutput(part),
            })
        }
        flush(turn.parts)
        break
      case "model":
        for (const part of turn.parts) {
          const item = modelItem(part, names, reasoning)
          if (item !== null) items.push(item)
        }
        later.push(...turn.parts.filter(isPicture))
    }
  }
  flush([])
  return items
}

function modelItem(part: Part, names: NameMap, reasoning: "send" | "leave-out"): Fields | null {
  switch (part.kind) {
    case "text":
      if (part.text === "") return null
      return { type: "message", role: "assistant", content: [{ type: "output_text", text: part.text }] }
    case "call":
      return {
        type: "function_call",
        call_id: fittingId(part.id),
        name: names.out(part.name),
        arguments: part.argumentsJson,
      }
    case "thinking":
      // Only what OpenAI itself made can be read there; other vendors' signatures stay away (G42).
      if (reasoning === "leave-out" || part.signature?.family !== "openai") return null
      return {
        type: "reasoning",
        summary: part.text === "" ? [] : [{ type: "summary_text", text: part.text }],
        encrypted_content: part.signature.value,
      }
    default:
      return null
  }
}

/** A failed result says so in the form `{"error": …}` (G35); pictures stay inside the result here (G34). */
function resultOutput(result: Extract<Part, { kind: "result" }>): string | readonly Fields[] {
  const text = textsOf(result.content)
  const said = result.failed ? JSON.stringify({ error: text }) : text
  const pictures = result.content.filter(isPicture).flatMap(inputContent)
  if (pictures.length === 0) return said
  return said === "" ? pictures : [{ type: "input_text", text: said }, ...pictures]
}

function inputContent(part: Part): readonly Fields[] {
  if (part.kind === "text") return part.text === "" ? [] : [{ type: "input_text", text: part.text }]
  if (!isPicture(part)) return []
  const text = plainDocument(part)
  if (text !== null) return [{ type: "input_text", text }]
  if (part.kind === "image") {
    const url = "url" in part.data ? part.data.url : dataUrlOf(part.data)
    return [{ type: "input_image", image_url: url, detail: "auto" }]
  }
  if (part.kind === "audio") {
    if ("url" in part.data) return [{ type: "input_text", text: `[audio: ${part.data.url}]` }]
    const format = part.data.mimeType === "audio/mpeg" ? "mp3" : part.data.mimeType.replace(/^audio\//, "")
    return [{ type: "input_audio", input_audio: { data: part.data.base64, format } }]
  }
  if ("url" in part.data) return [{ type: "input_file", file_url: part.data.url }]
  return [{ type: "input_file", filename: "document.pdf", file_data: dataUrlOf(part.data) }]
}

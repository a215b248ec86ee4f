import type { Part, Turn } from "../../model/exchange.ts"
import type { NameMap } from "../../schema/names.ts"
import { dataUrlOf } from "../data-url.ts"
import type { Fields } from "../fields.ts"
import { fittingId } from "../ids.ts"
import { signatureField } from "./encode-answer.ts"

export type MessageOptions = {
  readonly names: NameMap
  /** Whether the upstream takes `extra_content` with thought signatures: Google's own API in this format. */
  readonly signatures: "send" | "leave-out"
  /** Whether thought text goes back as `reasoning_content`; OpenAI itself knows no such field. */
  readonly thoughts: "send" | "leave-out"
}

type Result = Extract<Part, { kind: "result" }>
type Picture = Extract<Part, { kind: "image" | "audio" | "document" }>

/** The messages of a tidy history: results right behind their calls (G31), pictures out of results behind them (G34). */
export function messagesOf(turns: readonly Turn[], options: MessageOptions): readonly Fields[] {
  const messages: Fields[] = []
  // Pictures that stand where this format has none: they go into the next message of the user.
  let later: Part[] = []
  const flush = (own: readonly Part[]): void => {
    const content = userContent([...later, ...own])
    later = []
    if (content !== null) messages.push({ role: "user", content })
  }
  for (const turn of turns) {
    switch (turn.role) {
      case "system":
        messages.push({ role: "system", content: textsOf(turn.parts) })
        break
      case "user":
        for (const part of turn.parts) {
          if (part.kind !== "result") continue
          messages.push({ role: "tool", tool_call_id: fittingId(part.id), content: resultText(part) })
          later.push(...withTitle(part.content.filter(isPicture), `Pictures of the result ${part.id}:`))
        }
        flush(turn.parts)
        break
      case "model": {
        const message = modelMessage(turn.parts, options)
        if (message !== null) messages.push(message)
        later.push(...withTitle(turn.parts.filter(isPicture), "Pictures of the answer above:"))
      }
    }
  }
  flush([])
  return messages
}

/** The text of a result; one that failed says so in the form `{"error": …}` (G35). */
function resultText(result: Result): string {
  const text = textsOf(result.content)
  return result.failed ? JSON.stringify({ error: text }) : text
}

export function isPicture(part: Part): part is Picture {
  return part.kind === "image" || part.kind === "audio" || part.kind === "document"
}

export function textsOf(parts: readonly Part[]): string {
  return parts.flatMap((part) => (part.kind === "text" && part.text !== "" ? [part.text] : [])).join("\n\n")
}

/** Text of a document that is plain text; null for every other kind. */
export function plainDocument(part: Picture): string | null {
  if (part.kind !== "document" || !("base64" in part.data)) return null
  if (!/^text\/|^application\/json/.test(part.data.mimeType)) return null
  return Buffer.from(part.data.base64, "base64").toString("utf8")
}

function withTitle(pictures: readonly Picture[], title: string): readonly Part[] {
  return pictures.length === 0 ? [] : [{ kind: "text", text: title }, ...pictures]
}

function userContent(parts: readonly Part[]): string | readonly Fields[] | null {
  const content = parts.flatMap((part) => contentOf(part))
  const only = content.length === 1 ? content[0] : undefined
  if (only?.type === "text" && typeof only.text === "string") return only.text
  return content.length === 0 ? null : content
}

function contentOf(part: Part): readonly Fields[] {
  if (part.kind === "text") return part.text === "" ? [] : [{ type: "text", text: part.text }]
  if (!isPicture(part)) return []
  const text = plainDocument(part)
  if (text !== null) return [{ type: "text", text }]
  if (part.kind === "image") {
    const url = "url" in part.data ? part.data.url : dataUrlOf(part.data)
    return [{ type: "image_url", image_url: { url } }]
  }
  // Only pictures may be told by a URL here; the model is told of the rest in words.
  if ("url" in part.data) return [{ type: "text", text: `[${part.kind}: ${part.data.url}]` }]
  if (part.kind === "audio") {
    const format = part.data.mimeType === "audio/mpeg" ? "mp3" : part.data.mimeType.replace(/^audio\//, "")
    return [{ type: "input_audio", input_audio: { data: part.data.base64, format } }]
  }
  return [{ type: "file", file: { filename: "document.pdf", file_data: dataUrlOf(part.data) } }]
}

function modelMessage(parts: readonly Part[], options: MessageOptions): Fields | null {
  const send = options.signatures === "send"
  const text = parts.map((part) => (part.kind === "text" ? part.text : "")).join("")
  const thought = parts.map((part) => (part.kind === "thinking" ? part.text : "")).join("")
  const calls = parts.flatMap((part) =>
    part.kind !== "call"
      ? []
      : [
          {
            id: fittingId(part.id),
            type: "function",
            function: { name: options.names.out(part.name), arguments: part.argumentsJson },
            ...(send && signatureField(part.signature)),
          },
        ],
  )
  if (text === "" && calls.length === 0) return null
  const signed = parts.findLast((part) => part.kind === "text" && part.signature !== undefined)
  return {
    role: "assistant",
    content: text === "" ? null : text,
    ...(options.thoughts === "send" && thought !== "" && { reasoning_content: thought }),
    ...(calls.length > 0 && { tool_calls: calls }),
    ...(send && signed?.kind === "text" && signatureField(signed.signature)),
  }
}

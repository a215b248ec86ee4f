import type { Decoded, Part, Turn } from "../../model/exchange.ts"
import { badRequest } from "../bad-request.ts"
import { type Fields, listOf, recordOf, textOf } from "../fields.ts"
import { untagSignature } from "../signature-tag.ts"

/** Messages of an Anthropic client as turns; a block nobody can translate is a 400 that names it. */
export function decodeTurns(messages: readonly unknown[]): Decoded<readonly Turn[]> {
  const turns: Turn[] = []
  for (const [index, each] of messages.entries()) {
    const message = recordOf(each)
    const role = roleOf(message.role)
    if (role === null) return unknownAt(`messages.${index}.role`, message.role)
    const blocks: readonly unknown[] =
      typeof message.content === "string"
        ? [{ type: "text", text: message.content }]
        : listOf(message.content)
    const parts: Part[] = []
    for (const [at, block] of blocks.entries()) {
      const decoded = decodeBlock(recordOf(block))
      if (decoded === null) return unknownAt(`messages.${index}.content.${at}.type`, recordOf(block).type)
      parts.push(...decoded)
    }
    turns.push({ role, parts: role === "model" ? placeSignatures(parts) : parts })
  }
  return { kind: "ok", value: turns }
}

function roleOf(role: unknown): Turn["role"] | null {
  if (role === "assistant") return "model"
  return role === "user" || role === "system" ? role : null
}

function unknownAt(param: string, value: unknown): Decoded<never> {
  const error = badRequest(`${param}: ${JSON.stringify(value) ?? "nothing"} cannot be translated.`, param)
  return { kind: "error", error }
}

function decodeBlock(block: Fields): Part[] | null {
  switch (block.type) {
    case "text": {
      const mark = block.cache_control
      const marked = mark === undefined || mark === null ? {} : { cacheMark: mark }
      return [{ kind: "text", text: textOf(block.text) ?? "", ...marked }]
    }
    case "thinking":
      return [decodeThinking(block)]
    case "redacted_thinking":
      return [{ kind: "thinking", text: "", redacted: textOf(block.data) ?? "" }]
    case "tool_use":
      return [
        {
          kind: "call",
          id: textOf(block.id) ?? "",
          name: textOf(block.name) ?? "",
          argumentsJson: JSON.stringify(recordOf(block.input)),
        },
      ]
    case "tool_result":
      return [decodeResult(block)]
    case "image":
    case "document":
      return decodeSource(block.type, recordOf(block.source))
    case "search_result": {
      const texts = listOf(block.content).map((each) => textOf(recordOf(each).text) ?? "")
      const head = [textOf(block.title), textOf(block.source)].filter((each) => each !== null)
      return [{ kind: "text", text: [head.join(" – "), ...texts].join("\n") }]
    }
    default:
      return null
  }
}

function decodeThinking(block: Fields): Part {
  const signed = textOf(block.signature)
  const text = textOf(block.thinking) ?? ""
  if (signed === null || signed === "") return { kind: "thinking", text }
  return { kind: "thinking", text, signature: { value: signed, family: "claude" } }
}

function decodeResult(block: Fields): Part {
  const told = block.content
  const blocks: readonly unknown[] = typeof told === "string" ? [{ type: "text", text: told }] : listOf(told)
  const content = blocks.flatMap((each): Part[] => {
    const inner = recordOf(each)
    // What a result holds is data: a form nobody knows is passed on as its JSON rather than lost.
    return decodeBlock(inner) ?? [{ kind: "text", text: JSON.stringify(inner) }]
  })
  return {
    kind: "result",
    id: textOf(block.tool_use_id) ?? "",
    name: null,
    content,
    failed: block.is_error === true,
  }
}

function decodeSource(kind: "image" | "document", source: Fields): Part[] | null {
  const base64 = textOf(source.data)
  const url = textOf(source.url)
  if (source.type === "base64" && base64 !== null) {
    const otherwise = kind === "image" ? "image/png" : "application/pdf"
    return [{ kind, data: { mimeType: textOf(source.media_type) ?? otherwise, base64 } }]
  }
  if (source.type === "url" && url !== null) return [{ kind, data: { url } }]
  if (source.type === "text" && base64 !== null) return [{ kind: "text", text: base64 }]
  if (source.type !== "content") return null
  if (typeof source.content === "string") return [{ kind: "text", text: source.content }]
  return listOf(source.content).flatMap((each) => decodeBlock(recordOf(each)) ?? [])
}

/**
 * Signatures of other vendors come back in thinking blocks that carry a tag (`tagSignature`); each goes back to the part
 * it was made for, and a block that held nothing else is gone.
 */
function placeSignatures(parts: readonly Part[]): readonly Part[] {
  const placed: Part[] = []
  let forCall: Extract<Part, { kind: "call" }>["signature"]
  for (const part of parts) {
    if (part.kind === "call" && forCall !== undefined) {
      placed.push({ ...part, signature: forCall })
      forCall = undefined
      continue
    }
    if (part.kind !== "thinking" || part.signature === undefined) {
      placed.push(part)
      continue
    }
    const { signature, on } = untagSignature(part.signature.value, "claude")
    if (on === "thinking") {
      placed.push({ ...part, signature })
      continue
    }
    if (part.text !== "") placed.push({ kind: "thinking", text: part.text })
    if (on === "call") {
      forCall = signature
      continue
    }
    const last = placed.at(-1)
    if ((last?.kind === "text" || last?.kind === "image") && last.signature === undefined) {
      placed[placed.length - 1] = { ...last, signature }
    } else placed.push({ kind: "text", text: "", signature })
  }
  return placed
}

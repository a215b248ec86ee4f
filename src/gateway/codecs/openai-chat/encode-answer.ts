import type { Signature, StopReason } from "../../model/exchange.ts"
import { unwrapInput } from "../call-arguments.ts"
import { dataUrlOf } from "../data-url.ts"
import type { Fields } from "../fields.ts"
import { fittingId, mintCallId } from "../ids.ts"
import type { WholeAnswer, WholePart } from "../whole-answer.ts"
import { chatUsage } from "./usage.ts"

/** What the answer names; `created` in epoch seconds; `custom` = the client's tools that take free text. */
export type AnswerFacts = {
  readonly id: string
  readonly model: string
  readonly created: number
  readonly custom: ReadonlySet<string>
}

/** A whole answer as the body of a Chat Completions response. */
export function encodeAnswer(answer: WholeAnswer, facts: AnswerFacts): string {
  const texts = answer.parts.filter((part) => part.kind === "text")
  const text = texts.map((part) => part.text).join("")
  const thought = answer.parts.map((part) => (part.kind === "thinking" ? part.text : "")).join("")
  const calls = answer.parts.flatMap((part) => (part.kind === "call" ? [wholeCall(part, facts)] : []))
  const images = answer.parts.flatMap((part) => (part.kind === "image" ? [imageField(part)] : []))
  const signature = texts.findLast((part) => part.signature !== undefined)?.signature
  const message = {
    role: "assistant",
    content: text === "" && (calls.length > 0 || images.length > 0) ? null : text,
    refusal: null,
    ...(thought !== "" && { reasoning_content: thought }),
    ...(calls.length > 0 && { tool_calls: calls }),
    ...(images.length > 0 && { images }),
    ...signatureField(signature),
  }
  return JSON.stringify({
    id: facts.id,
    object: "chat.completion",
    created: facts.created,
    model: facts.model,
    choices: [{ index: 0, message, logprobs: null, finish_reason: finishWord(answer.reason) }],
    ...(answer.usage !== null && { usage: chatUsage(answer.usage) }),
  })
}

/** The word of this format for why an answer ended (G48 to G52). */
export function finishWord(reason: StopReason): string {
  switch (reason) {
    case "calls":
      return "tool_calls"
    case "length":
    case "context":
      return "length"
    case "refused":
      return "content_filter"
    default:
      return "stop"
  }
}

/** The signature of a call or text where clients that keep unknown fields bring it back (G40); never inside the id. */
export function signatureField(signature: Signature | undefined): Fields {
  if (signature === undefined || signature.family === "claude" || signature.family === "openai") return {}
  return { extra_content: { google: { thought_signature: signature.value } } }
}

/** A picture of the model; this format has no field of its own for it, so it stands where its clients look (G73). */
export function imageField(part: Extract<WholePart, { kind: "image" }>): Fields {
  return { type: "image_url", image_url: { url: dataUrlOf(part.data) } }
}

/** The id of a call as clients accept it (G29). */
export function callId(id: string | null): string {
  return id === null || id === "" ? mintCallId() : fittingId(id)
}

/** The client's tools that take free text instead of JSON. */
export function customTools(
  tools: readonly { readonly name: string; readonly origin?: { readonly kind: string } }[],
): ReadonlySet<string> {
  return new Set(tools.filter((tool) => tool.origin?.kind === "custom").map((tool) => tool.name))
}

function wholeCall(part: Extract<WholePart, { kind: "call" }>, facts: AnswerFacts): Fields {
  const told = facts.custom.has(part.name)
    ? { type: "custom", custom: { name: part.name, input: unwrapInput(part.argumentsJson) } }
    : { type: "function", function: { name: part.name, arguments: part.argumentsJson } }
  return { id: callId(part.id), ...told, ...signatureField(part.signature) }
}

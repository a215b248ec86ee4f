import type { CallUsage, Exchange, StopReason } from "../../model/exchange.ts"
import type { Fields } from "../fields.ts"
import { callId } from "../openai-chat/encode-answer.ts"
import type { WholeAnswer, WholePart } from "../whole-answer.ts"
import {
  callItem,
  clientTool,
  ending,
  imageItem,
  messageItem,
  reasoningItem,
  responsesUsage,
  textPart,
} from "./items.ts"
import { encryptedContent } from "./reasoning.ts"

/** What an answer names and repeats. `id` begins with `resp_`; `created` in epoch seconds; `encrypted`: see G45. */
export type ResponseFacts = {
  readonly id: string
  readonly model: string
  readonly created: number
  readonly encrypted: "wanted" | "unwanted"
  readonly exchange: Pick<Exchange, "tools" | "parallelCalls" | "sampling" | "maxOutputTokens">
}

/** A whole answer as the body of a response. */
export function encodeAnswer(answer: WholeAnswer, facts: ResponseFacts): string {
  const output: Fields[] = []
  for (const part of answer.parts) {
    const signed = part.kind === "call" || part.kind === "text" ? carrier(part, facts) : null
    // The signature of a call stands before it, that of a text behind it.
    if (signed !== null && part.kind === "call")
      output.push(reasoningItem(itemId(facts, "rs", output), "", signed))
    const item = itemOf(part, facts, output)
    if (item !== null) output.push(item)
    if (signed !== null && part.kind === "text")
      output.push(reasoningItem(itemId(facts, "rs", output), "", signed))
  }
  return JSON.stringify(
    responseObject(facts, { kind: "ended", reason: answer.reason, usage: answer.usage }, output),
  )
}

export type ResponseState =
  | { readonly kind: "running" }
  | { readonly kind: "ended"; readonly reason: StopReason; readonly usage: CallUsage | null }
  | { readonly kind: "failed"; readonly error: Fields; readonly usage: CallUsage | null }

/** The response object, as it stands alone or inside the events of a stream. */
export function responseObject(
  facts: ResponseFacts,
  state: ResponseState,
  output: readonly Fields[],
): Fields {
  const end = state.kind === "ended" ? ending(state.reason) : null
  const { sampling, parallelCalls, maxOutputTokens } = facts.exchange
  return {
    id: facts.id,
    object: "response",
    created_at: facts.created,
    status: state.kind === "running" ? "in_progress" : state.kind === "failed" ? "failed" : end?.status,
    error: state.kind === "failed" ? state.error : null,
    incomplete_details: end === null || end.why === null ? null : { reason: end.why },
    instructions: null,
    max_output_tokens: maxOutputTokens,
    model: facts.model,
    output,
    parallel_tool_calls: parallelCalls,
    previous_response_id: null,
    store: false,
    temperature: sampling.temperature,
    top_p: sampling.topP,
    tool_choice: "auto",
    tools: [],
    usage: state.kind === "running" || state.usage === null ? null : responsesUsage(state.usage),
    metadata: {},
  }
}

/** The id of the next item: unique in the response, and the same in every event about it. */
export function itemId(facts: ResponseFacts, prefix: string, output: readonly Fields[]): string {
  return `${prefix}_${facts.id.replace(/^resp_/, "")}_${output.length}`
}

/** The item content in which a client keeps a signature for the next turn; null where it did not ask for one (G45). */
export function carrier(
  part: Extract<WholePart, { kind: "call" | "text" }>,
  facts: ResponseFacts,
): string | null {
  return facts.encrypted === "wanted" ? encryptedContent(part, part.kind) : null
}

function itemOf(part: WholePart, facts: ResponseFacts, output: readonly Fields[]): Fields | null {
  switch (part.kind) {
    case "text":
      if (part.text === "") return null
      return messageItem(itemId(facts, "msg", output), [textPart(part.text)], "completed")
    case "thinking": {
      const encrypted = facts.encrypted === "wanted" ? encryptedContent(part, "thinking") : null
      if (part.text === "" && encrypted === null) return null
      return reasoningItem(itemId(facts, "rs", output), part.text, encrypted)
    }
    case "image":
      return imageItem(itemId(facts, "ig", output), part.data)
    case "call": {
      const tool = clientTool(facts.exchange.tools, part.name)
      const prefix = tool.kind === "custom" ? "ctc" : "fc"
      const call = { id: callId(part.id), tool, argumentsJson: part.argumentsJson }
      return callItem(itemId(facts, prefix, output), call, "completed")
    }
  }
}

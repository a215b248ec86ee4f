import type { AnswerEvent, CallUsage, GatewayError, StopReason } from "../../model/exchange.ts"
import { sseComment, sseEvent } from "../../sse/write.ts"
import { unwrapInput } from "../call-arguments.ts"
import type { Fields } from "../fields.ts"
import { brokenOff, malformedCall, settledReason } from "../whole-answer.ts"
import { type AnswerFacts, callId, finishWord, imageField, signatureField } from "./encode-answer.ts"
import { errorEnvelope } from "./errors.ts"
import { chatUsage } from "./usage.ts"

export type AnswerEncoder = {
  /** The wire text of one event; empty when it has none. */
  readonly push: (event: AnswerEvent) => string
  readonly end: () => string
  readonly keepAlive: () => string
}

/**
 * An answer as a stream of Chat Completions chunks (G62): the role first, one `finish_reason`, usage only where asked
 * (G57), `[DONE]` last. After an error, or when the end never came, nothing looks like a clean end (G64).
 */
export function createAnswerEncoder(
  facts: AnswerFacts & { readonly usage: "wanted" | "unwanted" },
): AnswerEncoder {
  let begun = false
  let failed = false
  let calls = 0
  let images = 0
  let usage: CallUsage | null = null
  let reason: StopReason | null = null
  /** The open call; `text` gathers free text of a custom tool, null where arguments stream through. */
  let call: { readonly index: number; text: string | null; empty: boolean } | null = null

  const chunk = (choices: readonly Fields[], more: Fields): string => {
    const { id, created, model } = facts
    return sseEvent(
      null,
      JSON.stringify({ id, object: "chat.completion.chunk", created, model, choices, ...more }),
    )
  }
  const noUsage = facts.usage === "wanted" ? { usage: null } : {}
  const delta = (fields: Fields, finish: string | null = null): string => {
    const role = begun ? {} : { role: "assistant", content: "" }
    begun = true
    return chunk(
      [{ index: 0, delta: { ...role, ...fields }, logprobs: null, finish_reason: finish }],
      noUsage,
    )
  }
  const fail = (error: GatewayError): string => {
    failed = true
    return sseEvent(null, JSON.stringify(errorEnvelope(error)))
  }
  const openCall = (event: Extract<AnswerEvent, { kind: "call" }>): string => {
    const custom = facts.custom.has(event.name)
    call = { index: calls, text: custom ? "" : null, empty: true }
    calls += 1
    const told = custom
      ? { type: "custom", custom: { name: event.name, input: "" } }
      : { type: "function", function: { name: event.name, arguments: "" } }
    const id = callId(event.id)
    return delta({ tool_calls: [{ index: call.index, id, ...told, ...signatureField(event.signature) }] })
  }
  const addArguments = (json: string): string => {
    if (call === null || json === "") return ""
    call.empty = false
    if (call.text !== null) {
      call.text += json
      return ""
    }
    return delta({ tool_calls: [{ index: call.index, function: { arguments: json } }] })
  }
  const closePart = (): string => {
    const closing = call
    call = null
    if (closing === null) return ""
    const { index, text, empty } = closing
    if (text !== null) return delta({ tool_calls: [{ index, custom: { input: unwrapInput(text) } }] })
    return empty ? delta({ tool_calls: [{ index, function: { arguments: "{}" } }] }) : ""
  }

  const push = (event: AnswerEvent): string => {
    if (failed || reason !== null) {
      if (!failed && event.kind === "usage") usage = event.usage
      return ""
    }
    switch (event.kind) {
      case "begin":
        usage = event.usage ?? usage
        return delta({})
      case "text": {
        // A text that only carries a signature opens no empty content (G38).
        const content = event.text === "" ? {} : { content: event.text }
        const fields = { ...content, ...signatureField(event.signature) }
        return Object.keys(fields).length === 0 ? "" : delta(fields)
      }
      case "thinking":
        return event.text === "" ? "" : delta({ reasoning_content: event.text })
      case "image":
        images += 1
        return delta({ images: [{ index: images - 1, ...imageField(event) }] })
      case "call":
        return closePart() + openCall(event)
      case "call-arguments":
        return addArguments(event.json)
      case "part-end":
        return closePart()
      case "usage":
        usage = event.usage
        return ""
      case "error":
        return fail(event.error)
      case "end": {
        const closing = closePart()
        const settled = settledReason(event.reason, calls > 0 ? "called" : "no-call")
        if (settled === "malformed") return closing + fail(malformedCall)
        reason = settled
        return closing + delta({}, finishWord(settled))
      }
    }
  }

  const end = (): string => {
    if (failed) return ""
    if (reason === null) return fail(brokenOff)
    const told = facts.usage === "wanted" && usage !== null ? chunk([], { usage: chatUsage(usage) }) : ""
    return told + sseEvent(null, "[DONE]")
  }

  return { push, end, keepAlive: () => sseComment("keep-alive") }
}

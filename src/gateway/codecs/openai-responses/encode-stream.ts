import type { AnswerEvent, CallUsage, GatewayError } from "../../model/exchange.ts"
import { sseComment, sseEvent } from "../../sse/write.ts"
import { unwrapInput } from "../call-arguments.ts"
import type { Fields } from "../fields.ts"
import { callId } from "../openai-chat/encode-answer.ts"
import type { AnswerEncoder } from "../openai-chat/encode-stream.ts"
import { brokenOff, malformedCall, type WholePart } from "../whole-answer.ts"
import { carrier, itemId, type ResponseFacts, responseObject } from "./encode-answer.ts"
import { responseError } from "./errors.ts"
import {
  type ClientTool,
  callItem,
  clientTool,
  imageItem,
  messageItem,
  reasoningItem,
  textPart,
} from "./items.ts"
import { encryptedContent } from "./reasoning.ts"

type Text = Extract<WholePart, { kind: "text" }>
type Thinking = Extract<WholePart, { kind: "thinking" }>

/** The item that is open, with everything said of it; `id` null = nothing of it was sent yet. */
type Open =
  | { readonly kind: "text"; id: string | null; whole: Text }
  | { readonly kind: "thinking"; id: string | null; whole: Thinking; summary: "none" | "open" }
  | {
      readonly kind: "call"
      readonly id: string
      readonly callId: string
      readonly tool: ClientTool
      argumentsJson: string
    }

/**
 * An answer as a stream of named events with rising numbers, each item added, told and done, ended by completed,
 * incomplete or failed, without `[DONE]` (G62, G64).
 */
export function createAnswerEncoder(facts: ResponseFacts): AnswerEncoder {
  const output: Fields[] = []
  let number = 0
  let phase: "new" | "running" | "over" = "new"
  let open: Open | null = null
  let usage: CallUsage | null = null
  let last: Extract<AnswerEvent, { kind: "end" }> | null = null

  const send = (type: string, fields: Fields): string => {
    const data = JSON.stringify({ type, sequence_number: number, ...fields })
    number += 1
    return sseEvent(type, data)
  }
  const begin = (): string => {
    if (phase !== "new") return ""
    phase = "running"
    const response = responseObject(facts, { kind: "running" }, [])
    return send("response.created", { response }) + send("response.in_progress", { response })
  }
  const about = (id: string): Fields => ({ item_id: id, output_index: output.length })
  const added = (item: Fields): string =>
    send("response.output_item.added", { output_index: output.length, item })
  const done = (item: Fields): string => {
    const text = send("response.output_item.done", { output_index: output.length, item })
    output.push(item)
    return text
  }
  const whole = (item: Fields): string => added(item) + done(item)
  const carry = (encrypted: string | null): string =>
    encrypted === null ? "" : whole(reasoningItem(itemId(facts, "rs", output), "", encrypted))

  const addText = (event: Extract<AnswerEvent, { kind: "text" }>): string => {
    let out = ""
    if (open?.kind !== "text") {
      out += close()
      open = { kind: "text", id: null, whole: { kind: "text", text: "" } }
    }
    open.whole = { ...open.whole, ...event, text: open.whole.text + event.text }
    if (event.text === "") return out
    if (open.id === null) {
      open.id = itemId(facts, "msg", output)
      out += added(messageItem(open.id, [], "in_progress"))
      out += send("response.content_part.added", { ...about(open.id), content_index: 0, part: textPart("") })
    }
    const delta = { ...about(open.id), content_index: 0, delta: event.text, logprobs: [] }
    return out + send("response.output_text.delta", delta)
  }
  const addThought = (event: Extract<AnswerEvent, { kind: "thinking" }>): string => {
    let out = ""
    if (open?.kind !== "thinking") {
      out += close()
      open = { kind: "thinking", id: null, whole: { kind: "thinking", text: "" }, summary: "none" }
    }
    open.whole = { ...open.whole, ...event, text: open.whole.text + event.text }
    if (event.text === "") return out
    if (open.id === null) {
      open.id = itemId(facts, "rs", output)
      out += added(reasoningItem(open.id, "", null))
    }
    const place = { ...about(open.id), summary_index: 0 }
    if (open.summary === "none") {
      open.summary = "open"
      const part = { type: "summary_text", text: "" }
      out += send("response.reasoning_summary_part.added", { ...place, part })
    }
    return out + send("response.reasoning_summary_text.delta", { ...place, delta: event.text })
  }
  const openCall = (event: Extract<AnswerEvent, { kind: "call" }>): string => {
    const before = close() + carry(carrier({ ...event, argumentsJson: "" }, facts))
    const tool = clientTool(facts.exchange.tools, event.name)
    const id = itemId(facts, tool.kind === "custom" ? "ctc" : "fc", output)
    open = { kind: "call", id, callId: callId(event.id), tool, argumentsJson: "" }
    return before + added(callItem(id, { id: open.callId, tool, argumentsJson: "" }, "in_progress"))
  }
  const addArguments = (json: string): string => {
    if (open?.kind !== "call" || json === "") return ""
    open.argumentsJson += json
    // Free text stands inside the JSON and is told when that is whole.
    if (open.tool.kind === "custom") return ""
    return send("response.function_call_arguments.delta", { ...about(open.id), delta: json })
  }
  const closeText = (text: Extract<Open, { kind: "text" }>): string => {
    let out = ""
    if (text.id !== null) {
      const place = { ...about(text.id), content_index: 0 }
      const part = textPart(text.whole.text)
      out += send("response.output_text.done", { ...place, text: text.whole.text, logprobs: [] })
      out += send("response.content_part.done", { ...place, part })
      out += done(messageItem(text.id, [part], "completed"))
    }
    return out + carry(carrier(text.whole, facts))
  }
  const closeThought = (thought: Extract<Open, { kind: "thinking" }>): string => {
    const encrypted = facts.encrypted === "wanted" ? encryptedContent(thought.whole, "thinking") : null
    if (thought.id === null) return carry(encrypted)
    const { text } = thought.whole
    const place = { ...about(thought.id), summary_index: 0 }
    const part = { type: "summary_text", text }
    return (
      send("response.reasoning_summary_text.done", { ...place, text }) +
      send("response.reasoning_summary_part.done", { ...place, part }) +
      done(reasoningItem(thought.id, text, encrypted))
    )
  }
  const closeCall = (call: Extract<Open, { kind: "call" }>): string => {
    const place = about(call.id)
    const argumentsJson = call.argumentsJson === "" ? "{}" : call.argumentsJson
    const item = callItem(call.id, { id: call.callId, tool: call.tool, argumentsJson }, "completed")
    if (call.tool.kind === "custom") {
      const input = unwrapInput(argumentsJson)
      const delta = send("response.custom_tool_call_input.delta", { ...place, delta: input })
      return delta + send("response.custom_tool_call_input.done", { ...place, input }) + done(item)
    }
    const rest =
      call.argumentsJson === ""
        ? send("response.function_call_arguments.delta", { ...place, delta: argumentsJson })
        : ""
    const told = { ...place, name: call.tool.name, arguments: argumentsJson }
    return rest + send("response.function_call_arguments.done", told) + done(item)
  }
  const close = (): string => {
    const closing = open
    open = null
    if (closing === null) return ""
    switch (closing.kind) {
      case "text":
        return closeText(closing)
      case "thinking":
        return closeThought(closing)
      case "call":
        return closeCall(closing)
    }
  }
  const fail = (error: GatewayError): string => {
    const before = begin()
    phase = "over"
    const response = responseObject(facts, { kind: "failed", error: responseError(error), usage }, output)
    return before + send("response.failed", { response })
  }

  const push = (event: AnswerEvent): string => {
    if (phase === "over") return ""
    if (last !== null) {
      if (event.kind === "usage") usage = event.usage
      return event.kind === "error" ? fail(event.error) : ""
    }
    switch (event.kind) {
      case "begin":
        usage = event.usage ?? usage
        return begin()
      case "text":
        return begin() + addText(event)
      case "thinking":
        return begin() + addThought(event)
      case "image":
        return begin() + close() + whole(imageItem(itemId(facts, "ig", output), event.data))
      case "call":
        return begin() + openCall(event)
      case "call-arguments":
        return addArguments(event.json)
      case "part-end":
        return close()
      case "usage":
        usage = event.usage
        return ""
      case "error":
        return fail(event.error)
      case "end":
        last = event
        return begin() + close()
    }
  }

  /** The last event carries usage, which some upstreams only tell behind their end. */
  const end = (): string => {
    if (phase === "over") return ""
    if (last === null) return fail(brokenOff)
    if (last.reason === "malformed") return fail(malformedCall)
    phase = "over"
    const response = responseObject(facts, { kind: "ended", reason: last.reason, usage }, output)
    return send(response.status === "incomplete" ? "response.incomplete" : "response.completed", { response })
  }

  return { push, end, keepAlive: () => sseComment("keep-alive") }
}

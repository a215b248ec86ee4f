import { randomUUID } from "node:crypto"
import type { AnswerEvent, CallUsage, StopReason } from "../../model/exchange.ts"
import { sseEvent } from "../../sse/write.ts"
import { type Fields, present } from "../fields.ts"
import { parseJson } from "../json-digits.ts"
import { type BlockOptions, type BlockStep, createBlocks } from "./blocks.ts"
import { cutStream, errorObject } from "./errors.ts"

export type AnswerOptions = BlockOptions & {
  /** The model as the client named it. */
  readonly model: string
  readonly requestId: string
}

export type AnswerEncoder = {
  readonly push: (event: AnswerEvent) => string
  /** Nothing more comes from the upstream. An answer that did not end is an error, never a clean end (G64). */
  readonly end: () => string
  readonly keepAlive: () => string
}

/** Events as the stream of `POST /v1/messages` (G60). */
export function createAnswerEncoder(options: AnswerOptions): AnswerEncoder {
  const blocks = createBlocks(options)
  let usage: CallUsage | null = null
  let state: "before" | "open" | "over" = "before"
  let index = -1
  let calls = 0

  const start = (): string => {
    if (state !== "before") return ""
    state = "open"
    const message = { ...messageOf(options), content: [], usage: { ...usageOf(usage), output_tokens: 0 } }
    return write({ type: "message_start", message })
  }
  const writeStep = (step: BlockStep): string => {
    switch (step.kind) {
      case "open":
        index += 1
        if (step.block.type === "tool_use") calls += 1
        return write({ type: "content_block_start", index, content_block: step.block })
      case "delta":
        return write({ type: "content_block_delta", index, delta: step.delta })
      case "close":
        return write({ type: "content_block_stop", index })
    }
  }
  const steps = (list: readonly BlockStep[]): string => list.map(writeStep).join("")
  const finish = (event: Extract<AnswerEvent, { kind: "end" }>): string => {
    const closing = start() + steps(blocks.close())
    state = "over"
    const delta = { stop_reason: stopReason(event.reason, calls), stop_sequence: event.stopSequence }
    return (
      closing +
      write({ type: "message_delta", delta, usage: usageOf(usage) }) +
      write({ type: "message_stop" })
    )
  }
  const push = (event: AnswerEvent): string => {
    if (state === "over") return ""
    switch (event.kind) {
      case "begin":
        usage = event.usage ?? usage
        return start()
      case "usage":
        usage = event.usage
        return ""
      case "end":
        return finish(event)
      case "error":
        state = "over"
        return write(errorObject(event.error, options.requestId))
      default:
        return start() + steps(blocks.push(event))
    }
  }
  return {
    push,
    end: () => push({ kind: "error", error: cutStream }),
    keepAlive: () => (state === "open" ? write({ type: "ping" }) : ": wait\n\n"),
  }
}

/** Events of a whole answer without an error as the plain answer of `POST /v1/messages`. */
export function encodeAnswer(events: readonly AnswerEvent[], options: AnswerOptions): string {
  const blocks = createBlocks(options)
  const content: Fields[] = []
  let usage: CallUsage | null = null
  let ending: Extract<AnswerEvent, { kind: "end" }> = { kind: "end", reason: "other", stopSequence: null }
  for (const event of events) {
    if (event.kind === "end") ending = event
    if (event.kind === "usage" || event.kind === "begin") usage = event.usage ?? usage
    for (const step of blocks.push(event)) applyStep(content, step)
  }
  const calls = content.filter((block) => block.type === "tool_use").length
  return JSON.stringify({
    ...messageOf(options),
    content: content.map(withInput),
    stop_reason: stopReason(ending.reason, calls),
    stop_sequence: ending.stopSequence,
    usage: usageOf(usage),
  })
}

function write(event: Fields & { readonly type: string }): string {
  return sseEvent(event.type, JSON.stringify(event))
}

function messageOf(options: AnswerOptions): Fields {
  return {
    id: `msg_${randomUUID().replaceAll("-", "")}`,
    type: "message",
    role: "assistant",
    model: options.model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
  }
}

function applyStep(content: Fields[], step: BlockStep): void {
  if (step.kind === "open") content.push(step.block)
  const last = content.at(-1)
  if (step.kind !== "delta" || last === undefined) return
  const joined = Object.entries(step.delta).flatMap(([key, value]) =>
    key === "type" ? [] : [[key, `${last[key] ?? ""}${value}`]],
  )
  content[content.length - 1] = { ...last, ...Object.fromEntries(joined) }
}

/** The pieces of a call's arguments as the object they join into, every digit kept (G21, G27). */
function withInput(block: Fields): Fields {
  if (block.type !== "tool_use") return block
  const { partial_json: json, ...rest } = block
  return { ...rest, input: (typeof json === "string" ? parseJson(json) : undefined) ?? {} }
}

/** G54: `input_tokens` without cached ones. */
function usageOf(usage: CallUsage | null): Fields {
  return present({
    input_tokens: usage?.input ?? 0,
    cache_creation_input_tokens: usage?.cacheWrite ?? 0,
    cache_read_input_tokens: usage?.cachedInput ?? 0,
    output_tokens: usage?.output ?? 0,
  })
}

/** Where there is a call, the client must run it; where there is none, it must not look for one (G48, G50). */
function stopReason(reason: StopReason, calls: number): string {
  switch (reason) {
    case "done":
    case "other":
    case "calls":
    case "malformed":
      return calls > 0 ? "tool_use" : "end_turn"
    case "length":
      return "max_tokens"
    case "stop-sequence":
      return "stop_sequence"
    case "refused":
      return "refusal"
    case "paused":
      return "pause_turn"
    case "context":
      return "model_context_window_exceeded"
  }
}

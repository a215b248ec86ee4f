import type { AnswerEvent, CallUsage, GatewayError, StopReason } from "../../model/exchange.ts"
import type { ToolNames } from "../../schema/properties.ts"
import type { SseEvent } from "../../sse/read.ts"
import { type Fields, listOf, numberOf, recordOf, textOf } from "../fields.ts"
import { fittingId, mintCallId } from "../ids.ts"
import { parseJson } from "../json-digits.ts"
import { cutStream, readStreamError } from "./errors.ts"

export type AnswerDecoder = {
  readonly push: (event: SseEvent) => AnswerEvent[]
  /** The upstream closed its stream. */
  readonly end: () => AnswerEvent[]
}

/** A plain answer of `POST /v1/messages`. */
export function decodeAnswer(body: string, names: ToolNames): AnswerEvent[] {
  const message = recordOf(parseJson(body))
  if (message.type === "error") return [{ kind: "error", error: readStreamError(message) }]
  if (message.type !== "message") return [{ kind: "error", error: noAnswer }]
  const usage = readUsage(message, null)
  const parts = listOf(message.content).flatMap((block) => wholeBlock(recordOf(block), names))
  const called = parts.some((event) => event.kind === "call")
  return [
    { kind: "begin", id: textOf(message.id), model: textOf(message.model), usage },
    ...parts,
    { kind: "usage", usage },
    {
      kind: "end",
      reason: readReason(message.stop_reason, called),
      stopSequence: textOf(message.stop_sequence),
    },
  ]
}

/** A stream of `POST /v1/messages`. Events of unknown types are skipped, as its vendor asks. */
export function createAnswerDecoder(names: ToolNames): AnswerDecoder {
  let usage: CallUsage | null = null
  let ending: { readonly reason: unknown; readonly stopSequence: string | null } | null = null
  let over = false
  let called = false
  // The arguments a call's block began with; they count only where no pieces follow.
  let startInput: unknown = null
  let open = false
  // Names can be given back in whole arguments only, so their pieces wait where any name differs (G22).
  let held = ""

  const finish = (): AnswerEvent[] => {
    over = true
    if (ending === null) return [{ kind: "error", error: cutStream }]
    const { reason, stopSequence } = ending
    return [{ kind: "end", reason: readReason(reason, called), stopSequence }]
  }
  const startBlock = (block: Fields): AnswerEvent[] => {
    const events = wholeBlock(block, names).filter((event) => event.kind !== "part-end")
    open = events.length > 0 || block.type === "text" || block.type === "thinking"
    startInput = block.type === "tool_use" ? (block.input ?? {}) : null
    if (block.type === "tool_use") called = true
    return events.filter((event) => event.kind !== "call-arguments")
  }
  const readDelta = (delta: Fields): AnswerEvent[] => {
    if (!open) return []
    switch (delta.type) {
      case "text_delta":
        return [{ kind: "text", text: textOf(delta.text) ?? "" }]
      case "thinking_delta":
        return [{ kind: "thinking", text: textOf(delta.thinking) ?? "" }]
      case "signature_delta":
        return [signed(textOf(delta.signature) ?? "")]
      case "input_json_delta": {
        const json = textOf(delta.partial_json) ?? ""
        if (json === "") return []
        startInput = null
        if (!names.properties.changes) return [{ kind: "call-arguments", json }]
        held += json
        return []
      }
      default:
        return []
    }
  }
  const stopBlock = (): AnswerEvent[] => {
    const rest: AnswerEvent[] =
      startInput === null && held === ""
        ? []
        : [
            {
              kind: "call-arguments",
              json: names.properties.back(held === "" ? JSON.stringify(startInput) : held),
            },
          ]
    held = ""
    startInput = null
    const closing: AnswerEvent[] = open ? [{ kind: "part-end" }] : []
    open = false
    return [...rest, ...closing]
  }
  return {
    push: (event) => {
      if (over) return []
      const value = parseJson(event.data)
      const fields = recordOf(value)
      switch (fields.type) {
        case "message_start": {
          const message = recordOf(fields.message)
          usage = readUsage(message, usage)
          return [{ kind: "begin", id: textOf(message.id), model: textOf(message.model), usage }]
        }
        case "content_block_start":
          return startBlock(recordOf(fields.content_block))
        case "content_block_delta":
          return readDelta(recordOf(fields.delta))
        case "content_block_stop":
          return stopBlock()
        case "message_delta": {
          const delta = recordOf(fields.delta)
          if (delta.stop_reason !== null && delta.stop_reason !== undefined) {
            ending = { reason: delta.stop_reason, stopSequence: textOf(delta.stop_sequence) }
          }
          if (fields.usage === undefined) return []
          usage = readUsage(fields, usage)
          return [{ kind: "usage", usage }]
        }
        case "message_stop":
          return finish()
        case "error":
          over = true
          return [{ kind: "error", error: readStreamError(fields) }]
        default:
          return []
      }
    },
    end: () => (over ? [] : finish()),
  }
}

const noAnswer: GatewayError = { ...cutStream, message: "The upstream's answer is no message." }

function signed(value: string): AnswerEvent {
  return { kind: "thinking", text: "", signature: { value, family: "claude" } }
}

/** The events of a block that is there at once; blocks nobody can translate have none (G51). */
function wholeBlock(block: Fields, names: ToolNames): AnswerEvent[] {
  switch (block.type) {
    case "text": {
      const text = textOf(block.text) ?? ""
      return text === "" ? [] : [{ kind: "text", text }, { kind: "part-end" }]
    }
    case "thinking": {
      const text = textOf(block.thinking) ?? ""
      const signature = textOf(block.signature) ?? ""
      const said: AnswerEvent[] = text === "" ? [] : [{ kind: "thinking", text }]
      if (signature !== "") said.push(signed(signature))
      return said.length === 0 ? [] : [...said, { kind: "part-end" }]
    }
    case "redacted_thinking":
      return [{ kind: "thinking", text: "", redacted: textOf(block.data) ?? "" }, { kind: "part-end" }]
    case "tool_use": {
      const id = textOf(block.id)
      return [
        {
          kind: "call",
          id: id === null ? mintCallId() : fittingId(id),
          name: names.back(textOf(block.name) ?? ""),
        },
        { kind: "call-arguments", json: names.properties.back(JSON.stringify(recordOf(block.input))) },
        { kind: "part-end" },
      ]
    }
    default:
      return []
  }
}

/** Anthropic counts cached tokens beside `input_tokens` (G55); what a later report leaves out stays (G56). */
function readUsage(holder: Fields, before: CallUsage | null): CallUsage {
  const usage = recordOf(holder.usage)
  return {
    input: numberOf(usage.input_tokens) ?? before?.input ?? null,
    cachedInput: numberOf(usage.cache_read_input_tokens) ?? before?.cachedInput ?? null,
    cacheWrite: numberOf(usage.cache_creation_input_tokens) ?? before?.cacheWrite ?? null,
    output: numberOf(usage.output_tokens) ?? before?.output ?? null,
    thinking: before?.thinking ?? null,
  }
}

const reasons: ReadonlyMap<unknown, StopReason> = new Map<unknown, StopReason>([
  ["end_turn", "done"],
  ["max_tokens", "length"],
  ["stop_sequence", "stop-sequence"],
  ["tool_use", "calls"],
  ["pause_turn", "paused"],
  ["refusal", "refused"],
  ["model_context_window_exceeded", "context"],
])

function readReason(reason: unknown, called: boolean): StopReason {
  const known = reasons.get(reason) ?? "other"
  return known === "calls" && !called ? "done" : known
}

import { isRecord } from "../../../system/json-record.ts"
import type { AnswerEvent, CallUsage, GatewayError, StopReason } from "../../model/exchange.ts"
import type { SseEvent } from "../../sse/read.ts"
import { type Fields, listOf, numberOf, recordOf, textOf } from "../fields.ts"
import { parseJson } from "../json-digits.ts"
import type { AnswerDecoder, AnswerOptions } from "../openai-chat/decode-answer.ts"
import { errorInside } from "../openai-chat/errors.ts"
import { brokenOff } from "../whole-answer.ts"
import { createItemReader } from "./decode-items.ts"

/** A streamed answer of the Responses API as events. Without its completed, incomplete or failed it broke off (G64). */
export function createAnswerDecoder(options: AnswerOptions): AnswerDecoder {
  const items = createItemReader(options.names)
  let over = false
  let begun = false

  const fail = (error: GatewayError): AnswerEvent[] => {
    over = true
    return [{ kind: "error", error }]
  }
  const begin = (response: Fields): AnswerEvent[] => {
    if (begun) return []
    begun = true
    return [{ kind: "begin", id: textOf(response.id), model: textOf(response.model), usage: null }]
  }
  const read = (data: Fields): AnswerEvent[] => {
    const index = numberOf(data.output_index) ?? 0
    switch (data.type) {
      case "response.created":
      case "response.in_progress":
        return begin(recordOf(data.response))
      case "response.output_item.added":
        return items.added(index, recordOf(data.item))
      case "response.output_item.done":
        return items.done(index, recordOf(data.item))
      case "response.output_text.delta":
        return items.text(index, textOf(data.delta) ?? "")
      case "response.refusal.delta":
        return items.refusal(index, textOf(data.delta) ?? "")
      case "response.reasoning_summary_text.delta":
        return items.thought(index, numberOf(data.summary_index) ?? 0, textOf(data.delta) ?? "")
      case "response.reasoning_text.delta":
        return items.thought(index, numberOf(data.content_index) ?? 0, textOf(data.delta) ?? "")
      case "response.function_call_arguments.delta":
        return items.arguments(index, textOf(data.delta) ?? "")
      case "response.completed":
      case "response.incomplete": {
        over = true
        const response = recordOf(data.response)
        return [...begin(response), ...items.close(), ...endOf(response, items.facts())]
      }
      case "response.failed":
        return fail(failureIn(recordOf(data.response).error, options.now()))
      case "error":
        return fail(failureIn(isRecord(data.error) ? data.error : data, options.now()))
      default:
        return []
    }
  }

  return {
    push: (event: SseEvent) => {
      if (over || event.data.trim() === "[DONE]") return []
      const value = parseJson(event.data)
      if (!isRecord(value)) return fail({ ...brokenOff, message: "The upstream sent no valid JSON." })
      // Compatible servers put an error into a stream in the words of Chat Completions.
      const error = value.type === undefined ? errorInside(value, options.now()) : null
      return error === null ? read(value) : fail(error)
    },
    end: () => (over ? [] : fail(brokenOff)),
  }
}

/** A plain answer of the Responses API as events. */
export function decodeAnswer(body: string, options: AnswerOptions): readonly AnswerEvent[] {
  const response = parseJson(body)
  if (!isRecord(response))
    return [{ kind: "error", error: { ...brokenOff, message: "The upstream's answer is no JSON object." } }]
  const error = isRecord(response.error) ? failureIn(response.error, options.now()) : null
  if (error !== null) return [{ kind: "error", error }]
  if (response.status !== "completed" && response.status !== "incomplete")
    return [{ kind: "error", error: { ...brokenOff, message: "The upstream sent an unfinished answer." } }]
  const items = createItemReader(options.names)
  const output = listOf(response.output).flatMap((item, at) => items.done(at, recordOf(item)))
  return [
    { kind: "begin", id: textOf(response.id), model: textOf(response.model), usage: null },
    ...output,
    ...endOf(response, items.facts()),
  ]
}

function endOf(
  response: Fields,
  facts: { readonly calls: number; readonly refused: boolean },
): readonly AnswerEvent[] {
  const usage = usageOf(response.usage)
  const reason = reasonOf(textOf(recordOf(response.incomplete_details).reason), facts)
  return [...usageEvents(usage), { kind: "end", reason, stopSequence: null }]
}

function usageEvents(usage: CallUsage | null): readonly AnswerEvent[] {
  return usage === null ? [] : [{ kind: "usage", usage }]
}

function reasonOf(
  why: string | null,
  facts: { readonly calls: number; readonly refused: boolean },
): StopReason {
  if (why === "max_output_tokens") return "length"
  if (why === "content_filter" || facts.refused) return "refused"
  if (why !== null) return "other"
  return facts.calls > 0 ? "calls" : "done"
}

function usageOf(said: unknown): CallUsage | null {
  const usage = recordOf(said)
  const input = numberOf(usage.input_tokens)
  const output = numberOf(usage.output_tokens)
  if (input === null && output === null) return null
  const cached = numberOf(recordOf(usage.input_tokens_details).cached_tokens)
  return {
    input: input === null ? null : Math.max(0, input - (cached ?? 0)),
    cachedInput: cached,
    cacheWrite: null,
    output,
    thinking: numberOf(recordOf(usage.output_tokens_details).reasoning_tokens),
  }
}

function failureIn(error: unknown, now: number): GatewayError {
  return errorInside({ error }, now) ?? { ...brokenOff, message: "The upstream's answer failed." }
}

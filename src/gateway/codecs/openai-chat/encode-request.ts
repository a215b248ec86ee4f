import type { Exchange } from "../../model/exchange.ts"
import { mapNames, type NameMap, strictNames } from "../../schema/names.ts"
import { wordOfThinking } from "../effort.ts"
import { present } from "../fields.ts"
import { joinedSystem } from "../system-text.ts"
import { tidyTurns } from "../turns.ts"
import { type MessageOptions, messagesOf } from "./encode-messages.ts"
import { choiceWord, formatOf } from "./shared-fields.ts"
import { toolParameters } from "./tool-parameters.ts"

export type ChatOptions = Omit<MessageOptions, "names"> & {
  /** The model behind the client's name for it. */
  readonly model: string
  /** OpenAI's newer models take only the longer name; compatible servers mostly know only `max_tokens`. */
  readonly limitField: "max_tokens" | "max_completion_tokens"
  /** Whether the upstream takes `reasoning_effort`. */
  readonly effort: "send" | "leave-out"
}

/** Names of an exchange's tools at OpenAI; the decoder of the answer needs the same map (G22). */
export function openaiNameMap(exchange: Exchange): NameMap {
  return mapNames(
    exchange.tools.map((tool) => tool.name),
    strictNames,
  )
}

/** The exchange as a body of Chat Completions. Usage is always asked for: the ledger counts it (G57). */
export function upstreamRequest(
  exchange: Exchange,
  options: ChatOptions,
): { readonly body: string; readonly notes: readonly string[] } {
  const names = openaiNameMap(exchange)
  const { sampling, tools } = exchange
  const system = joinedSystem(exchange.system)
  const body = present({
    model: options.model,
    messages: [
      ...(system === null ? [] : [{ role: "system", content: system }]),
      ...messagesOf(tidyTurns(exchange.turns, "keep"), { ...options, names }),
    ],
    ...(tools.length > 0 && {
      tools: tools.map(({ name, description, schema }) => ({
        type: "function",
        function: { name: names.out(name), description, parameters: toolParameters(schema) },
      })),
      tool_choice: choiceWord(exchange.toolChoice, (name) => ({
        type: "function",
        function: { name: names.out(name) },
      })),
      parallel_tool_calls: exchange.parallelCalls ? null : false,
    }),
    reasoning_effort: options.effort === "send" ? wordOfThinking(exchange.thinking) : null,
    [options.limitField]: exchange.maxOutputTokens,
    temperature: sampling.temperature,
    top_p: sampling.topP,
    seed: sampling.seed,
    presence_penalty: sampling.presencePenalty,
    frequency_penalty: sampling.frequencyPenalty,
    stop: exchange.stop.length === 0 ? null : exchange.stop.slice(0, mostStops),
    response_format: formatOf(exchange.shape, (schema) => ({ type: "json_schema", json_schema: schema })),
    ...(exchange.stream && { stream: true, stream_options: { include_usage: true } }),
  })
  return { body: JSON.stringify(body), notes: notesOf(exchange, options) }
}

const mostStops = 4

function notesOf(exchange: Exchange, options: ChatOptions): readonly string[] {
  const notes: string[] = []
  if (exchange.sampling.topK !== null) notes.push("top-k-left-out")
  if (exchange.stop.length > mostStops) notes.push(`stop-sequences-cut-to-${mostStops}`)
  if (options.effort === "leave-out" && exchange.thinking.kind !== "default") notes.push("thinking-left-out")
  return notes
}

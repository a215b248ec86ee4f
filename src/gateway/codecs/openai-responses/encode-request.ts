import type { AnswerShape, Exchange } from "../../model/exchange.ts"
import { wordOfThinking } from "../effort.ts"
import { type Fields, present } from "../fields.ts"
import { openaiNameMap } from "../openai-chat/encode-request.ts"
import { choiceWord, formatOf } from "../openai-chat/shared-fields.ts"
import { toolParameters } from "../openai-chat/tool-parameters.ts"
import { joinedSystem } from "../system-text.ts"
import { tidyTurns } from "../turns.ts"
import { inputItems } from "./encode-input.ts"

export type ResponsesOptions = {
  /** The model behind the client's name for it. */
  readonly model: string
  /** Whether the model reasons: others refuse every field about it. */
  readonly reasoning: "send" | "leave-out"
}

/** The exchange as a body of the Responses API. Nothing is stored at the upstream; reasoning comes back encrypted (G45). */
export function upstreamRequest(
  exchange: Exchange,
  options: ResponsesOptions,
): { readonly body: string; readonly notes: readonly string[] } {
  const names = openaiNameMap(exchange)
  const { sampling, tools } = exchange
  const body = present({
    model: options.model,
    instructions: joinedSystem(exchange.system),
    input: inputItems(tidyTurns(exchange.turns, "keep"), names, options.reasoning),
    ...(tools.length > 0 && {
      // Strict is the default of this format and would refuse schemas that other formats allow.
      tools: tools.map(({ name, description, schema }) => ({
        type: "function",
        name: names.out(name),
        description,
        parameters: toolParameters(schema),
        strict: false,
      })),
      tool_choice: choiceWord(exchange.toolChoice, (name) => ({ type: "function", name: names.out(name) })),
      parallel_tool_calls: exchange.parallelCalls ? null : false,
    }),
    ...(options.reasoning === "send" && reasoningFields(exchange)),
    text: textField(exchange.shape),
    max_output_tokens: exchange.maxOutputTokens,
    temperature: sampling.temperature,
    top_p: sampling.topP,
    store: false,
    stream: exchange.stream ? true : null,
  })
  return { body: JSON.stringify(body), notes: notesOf(exchange, options) }
}

function reasoningFields(exchange: Exchange): Fields {
  const summary = exchange.thinking.show && exchange.thinking.kind !== "off" ? "auto" : null
  const reasoning = present({ effort: wordOfThinking(exchange.thinking), summary })
  return {
    reasoning: Object.keys(reasoning).length === 0 ? null : reasoning,
    include: ["reasoning.encrypted_content"],
  }
}

function textField(shape: AnswerShape): Fields | null {
  const format = formatOf(shape, (schema) => ({ type: "json_schema", ...schema }))
  return format === null ? null : { format }
}

function notesOf(exchange: Exchange, options: ResponsesOptions): readonly string[] {
  const { topK, seed, presencePenalty, frequencyPenalty } = exchange.sampling
  const notes: string[] = []
  if (exchange.stop.length > 0) notes.push("stop-sequences-left-out")
  if (topK !== null) notes.push("top-k-left-out")
  if (seed !== null) notes.push("seed-left-out")
  if (presencePenalty !== null || frequencyPenalty !== null) notes.push("penalties-left-out")
  if (options.reasoning === "leave-out" && exchange.thinking.kind !== "default")
    notes.push("thinking-left-out")
  return notes
}

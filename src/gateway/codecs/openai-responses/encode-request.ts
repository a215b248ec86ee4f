import type { AnswerShape, Exchange, ToolChoice } from "../../model/exchange.ts"
import type { NameMap } from "../../schema/names.ts"
import { wordOfThinking } from "../effort.ts"
import { type Fields, present } from "../fields.ts"
import { openaiNameMap } from "../openai-chat/encode-request.ts"
import { toolParameters } from "../openai-chat/tool-parameters.ts"
import { withoutBillingBlock } from "../system-text.ts"
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
  const system = withoutBillingBlock(exchange.system)
    .map((part) => part.text)
    .filter((text) => text !== "")
  const body = present({
    model: options.model,
    instructions: system.length === 0 ? null : system.join("\n\n"),
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
      tool_choice: choiceWord(exchange.toolChoice, names),
      parallel_tool_calls: exchange.parallelCalls ? null : false,
    }),
    ...(options.reasoning === "send" && reasoningFields(exchange)),
    text: formatOf(exchange.shape),
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

/** `auto` is the upstream's own default and is left out. */
function choiceWord(choice: ToolChoice, names: NameMap): string | Fields | null {
  switch (choice.kind) {
    case "auto":
      return null
    case "none":
      return "none"
    case "any":
      return "required"
    case "tool":
      return { type: "function", name: names.out(choice.name) }
  }
}

function formatOf(shape: AnswerShape): Fields | null {
  if (shape.kind === "text") return null
  if (shape.schema === null || shape.schema === undefined) return { format: { type: "json_object" } }
  const { schema, strict } = shape
  return { format: { type: "json_schema", name: shape.name ?? "answer", schema, strict } }
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

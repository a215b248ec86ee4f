import type { Exchange } from "../../model/exchange.ts"
import { mapNames, strictNames } from "../../schema/names.ts"
import { anthropicProperties, mapProperties, type ToolNames } from "../../schema/properties.ts"
import { type Fields, present, recordOf } from "../fields.ts"
import { tidyTurns } from "../turns.ts"
import { encodeMessages } from "./encode-messages.ts"
import { thinkingFields } from "./thinking-field.ts"

export type AnthropicOptions = {
  /** The model behind the client's name for it. */
  readonly model: string
  /** `anthropic-version` of the request. */
  readonly version: string
  /** Whether the model is listed as accepting sampling fields (G04). */
  readonly sampling: boolean
  /** `max_tokens` where the client named none: the API demands one. */
  readonly defaultMaxTokens: number
  /** For Claude on Vertex: `anthropic_version` of the body, from configuration (G06). Null = Anthropic's own API. */
  readonly vertexVersion: string | null
}

export type AnthropicRequest = { readonly body: string; readonly notes: readonly string[] }

/** Names of an exchange's tools at Anthropic; the decoder of the answer needs the same map. */
export function anthropicNameMap(exchange: Exchange): ToolNames {
  const names = exchange.tools.map((tool) => tool.name)
  const schemas = exchange.tools.map((tool) => tool.schema)
  return { ...mapNames(names, strictNames), properties: mapProperties(schemas, anthropicProperties) }
}

/** The exchange as a body of `POST /v1/messages`, or of Vertex's rawPredict. */
export function upstreamRequest(exchange: Exchange, options: AnthropicOptions): AnthropicRequest {
  const names = anthropicNameMap(exchange)
  const maxTokens = exchange.maxOutputTokens ?? options.defaultMaxTokens
  const thinking = thinkingFields(exchange, options.model, maxTokens)
  const sampling = samplingFields(exchange, options, thinking.on)
  const stops = exchange.stop.filter((stop) => stop.trim() !== "")
  const body = present({
    ...(options.vertexVersion === null
      ? { model: options.model }
      : { anthropic_version: options.vertexVersion }),
    max_tokens: maxTokens,
    system: systemOf(exchange),
    messages: encodeMessages(tidyTurns(exchange.turns, "user"), names),
    tools: exchange.tools.length === 0 ? null : exchange.tools.map((tool) => encodeTool(tool, names)),
    tool_choice: exchange.tools.length === 0 ? null : choiceOf(exchange, names),
    ...thinking.fields,
    ...sampling.fields,
    stop_sequences: stops.length === 0 ? null : stops,
    stream: exchange.stream ? true : null,
  })
  const { shape } = exchange
  if (shape.kind === "json" && shape.schema !== null && shape.schema !== undefined) {
    const format = { type: "json_schema", schema: shape.schema }
    body.output_config = { ...recordOf(body.output_config), format }
  }
  const cut = stops.length < exchange.stop.length ? ["blank-stop-sequences-left-out"] : []
  return { body: JSON.stringify(body), notes: [...thinking.notes, ...sampling.notes, ...cut] }
}

/** Cache marks stay (G13). Where JSON without a schema is wanted, there is no field for it, so the model is told. */
function systemOf(exchange: Exchange): readonly Fields[] | null {
  const blocks: Fields[] = exchange.system
    .filter((part) => part.text !== "")
    .map((part) => present({ type: "text", text: part.text, cache_control: part.cacheMark }))
  const { shape } = exchange
  if (shape.kind === "json" && (shape.schema === null || shape.schema === undefined)) {
    blocks.push({ type: "text", text: "Answer with one JSON object and nothing else." })
  }
  return blocks.length === 0 ? null : blocks
}

/** The API demands an object at the top of every tool's schema. */
function encodeTool(tool: Exchange["tools"][number], names: ToolNames): Fields {
  const schema = recordOf(names.properties.schema(tool.schema))
  return present({
    name: names.out(tool.name),
    description: tool.description === "" ? null : tool.description,
    input_schema: { ...schema, type: "object" },
  })
}

/** G24, G26. */
function choiceOf(exchange: Exchange, names: ToolNames): Fields {
  const { toolChoice: choice } = exchange
  const single = exchange.parallelCalls || choice.kind === "none" ? {} : { disable_parallel_tool_use: true }
  if (choice.kind === "tool") return { type: "tool", name: names.out(choice.name), ...single }
  return { type: choice.kind, ...single }
}

/**
 * G04: sampling only with `2023-06-01`, only to a model that takes it, and not beside thinking, which the API rejects.
 * Newer models take one of temperature and `top_p`; the temperature is what clients mean.
 */
function samplingFields(
  exchange: Exchange,
  options: AnthropicOptions,
  thinks: boolean,
): { readonly fields: Fields; readonly notes: readonly string[] } {
  const { temperature, topP, topK } = exchange.sampling
  const told = [temperature, topP, topK].some((value) => value !== null)
  if (!told) return { fields: {}, notes: [] }
  if (options.version !== "2023-06-01" || !options.sampling || thinks) {
    return { fields: {}, notes: ["sampling-left-out"] }
  }
  const fields = present({
    temperature: temperature === null ? null : Math.min(1, Math.max(0, temperature)),
    top_p: temperature === null ? topP : null,
    top_k: topK,
  })
  return { fields, notes: temperature !== null && topP !== null ? ["top-p-left-out"] : [] }
}

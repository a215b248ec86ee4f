import type { AnswerShape, Exchange, ToolChoice } from "../../model/exchange.ts"
import { cleanSchema } from "../../schema/clean.ts"
import { geminiNames, mapNames } from "../../schema/names.ts"
import { geminiProperties, mapProperties, type ToolNames } from "../../schema/properties.ts"
import { type Fields, present } from "../fields.ts"
import { withoutBillingBlock } from "../system-text.ts"
import { tidyTurns } from "../turns.ts"
import { type ContentsOptions, encodeContents } from "./encode-contents.ts"
import { thinkingConfig, thinkingStyle } from "./thinking-config.ts"

export type GeminiOptions = {
  /** Whether the endpoint takes JSON Schema as it is (`parametersJsonSchema`), G15. */
  readonly jsonSchema: boolean
  readonly signatures: ContentsOptions["signatures"]
  readonly callIds: boolean
  /** The model behind the client's name for it. */
  readonly model: string
}

export type GeminiRequest = {
  readonly body: string
  /** What the client is told in headers: something was given up. */
  readonly notes: readonly string[]
  /** How often the last resort of G41 was needed, for the metrics. */
  readonly sentinels: number
}

/** Names of an exchange's tools at Gemini; the decoder of the answer needs the same map. */
export function geminiNameMap(exchange: Exchange): ToolNames {
  const names = exchange.tools.map((tool) => tool.name)
  const schemas = exchange.tools.map((tool) => tool.schema)
  return { ...mapNames(names, geminiNames), properties: mapProperties(schemas, geminiProperties) }
}

/** The exchange as a body of generateContent or streamGenerateContent; the model and streaming are part of the URL. */
export function upstreamRequest(exchange: Exchange, options: GeminiOptions): GeminiRequest {
  const names = geminiNameMap(exchange)
  const style = thinkingStyle(options.model)
  const { contents, sentinels } = encodeContents(tidyTurns(exchange.turns, "user"), {
    names,
    signatures: options.signatures,
    signaturesNeeded: style === "level",
    imagesInResults: style === "level",
    callIds: options.callIds,
  })
  const system = withoutBillingBlock(exchange.system).filter((part) => part.text !== "")
  const config = generationConfig(exchange, options)
  const body = present({
    contents,
    systemInstruction: system.length === 0 ? null : { parts: system.map((part) => ({ text: part.text })) },
    tools:
      exchange.tools.length === 0 ? null : [{ functionDeclarations: declarations(exchange, options, names) }],
    toolConfig:
      exchange.tools.length === 0 ? null : { functionCallingConfig: callingMode(exchange.toolChoice, names) },
    generationConfig: Object.keys(config).length === 0 ? null : config,
  })
  return { body: JSON.stringify(body), notes: notesOf(exchange), sentinels }
}

function declarations(exchange: Exchange, options: GeminiOptions, names: ToolNames): readonly Fields[] {
  return exchange.tools.map((tool) =>
    present({
      name: names.out(tool.name),
      description: tool.description,
      ...(options.jsonSchema
        ? { parametersJsonSchema: names.properties.schema(tool.schema) }
        : { parameters: cleanSchema(names.properties.schema(tool.schema), "parameters") }),
    }),
  )
}

/** G24. */
function callingMode(choice: ToolChoice, names: ToolNames): Fields {
  switch (choice.kind) {
    case "auto":
      return { mode: "AUTO" }
    case "none":
      return { mode: "NONE" }
    case "any":
      return { mode: "ANY" }
    case "tool":
      return { mode: "ANY", allowedFunctionNames: [names.out(choice.name)] }
  }
}

const mostStops = 5

function generationConfig(exchange: Exchange, options: GeminiOptions): Record<string, unknown> {
  const { sampling } = exchange
  return present({
    temperature: sampling.temperature,
    topP: sampling.topP,
    topK: sampling.topK,
    seed: sampling.seed,
    presencePenalty: sampling.presencePenalty,
    frequencyPenalty: sampling.frequencyPenalty,
    stopSequences: exchange.stop.length === 0 ? null : exchange.stop.slice(0, mostStops),
    maxOutputTokens: exchange.maxOutputTokens,
    ...answerShape(exchange.shape, options),
    thinkingConfig: thinkingConfig(exchange.thinking, options.model),
  })
}

function answerShape(shape: AnswerShape, options: GeminiOptions): Fields {
  if (shape.kind === "text") return {}
  if (shape.schema === null || shape.schema === undefined) return { responseMimeType: "application/json" }
  return {
    responseMimeType: "application/json",
    ...(options.jsonSchema
      ? { responseJsonSchema: shape.schema }
      : { responseSchema: cleanSchema(shape.schema, "answer") }),
  }
}

/** G26: Gemini has no switch for one call at a time, so all calls come, and the client is told. */
function notesOf(exchange: Exchange): readonly string[] {
  const notes: string[] = []
  if (!exchange.parallelCalls && exchange.tools.length > 0) notes.push("parallel-calls-not-limited")
  if (exchange.stop.length > mostStops) notes.push(`stop-sequences-cut-to-${mostStops}`)
  return notes
}

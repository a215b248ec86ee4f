import * as anthropicAnswer from "../codecs/anthropic/decode-answer.ts"
import { anthropicNameMap, upstreamRequest as writeAnthropic } from "../codecs/anthropic/encode-request.ts"
import { readError as anthropicError } from "../codecs/anthropic/errors.ts"
import * as geminiAnswer from "../codecs/gemini/decode-answer.ts"
import { geminiNameMap, upstreamRequest as writeGemini } from "../codecs/gemini/encode-request.ts"
import { readError as geminiError } from "../codecs/gemini/errors.ts"
import * as chatAnswer from "../codecs/openai-chat/decode-answer.ts"
import { openaiNameMap, upstreamRequest as writeChat } from "../codecs/openai-chat/encode-request.ts"
import { readError as openaiError } from "../codecs/openai-chat/errors.ts"
import * as responsesAnswer from "../codecs/openai-responses/decode-answer.ts"
import { upstreamRequest as writeResponses } from "../codecs/openai-responses/encode-request.ts"
import type { FailedAnswer } from "../codecs/upstream-error.ts"
import type { Format } from "../config/config.ts"
import type { AnswerEvent, Exchange, GatewayError } from "../model/exchange.ts"
import type { SseEvent } from "../sse/read.ts"
import type { Target } from "../upstream/target.ts"

export type UpstreamBody = {
  readonly body: string
  readonly notes: readonly string[]
  /** How often the last resort of G41 was needed. */
  readonly sentinels: number
}

type AnswerReader = {
  readonly push: (event: SseEvent) => readonly AnswerEvent[]
  readonly end: () => readonly AnswerEvent[]
}

/** Reads the answers to one request: tools' names are turned back as they were turned for it. */
export type AnswerCodec = {
  readonly whole: (body: string) => readonly AnswerEvent[]
  readonly stream: () => AnswerReader
}

/** An answer's limit where the client names none and the upstream demands one: every Claude model in service takes it. */
const defaultMaxTokens = 8192

/** The exchange as the target takes it. `signatures` `none`: for the one retry of G42. */
export function encodeFor(exchange: Exchange, target: Target, signatures: "keep" | "none"): UpstreamBody {
  const { upstream, model } = target
  const { quirks, kind } = upstream
  switch (target.format) {
    case "gemini":
      // Vertex knows no ids of calls.
      return writeGemini(exchange, {
        model,
        signatures,
        jsonSchema: quirks.jsonSchema,
        callIds: kind === "gemini",
      })
    case "anthropic": {
      const sampling = quirks.samplingModels.some((listed) => model.startsWith(listed))
      const vertexVersion = kind === "vertex-claude" ? quirks.vertexVersion : null
      const version = quirks.anthropicVersion
      const sent = signatures === "keep" ? exchange : withoutSignatures(exchange)
      return {
        ...writeAnthropic(sent, { model, version, sampling, defaultMaxTokens, vertexVersion }),
        sentinels: 0,
      }
    }
    case "openai-chat": {
      const { limitField, effort } = quirks
      const carries = signatures === "keep" && isGoogle(upstream.baseUrl) ? "send" : "leave-out"
      const options = { model, limitField, effort, signatures: carries, thoughts: "leave-out" } as const
      return { ...writeChat(exchange, options), sentinels: 0 }
    }
    case "openai-responses": {
      const reasoning = quirks.effort === "send" && reasons(model) ? "send" : "leave-out"
      const sent = signatures === "keep" ? exchange : withoutSignatures(exchange)
      return { ...writeResponses(sent, { model, reasoning }), sentinels: 0 }
    }
  }
}

/** `exchange` null: the answer is passed on as it is, and only counted. `now` in epoch ms. */
export function answerCodec(format: Format, exchange: Exchange | null, now: () => number): AnswerCodec {
  const named = exchange ?? emptyExchange
  switch (format) {
    case "gemini": {
      const names = geminiNameMap(named)
      return {
        whole: (body) => geminiAnswer.decodeAnswer(body, names),
        stream: () => geminiAnswer.createAnswerDecoder(names),
      }
    }
    case "anthropic": {
      const names = anthropicNameMap(named)
      return {
        whole: (body) => anthropicAnswer.decodeAnswer(body, names),
        stream: () => anthropicAnswer.createAnswerDecoder(names),
      }
    }
    case "openai-chat": {
      const options = { names: openaiNameMap(named), now }
      return {
        whole: (body) => chatAnswer.decodeAnswer(body, options),
        stream: () => chatAnswer.createAnswerDecoder(options),
      }
    }
    case "openai-responses": {
      const options = { names: openaiNameMap(named), now }
      return {
        whole: (body) => responsesAnswer.decodeAnswer(body, options),
        stream: () => responsesAnswer.createAnswerDecoder(options),
      }
    }
  }
}

/** What an upstream of this format says went wrong. */
export function readFailure(format: Format, answer: FailedAnswer): GatewayError {
  switch (format) {
    case "gemini":
      return geminiError(answer)
    case "anthropic":
      return anthropicError(answer)
    case "openai-chat":
    case "openai-responses":
      return openaiError(answer)
  }
}

/** Thoughts without their signature are no use to a vendor that signs them. */
function withoutSignatures(exchange: Exchange): Exchange {
  const turns = exchange.turns.map((turn) => ({
    ...turn,
    parts: turn.parts.filter((part) => part.kind !== "thinking"),
  }))
  return { ...exchange, turns }
}

function isGoogle(baseUrl: string | null): boolean {
  return baseUrl !== null && /\.googleapis\.com(?:[:/]|$)/.test(baseUrl)
}

/** OpenAI's models that think; others refuse every field about it. */
function reasons(model: string): boolean {
  return /^(?:o\d|gpt-(?:[5-9]|\d\d)|codex)/.test(model) && !/chat/.test(model)
}

/** Says and names nothing. */
export const emptyExchange: Exchange = {
  model: "",
  system: [],
  turns: [],
  tools: [],
  toolChoice: { kind: "auto" },
  parallelCalls: true,
  thinking: { kind: "default", budget: null, effort: null, show: false },
  sampling: {
    temperature: null,
    topP: null,
    topK: null,
    seed: null,
    presencePenalty: null,
    frequencyPenalty: null,
  },
  stop: [],
  maxOutputTokens: null,
  shape: { kind: "text" },
  stream: false,
  streamUsage: true,
  session: null,
}

import { clientRequest as readAnthropic } from "../codecs/anthropic/decode-request.ts"
import * as anthropic from "../codecs/anthropic/encode-answer.ts"
import { clientRequest as readGemini } from "../codecs/gemini/decode-request.ts"
import * as gemini from "../codecs/gemini/encode-answer.ts"
import { clientRequest as readChat } from "../codecs/openai-chat/decode-request.ts"
import { encodeAnswer as chatAnswer, customTools } from "../codecs/openai-chat/encode-answer.ts"
import { createAnswerEncoder as chatStream } from "../codecs/openai-chat/encode-stream.ts"
import {
  clientRequest as readResponses,
  wantsEncryptedReasoning,
} from "../codecs/openai-responses/decode-request.ts"
import { encodeAnswer as responsesAnswer } from "../codecs/openai-responses/encode-answer.ts"
import { createAnswerEncoder as responsesStream } from "../codecs/openai-responses/encode-stream.ts"
import { wholeAnswer } from "../codecs/whole-answer.ts"
import type { AnswerEvent, Decoded, Exchange } from "../model/exchange.ts"
import type { ClientCall } from "./client-call.ts"

export type AnswerWriter = {
  readonly push: (event: AnswerEvent) => string
  /** Nothing more comes: an answer that did not end becomes an error (G64). */
  readonly end: () => string
  readonly keepAlive: () => string
}

/** The client's request in the terms of no vendor. `hostedTools`: what the upstream wants done with tools only OpenAI runs. */
export function decodeCall(call: ClientCall, hostedTools: "refuse" | "leave-out"): Decoded<Exchange> {
  const { fields, session, headers } = call
  switch (call.format) {
    case "openai-chat":
      return readChat(fields, { session })
    case "openai-responses":
      return readResponses(fields, { session, hostedTools })
    case "anthropic":
      return readAnthropic(fields, {
        version: headerOf(headers["anthropic-version"]),
        betas: (headerOf(headers["anthropic-beta"]) ?? "").split(",").map((beta) => beta.trim()),
        session,
      })
    case "gemini":
      return readGemini(fields, { model: call.model, stream: call.stream, session })
  }
}

/** Writes the events of an answer as the client's stream. `now` in epoch ms. */
export function openWriter(call: ClientCall, exchange: Exchange, now: number): AnswerWriter {
  switch (call.format) {
    case "openai-chat": {
      const usage = exchange.streamUsage ? "wanted" : "unwanted"
      return chatStream({ ...chatFacts(call, exchange, now), usage })
    }
    case "openai-responses":
      return responsesStream(responseFacts(call, exchange, now))
    case "anthropic":
      return anthropic.createAnswerEncoder(messageFacts(call, exchange))
    case "gemini":
      return gemini.createAnswerEncoder({ model: call.model, form: call.form })
  }
}

/** The events of a whole answer as the client's plain body, or the error they tell of. */
export function writeWhole(
  call: ClientCall,
  exchange: Exchange,
  events: readonly AnswerEvent[],
  now: number,
): Decoded<string> {
  const whole = wholeAnswer(events)
  if (whole.kind === "error") return whole
  switch (call.format) {
    case "openai-chat":
      return ok(chatAnswer(whole.value, chatFacts(call, exchange, now)))
    case "openai-responses":
      return ok(responsesAnswer(whole.value, responseFacts(call, exchange, now)))
    case "anthropic":
      return ok(anthropic.encodeAnswer(events, messageFacts(call, exchange)))
    case "gemini":
      return ok(gemini.encodeAnswer(events, call.model))
  }
}

function ok(value: string): Decoded<string> {
  return { kind: "ok", value }
}

function chatFacts(call: ClientCall, exchange: Exchange, now: number) {
  const id = `chatcmpl-${bare(call.requestId)}`
  return { id, model: call.model, created: Math.floor(now / 1000), custom: customTools(exchange.tools) }
}

function responseFacts(call: ClientCall, exchange: Exchange, now: number) {
  const encrypted = wantsEncryptedReasoning(call.fields) ? "wanted" : "unwanted"
  const id = `resp_${bare(call.requestId)}`
  return { id, model: call.model, created: Math.floor(now / 1000), encrypted, exchange } as const
}

/** Clients that did not ask for thinking must see no block of it. */
function messageFacts(call: ClientCall, { thinking }: Exchange) {
  const asked = thinking.kind === "enabled" || thinking.kind === "adaptive"
  return { model: call.model, requestId: call.requestId, thinking: asked, show: thinking.show }
}

function bare(requestId: string): string {
  return requestId.replace(/^req_/, "")
}

function headerOf(value: string | readonly string[] | undefined): string | null {
  return typeof value === "string" ? value : null
}

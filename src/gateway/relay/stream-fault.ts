import * as anthropic from "../codecs/anthropic/errors.ts"
import * as gemini from "../codecs/gemini/errors.ts"
import { errorEnvelope } from "../codecs/openai-chat/errors.ts"
import { responseObject } from "../codecs/openai-responses/encode-answer.ts"
import { responseError } from "../codecs/openai-responses/errors.ts"
import type { GatewayError } from "../model/exchange.ts"
import { sseEvent } from "../sse/write.ts"
import type { ClientCall } from "./client-call.ts"

/** What an answer that was passed through ends with when it breaks off: the format's own error, never a clean end (G64). */
export function streamFault(call: ClientCall, error: GatewayError, now: number): string {
  switch (call.format) {
    case "anthropic": {
      const event = anthropic.errorObject(error, call.requestId)
      return sseEvent("error", JSON.stringify(event))
    }
    case "gemini": {
      const json = JSON.stringify(gemini.errorObject(error))
      return call.form === "sse" ? sseEvent(null, json) : json
    }
    case "openai-chat":
      return sseEvent(null, JSON.stringify(errorEnvelope(error)))
    case "openai-responses": {
      const facts = {
        id: `resp_${call.requestId}`,
        model: call.model,
        created: Math.floor(now / 1000),
        encrypted: "unwanted",
        exchange: { tools: [], parallelCalls: true, sampling: noSampling, maxOutputTokens: null },
      } as const
      const response = responseObject(facts, { kind: "failed", error: responseError(error), usage: null }, [])
      // Behind any number that the upstream had reached.
      const event = { type: "response.failed", sequence_number: 1_000_000, response }
      return sseEvent("response.failed", JSON.stringify(event))
    }
  }
}

const noSampling = {
  temperature: null,
  topP: null,
  topK: null,
  seed: null,
  presencePenalty: null,
  frequencyPenalty: null,
} as const

import { clientRequest as anthropicRequest } from "../../../src/gateway/codecs/anthropic/decode-request.ts"
import { encodeAnswer as anthropicAnswer } from "../../../src/gateway/codecs/anthropic/encode-answer.ts"
import { clientRequest as geminiRequest } from "../../../src/gateway/codecs/gemini/decode-request.ts"
import { encodeAnswer as geminiAnswer } from "../../../src/gateway/codecs/gemini/encode-answer.ts"
import { clientRequest as chatRequest } from "../../../src/gateway/codecs/openai-chat/decode-request.ts"
import { encodeAnswer as chatAnswer } from "../../../src/gateway/codecs/openai-chat/encode-answer.ts"
import { clientRequest as responsesRequest } from "../../../src/gateway/codecs/openai-responses/decode-request.ts"
import { encodeAnswer as responsesAnswer } from "../../../src/gateway/codecs/openai-responses/encode-answer.ts"
import { wholeAnswer } from "../../../src/gateway/codecs/whole-answer.ts"
import type { AnswerEvent, Decoded, Exchange } from "../../../src/gateway/model/exchange.ts"

type Item = Record<string, unknown>
const anyJson = (text: string) => JSON.parse(text)

/** A client that keeps nothing but what its format's oldest users know: no signature, no thought. */
export type ForgetfulClient = {
  readonly user: (text: string) => readonly Item[]
  /** What it keeps of an answer. */
  readonly kept: (events: readonly AnswerEvent[]) => readonly Item[]
  /** Results for the calls in what it kept, in order. */
  readonly results: (kept: readonly Item[], outputs: readonly string[]) => readonly Item[]
  readonly exchange: (history: readonly Item[]) => Exchange
}

export const forgetfulClients: Readonly<Record<string, ForgetfulClient>> = {
  C: {
    user: (content) => [{ role: "user", content }],
    kept: (events) => {
      const facts = { id: "chatcmpl-1", model: "m", created: 1, custom: new Set<string>() }
      const { content, tool_calls } = anyJson(chatAnswer(whole(events), facts)).choices[0].message
      const calls = tool_calls?.map(({ id, function: named }: Item) => ({
        id,
        type: "function",
        function: named,
      }))
      return [{ role: "assistant", content, ...(calls && { tool_calls: calls }) }]
    },
    results: ([message], outputs) =>
      anyJson(JSON.stringify(message)).tool_calls.map((call: Item, at: number) => ({
        role: "tool",
        tool_call_id: call.id,
        content: outputs[at],
      })),
    exchange: (messages) => readOf(chatRequest(JSON.stringify({ model: "m", messages }), { session: null })),
  },
  R: {
    user: (text) => [{ type: "message", role: "user", content: [{ type: "input_text", text }] }],
    kept: (events) => {
      const exchange = { tools: [], parallelCalls: true, sampling: noSampling, maxOutputTokens: null }
      const facts = { id: "resp_1", model: "m", created: 1, encrypted: "unwanted" as const, exchange }
      const { output } = anyJson(responsesAnswer(whole(events), facts))
      return output.flatMap(({ id: _, ...item }: Item) => (item.type === "reasoning" ? [] : [item]))
    },
    results: (items, outputs) =>
      items
        .filter((item) => item.type === "function_call")
        .map(({ call_id }, at) => ({ type: "function_call_output", call_id, output: outputs[at] })),
    exchange: (input) =>
      readOf(
        responsesRequest(JSON.stringify({ model: "m", input, store: false }), {
          session: null,
          hostedTools: "refuse",
        }),
      ),
  },
  A: {
    user: (content) => [{ role: "user", content }],
    kept: (events) => {
      const options = { model: "m", requestId: "req_1", thinking: false, show: false }
      return [{ role: "assistant", content: anyJson(anthropicAnswer(events, options)).content }]
    },
    results: ([message], outputs) => [
      {
        role: "user",
        content: anyJson(JSON.stringify(message))
          .content.filter(({ type }: Item) => type === "tool_use")
          .map(({ id }: Item, at: number) => ({
            type: "tool_result",
            tool_use_id: id,
            content: outputs[at],
          })),
      },
    ],
    exchange: (messages) =>
      readOf(
        anthropicRequest(JSON.stringify({ model: "m", max_tokens: 4096, messages }), {
          version: "2023-06-01",
          betas: [],
          session: null,
        }),
      ),
  },
  "G without ids": {
    user: (text) => [{ role: "user", parts: [{ text }] }],
    kept: (events) => {
      const { content } = anyJson(geminiAnswer(events, "m")).candidates[0]
      const parts = content.parts.flatMap(({ thoughtSignature: _, thought, ...part }: Item) => {
        if (thought === true || part.text === "") return []
        return part.functionCall === undefined ? [part] : [{ functionCall: withoutId(part.functionCall) }]
      })
      return [{ role: "model", parts }]
    },
    results: ([content], outputs) => [
      {
        role: "user",
        parts: anyJson(JSON.stringify(content))
          .parts.filter((part: Item) => part.functionCall !== undefined)
          .map((part: { functionCall: Item }, at: number) => ({
            functionResponse: { name: part.functionCall.name, response: { output: outputs[at] } },
          })),
      },
    ],
    exchange: (contents) =>
      readOf(geminiRequest(JSON.stringify({ contents }), { model: "m", stream: false, session: null })),
  },
}

const noSampling = {
  temperature: null,
  topP: null,
  topK: null,
  seed: null,
  presencePenalty: null,
  frequencyPenalty: null,
}

function whole(events: readonly AnswerEvent[]) {
  return readOf(wholeAnswer(events))
}

function readOf<T>(decoded: Decoded<T>): T {
  if (decoded.kind === "error") throw new Error(decoded.error.message)
  return decoded.value
}

function withoutId(call: unknown): Item {
  const { id: _, ...rest } = anyJson(JSON.stringify(call))
  return rest
}

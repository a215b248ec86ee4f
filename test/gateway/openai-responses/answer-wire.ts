import { expect } from "vitest"
import {
  encodeAnswer,
  type ResponseFacts,
} from "../../../src/gateway/codecs/openai-responses/encode-answer.ts"
import { createAnswerEncoder } from "../../../src/gateway/codecs/openai-responses/encode-stream.ts"
import { wholeAnswer } from "../../../src/gateway/codecs/whole-answer.ts"
import type { AnswerEvent, CallUsage, StopReason } from "../../../src/gateway/model/exchange.ts"
import { createSseReader } from "../../../src/gateway/sse/read.ts"
import { isRecord } from "../../../src/system/json-record.ts"
import { exchangeOf } from "../openai-chat/exchange-of.ts"

const facts: ResponseFacts = {
  id: "resp_1",
  model: "m",
  created: 1_700_000_000,
  encrypted: "wanted",
  exchange: exchangeOf({
    tools: [
      { name: "shell", description: "", schema: {} },
      {
        name: "docs__search",
        description: "",
        schema: {},
        origin: { kind: "function", name: "search", namespace: "docs" },
      },
      {
        name: "patch",
        description: "",
        schema: {},
        origin: { kind: "custom", name: "patch", namespace: null },
      },
    ],
  }),
}

export const begin: Extract<AnswerEvent, { kind: "begin" }> = {
  kind: "begin",
  id: "up",
  model: "up-m",
  usage: null,
}
export const partEnd: AnswerEvent = { kind: "part-end" }
export const text = (words: string): AnswerEvent => ({ kind: "text", text: words })
export const call = (name: string, id: string | null): AnswerEvent => ({ kind: "call", id, name })
export const args = (json: string): AnswerEvent => ({ kind: "call-arguments", json })
export const end = (reason: StopReason): AnswerEvent => ({ kind: "end", reason, stopSequence: null })
export const usage: CallUsage = { input: 10, cachedInput: 5, cacheWrite: null, output: 30, thinking: 20 }

export const encoder = () => createAnswerEncoder(facts)

export type Fields = Readonly<Record<string, unknown>>

export function plain(events: readonly AnswerEvent[], change: Partial<ResponseFacts> = {}): Fields {
  const whole = wholeAnswer(events)
  if (whole.kind === "error") throw new Error(whole.error.message)
  const body: unknown = JSON.parse(encodeAnswer(whole.value, { ...facts, ...change }))
  return isRecord(body) ? body : {}
}

export function stream(events: readonly AnswerEvent[], change: Partial<ResponseFacts> = {}): Fields[] {
  const encoder = createAnswerEncoder({ ...facts, ...change })
  const wire = events.map(encoder.push).join("") + encoder.end()
  const reader = createSseReader()
  return [...reader.push(new TextEncoder().encode(wire)), ...reader.end()].map((event) => {
    const data: unknown = JSON.parse(event.data)
    if (!isRecord(data) || data.type !== event.event) throw new Error("an event whose name is not its type")
    return data
  })
}

export const types = (events: readonly Fields[]): unknown[] =>
  events.map((event) => String(event.type).replace("response.", ""))
export const lastResponse = (events: readonly Fields[]): unknown => events.at(-1)?.response

/** The same answer must come out plain and streamed; minted call ids aside. */
export function both(events: readonly AnswerEvent[], change: Partial<ResponseFacts> = {}): unknown {
  const told = stream(events, change)
  const streamed = lastResponse(told)
  expect(streamed).toEqual(plain(events, change))
  // Codex takes its items from these events, not from the response at the end.
  const items = told.filter((event) => event.type === "response.output_item.done").map((event) => event.item)
  const output = isRecord(streamed) ? streamed.output : null
  expect(items).toEqual(output)
  return output
}

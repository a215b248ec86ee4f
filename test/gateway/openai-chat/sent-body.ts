import { type ChatOptions, upstreamRequest } from "../../../src/gateway/codecs/openai-chat/encode-request.ts"
import type { Exchange, Part } from "../../../src/gateway/model/exchange.ts"
import { isRecord } from "../../../src/system/json-record.ts"
import { exchangeOf } from "./exchange-of.ts"

export const plain: ChatOptions = {
  model: "up",
  limitField: "max_completion_tokens",
  effort: "send",
  signatures: "leave-out",
  thoughts: "leave-out",
}

export function sent(
  change: Partial<Exchange>,
  options: Partial<ChatOptions> = {},
): Readonly<Record<string, unknown>> {
  const body: unknown = JSON.parse(upstreamRequest(exchangeOf(change), { ...plain, ...options }).body)
  return isRecord(body) ? body : {}
}

export const call = (id: string, name: string): Part => ({
  kind: "call",
  id,
  name,
  argumentsJson: `{"of":"${id}"}`,
})
export const result = (
  id: string,
  text: string,
  more: Partial<Extract<Part, { kind: "result" }>> = {},
): Part => ({
  kind: "result",
  id,
  name: null,
  content: [{ kind: "text", text }],
  failed: false,
  ...more,
})
export const tool = (name: string, schema: unknown = { type: "object" }) => ({
  name,
  description: "d",
  schema,
})

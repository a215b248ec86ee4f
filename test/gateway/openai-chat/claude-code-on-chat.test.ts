import { describe, expect, test } from "vitest"
import { clientRequest } from "../../../src/gateway/codecs/anthropic/decode-request.ts"
import { createAnswerEncoder } from "../../../src/gateway/codecs/anthropic/encode-answer.ts"
import { createAnswerDecoder } from "../../../src/gateway/codecs/openai-chat/decode-answer.ts"
import { openaiNameMap, upstreamRequest } from "../../../src/gateway/codecs/openai-chat/encode-request.ts"
import type { Exchange } from "../../../src/gateway/model/exchange.ts"
import { isRecord } from "../../../src/system/json-record.ts"
import { readWire } from "./answer-parts.ts"

type Body = Readonly<Record<string, unknown>>

function exchangeOf(body: Body): Exchange {
  const headers = { version: "2023-06-01", betas: [], session: null }
  const decoded = clientRequest(
    JSON.stringify({ model: "claude-x", max_tokens: 4096, stream: true, ...body }),
    headers,
  )
  if (decoded.kind === "error") throw new Error(decoded.error.message)
  return decoded.value
}

function sent(body: Body): Body {
  const { body: text } = upstreamRequest(exchangeOf(body), {
    model: "local",
    limitField: "max_tokens",
    effort: "leave-out",
    signatures: "leave-out",
    thoughts: "leave-out",
  })
  const value: unknown = JSON.parse(text)
  return isRecord(value) ? value : {}
}

const toolUse = (id: string): Body => ({ type: "tool_use", id, name: "Read", input: { path: id } })

describe("Claude Code on a Chat Completions upstream", () => {
  test("G10 G13 G31 G34 G35 sends system texts, results, pictures and failures where this format has them", () => {
    const { messages } = sent({
      system: [
        { type: "text", text: "x-anthropic-billing-header: cc_version=2.1" },
        { type: "text", text: "You are Claude Code.", cache_control: { type: "ephemeral" } },
      ],
      messages: [
        { role: "user", content: "look" },
        {
          role: "assistant",
          content: [
            { type: "thinking", thinking: "hm", signature: "c2ln" },
            { type: "text", text: "Reading." },
            toolUse("toolu_a"),
            toolUse("toolu_b"),
          ],
        },
        {
          role: "user",
          content: [
            { type: "tool_result", tool_use_id: "toolu_b", content: "no such file", is_error: true },
            {
              type: "tool_result",
              tool_use_id: "toolu_a",
              content: [
                { type: "text", text: "a picture" },
                { type: "image", source: { type: "base64", media_type: "image/png", data: "AAAA" } },
              ],
            },
          ],
        },
        { role: "system", content: "Plan mode is on." },
        { role: "user", content: "go on" },
      ],
    })
    expect(messages).toEqual([
      { role: "system", content: "You are Claude Code." },
      { role: "user", content: "look" },
      {
        role: "assistant",
        content: "Reading.",
        tool_calls: [
          { id: "toolu_a", type: "function", function: { name: "Read", arguments: '{"path":"toolu_a"}' } },
          { id: "toolu_b", type: "function", function: { name: "Read", arguments: '{"path":"toolu_b"}' } },
        ],
      },
      { role: "tool", tool_call_id: "toolu_a", content: "a picture" },
      { role: "tool", tool_call_id: "toolu_b", content: '{"error":"no such file"}' },
      {
        role: "user",
        content: [
          { type: "text", text: "Pictures of the result toolu_a:" },
          { type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } },
        ],
      },
      { role: "system", content: "Plan mode is on." },
      { role: "user", content: "go on" },
    ])
  })

  test("G28 G48 G54 G62 streams interleaved calls of the upstream as blocks of their own, with the right end and usage", () => {
    const exchange = exchangeOf({ messages: [{ role: "user", content: "x" }] })
    const decoder = createAnswerDecoder({ names: openaiNameMap(exchange), now: () => 0 })
    const encoder = createAnswerEncoder({ model: "claude-x", requestId: "req_1", thinking: true, show: true })
    const piece = (index: number, fields: Body): Body => ({
      choices: [{ index: 0, delta: { tool_calls: [{ index, ...fields }] } }],
    })
    const chunks = [
      { choices: [{ index: 0, delta: { role: "assistant", reasoning_content: "hm" } }] },
      { choices: [{ index: 0, delta: { content: "So." } }] },
      piece(0, { id: "a", function: { name: "Read", arguments: "" } }),
      piece(1, { id: "b", function: { name: "Read", arguments: '{"n":2}' } }),
      piece(0, { function: { arguments: '{"n":1}' } }),
      { choices: [{ index: 0, delta: {}, finish_reason: "stop" }] },
      {
        choices: [],
        usage: { prompt_tokens: 10, completion_tokens: 4, prompt_tokens_details: { cached_tokens: 3 } },
      },
    ]
    const upstream = `${chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\r\n\r\n`).join("")}data: [DONE]\r\n\r\n`
    const events = [...readWire(upstream, 3).flatMap(decoder.push), ...decoder.end()]
    const wire = readWire(events.map(encoder.push).join("") + encoder.end(), 50)
    const data = wire.map((event): Body => {
      const value: unknown = JSON.parse(event.data)
      return isRecord(value) ? value : {}
    })
    const starts = data.filter((event) => event.type === "content_block_start")
    expect(starts).toMatchObject([
      { index: 0, content_block: { type: "thinking" } },
      { index: 1, content_block: { type: "text" } },
      { index: 2, content_block: { type: "tool_use", id: "a", name: "Read" } },
      { index: 3, content_block: { type: "tool_use", id: "b", name: "Read" } },
    ])
    const inputs = data.filter((event) => isRecord(event.delta) && event.delta.type === "input_json_delta")
    expect(inputs.map((event) => event.index)).toEqual([2, 3])
    expect(data.at(-2)).toMatchObject({
      type: "message_delta",
      delta: { stop_reason: "tool_use" },
      usage: { input_tokens: 7, cache_read_input_tokens: 3, output_tokens: 4 },
    })
    expect(data.at(-1)).toMatchObject({ type: "message_stop" })
  })
})

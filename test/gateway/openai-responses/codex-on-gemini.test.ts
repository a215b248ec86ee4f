import { describe, expect, test } from "vitest"
import { createAnswerDecoder } from "../../../src/gateway/codecs/gemini/decode-answer.ts"
import { geminiNameMap, upstreamRequest } from "../../../src/gateway/codecs/gemini/encode-request.ts"
import {
  clientRequest,
  wantsEncryptedReasoning,
} from "../../../src/gateway/codecs/openai-responses/decode-request.ts"
import { createAnswerEncoder } from "../../../src/gateway/codecs/openai-responses/encode-stream.ts"
import type { Exchange } from "../../../src/gateway/model/exchange.ts"
import { isRecord } from "../../../src/system/json-record.ts"
import { readWire } from "../openai-chat/answer-parts.ts"

type Body = Readonly<Record<string, unknown>>

/** What Codex sends: a function, a tool of free text, a namespace, and nothing stored at the service. */
const codex: Body = {
  model: "gemini-3-pro",
  instructions: "You are a coding agent.",
  input: [{ type: "message", role: "user", content: [{ type: "input_text", text: "fix it" }] }],
  tools: [
    { type: "function", name: "shell", parameters: { type: "object", properties: {} }, strict: false },
    { type: "custom", name: "apply_patch", description: "Edits files." },
    {
      type: "namespace",
      name: "mcp__docs__",
      tools: [{ type: "function", name: "search", parameters: { type: "object", properties: {} } }],
    },
  ],
  tool_choice: "auto",
  parallel_tool_calls: true,
  store: false,
  stream: true,
  include: ["reasoning.encrypted_content"],
}

function exchangeOf(body: Body): Exchange {
  const decoded = clientRequest(JSON.stringify(body), { session: null, hostedTools: "refuse" })
  if (decoded.kind === "error") throw new Error(decoded.error.message)
  return decoded.value
}

/** The output items that Codex keeps of a Gemini stream, as it sends them back: without their ids. */
function answered(body: Body, parts: readonly unknown[], finishReason = "STOP"): readonly Body[] {
  const exchange = exchangeOf(body)
  const decoder = createAnswerDecoder(geminiNameMap(exchange))
  const encoder = createAnswerEncoder({
    id: "resp_1",
    model: exchange.model,
    created: 1,
    encrypted: wantsEncryptedReasoning(body) ? "wanted" : "unwanted",
    exchange,
  })
  const chunks = [
    { candidates: [{ content: { role: "model", parts } }] },
    {
      candidates: [{ content: { role: "model", parts: [] }, finishReason }],
      usageMetadata: { promptTokenCount: 9 },
    },
  ]
  const gemini = chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\r\n\r\n`).join("")
  const events = [...readWire(gemini, 5).flatMap(decoder.push), ...decoder.end()]
  const wire = events.map(encoder.push).join("") + encoder.end()
  return readWire(wire, 11).flatMap((event) => {
    const data: unknown = JSON.parse(event.data)
    if (!isRecord(data) || data.type !== "response.output_item.done" || !isRecord(data.item)) return []
    const { id: _id, ...item } = data.item
    return [item]
  })
}

/** What Gemini receives on the next turn. */
function next(items: readonly Body[]): readonly unknown[] {
  const input = Array.isArray(codex.input) ? codex.input : []
  const request = upstreamRequest(exchangeOf({ ...codex, input: [...input, ...items] }), {
    jsonSchema: true,
    signatures: "keep",
    callIds: true,
    model: "gemini-3-pro",
  })
  const body: unknown = JSON.parse(request.body)
  return isRecord(body) && Array.isArray(body.contents) ? body.contents : []
}

const resultOf = (call: Body | undefined, output: string): Body => ({
  type: String(call?.type) === "custom_tool_call" ? "custom_tool_call_output" : "function_call_output",
  call_id: call?.call_id,
  output,
})

describe("Codex on a Gemini upstream", () => {
  test("G37 G45 gets the signature of a call back on the next turn without any store", () => {
    const items = answered(codex, [
      { functionCall: { name: "shell", args: { n: 1 } }, thoughtSignature: "c2lnLTE=" },
      { functionCall: { name: "shell", args: { n: 2 } } },
    ])
    expect(items.map((item) => item.type)).toEqual(["reasoning", "function_call", "function_call"])
    const [, first, second] = items
    const contents = next([...items, resultOf(second, "two"), resultOf(first, "one")])
    expect(contents).toMatchObject([
      { role: "user" },
      {
        role: "model",
        parts: [
          { functionCall: { name: "shell", args: { n: 1 } }, thoughtSignature: "c2lnLTE=" },
          { functionCall: {} },
        ],
      },
      {
        role: "user",
        parts: [
          { functionResponse: { name: "shell", response: { output: "one" } } },
          { functionResponse: { name: "shell", response: { output: "two" } } },
        ],
      },
    ])
    expect(JSON.stringify(contents).match(/thoughtSignature/g)).toHaveLength(1)
  })

  test("G23 G29 calls Codex's tools by its own names, and finds them again on the next turn", () => {
    const items = answered(codex, [
      { functionCall: { name: "apply_patch", args: { input: "*** Begin Patch" } }, thoughtSignature: "cw==" },
      { functionCall: { name: "mcp__docs__search", args: { q: "x" } } },
    ])
    const [, patch, search] = items
    expect(patch).toMatchObject({ type: "custom_tool_call", name: "apply_patch", input: "*** Begin Patch" })
    expect(search).toMatchObject({ type: "function_call", namespace: "mcp__docs__", name: "search" })
    for (const item of [patch, search]) expect(item?.call_id).toMatch(/^[A-Za-z0-9_-]{1,64}$/)
    const contents = next([...items, resultOf(patch, "done"), resultOf(search, "found")])
    expect(contents.at(-1)).toMatchObject({
      parts: [
        { functionResponse: { name: "apply_patch", response: { output: "done" } } },
        { functionResponse: { name: "mcp__docs__search", response: { output: "found" } } },
      ],
    })
  })

  test("G38 brings back the signature on the last part of an answer without calls", () => {
    const items = answered(codex, [{ text: "Done." }, { text: "", thoughtSignature: "bGFzdA==" }])
    expect(items.map((item) => item.type)).toEqual(["message", "reasoning"])
    const more = { type: "message", role: "user", content: [{ type: "input_text", text: "and now?" }] }
    expect(JSON.stringify(next([...items, more])[1])).toContain("bGFzdA==")
  })

  test("G52 G53 ends a blocked prompt as incomplete and an empty answer as failed", () => {
    const exchange = exchangeOf(codex)
    const ended = (chunk: unknown): unknown => {
      const decoder = createAnswerDecoder(geminiNameMap(exchange))
      const encoder = createAnswerEncoder({
        id: "resp_1",
        model: "m",
        created: 1,
        encrypted: "wanted",
        exchange,
      })
      const events = [...decoder.push({ event: null, data: JSON.stringify(chunk) }), ...decoder.end()]
      return JSON.parse(readWire(events.map(encoder.push).join("") + encoder.end(), 64).at(-1)?.data ?? "")
    }
    expect(ended({ promptFeedback: { blockReason: "SAFETY" } })).toMatchObject({
      type: "response.incomplete",
      response: { incomplete_details: { reason: "content_filter" } },
    })
    expect(ended({ candidates: [] })).toMatchObject({ type: "response.failed" })
  })
})

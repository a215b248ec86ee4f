import { describe, expect, test } from "vitest"
import { parseJson } from "../../../src/gateway/codecs/json-digits.ts"
import {
  type ResponsesOptions,
  upstreamRequest,
} from "../../../src/gateway/codecs/openai-responses/encode-request.ts"
import type { Exchange, Part } from "../../../src/gateway/model/exchange.ts"
import { isRecord } from "../../../src/system/json-record.ts"
import { exchangeOf, userTurn } from "../openai-chat/exchange-of.ts"

const reasons: ResponsesOptions = { model: "up", reasoning: "send" }

function sent(
  change: Partial<Exchange>,
  options: Partial<ResponsesOptions> = {},
): Readonly<Record<string, unknown>> {
  const body: unknown = JSON.parse(upstreamRequest(exchangeOf(change), { ...reasons, ...options }).body)
  return isRecord(body) ? body : {}
}

const call = (id: string, name: string): Part => ({ kind: "call", id, name, argumentsJson: `{"of":"${id}"}` })
const result = (id: string, content: readonly Part[], failed = false): Part => ({
  kind: "result",
  id,
  name: null,
  content,
  failed,
})
const text = (words: string): Part => ({ kind: "text", text: words })
const tool = (name: string, schema: unknown = { type: "object" }) => ({ name, description: "d", schema })

describe("requests to Responses upstreams", () => {
  test("G09 sends the system texts as instructions, in their order, G13 without the billing block", () => {
    const system = ["x-anthropic-billing-header: 1", "one", "two"].map(
      (words) => ({ kind: "text", text: words }) as const,
    )
    expect(sent({ system }).instructions).toBe("one\n\ntwo")
    expect(sent({}).instructions).toBeUndefined()
  })

  test("G10 sends system text in mid-conversation as a developer message, never between a call and its result", () => {
    const { input } = sent({
      turns: [
        userTurn("go"),
        { role: "model", parts: [call("a", "f")] },
        { role: "system", parts: [text("be brief")] },
        { role: "user", parts: [result("a", [text("done")])] },
      ],
    })
    expect(input).toMatchObject([
      { role: "user" },
      { type: "function_call", call_id: "a" },
      { type: "function_call_output", call_id: "a", output: "done" },
      { role: "developer", content: [{ text: "be brief" }] },
    ])
  })

  test("G11 G12 begins with the user and sends nothing empty", () => {
    const { input } = sent({
      turns: [
        { role: "model", parts: [text("")] },
        { role: "model", parts: [text("a")] },
        { role: "user", parts: [text(""), text("b")] },
      ],
    })
    expect(input).toMatchObject([
      { role: "user" },
      { role: "assistant", content: [{ type: "output_text", text: "a" }] },
      { role: "user", content: [{ type: "input_text", text: "b" }] },
    ])
    expect(JSON.stringify(input)).not.toContain('"text":""')
  })

  test("G14 sends no session hint, and asks the upstream to store nothing", () => {
    const body = sent({ session: "s-secret" })
    expect(JSON.stringify(body)).not.toContain("s-secret")
    expect(body.store).toBe(false)
  })

  test("G21 writes every digit of a large integer, and schemas without properties as objects", () => {
    const big = "12345678901234567890123"
    const schema = parseJson(`{"properties":{"n":{"maximum":${big}}}}`)
    const exchange = exchangeOf({ tools: [tool("f", schema)] })
    expect(upstreamRequest(exchange, reasons).body).toContain(`"maximum":${big}`)
    const parameters = { type: "object", properties: {} }
    expect(sent({ tools: [tool("f", {})] })).toMatchObject({ tools: [{ parameters }] })
  })

  test("G22 maps names that OpenAI does not take, everywhere alike", () => {
    const odd = "server.tool:run"
    const body = JSON.stringify(
      sent({
        tools: [tool(odd)],
        toolChoice: { kind: "tool", name: odd },
        turns: [userTurn("x"), { role: "model", parts: [call("a", odd)] }],
      }),
    )
    const names = [...body.matchAll(/"name":"([^"]+)"/g)].map((found) => found[1])
    expect(names).toHaveLength(3)
    expect(new Set(names).size).toBe(1)
    expect(names[0]).toMatch(/^[A-Za-z0-9_-]{1,64}$/)
  })

  test("G24 G26 writes tools that are not strict, the choice among them, and one call at a time", () => {
    const tools = [tool("f")]
    expect(sent({ tools })).toMatchObject({ tools: [{ type: "function", name: "f", strict: false }] })
    expect(sent({ tools }).tool_choice).toBeUndefined()
    expect(sent({ tools, toolChoice: { kind: "any" } }).tool_choice).toBe("required")
    expect(sent({ tools, toolChoice: { kind: "none" } }).tool_choice).toBe("none")
    expect(sent({ tools, toolChoice: { kind: "tool", name: "f" } }).tool_choice).toEqual({
      type: "function",
      name: "f",
    })
    expect(sent({ tools, parallelCalls: false }).parallel_tool_calls).toBe(false)
  })

  test("G30 G31 G33 pairs results by id behind their calls, makes up missing ones and keeps orphans as text", () => {
    const { input } = sent({
      turns: [
        userTurn("x"),
        { role: "model", parts: [call("a", "f"), call("b", "f"), call("c", "f")] },
        {
          role: "user",
          parts: [result("b", [text("of b")]), result("a", [text("of a")]), result("ghost", [text("lost")])],
        },
      ],
    })
    expect(input).toMatchObject([
      {},
      { call_id: "a", arguments: '{"of":"a"}' },
      { call_id: "b" },
      { call_id: "c" },
      { call_id: "a", output: "of a" },
      { call_id: "b", output: "of b" },
      { call_id: "c", output: expect.stringContaining('{"error":') },
      { role: "user", content: [{ text: expect.stringContaining("lost") }] },
    ])
  })

  test("G34 G35 sends pictures inside results, and failed results in the form of an error", () => {
    const picture: Part = { kind: "image", data: { mimeType: "image/png", base64: "AAAA" } }
    const { input } = sent({
      turns: [
        userTurn("x"),
        { role: "model", parts: [call("a", "f"), call("b", "f")] },
        { role: "user", parts: [result("a", [text("see"), picture]), result("b", [text("no")], true)] },
      ],
    })
    expect(input).toMatchObject([
      {},
      {},
      {},
      {
        output: [
          { type: "input_text", text: "see" },
          { type: "input_image", image_url: "data:image/png;base64,AAAA" },
        ],
      },
      { output: '{"error":"no"}' },
    ])
  })

  test("G44 G45 asks for effort, a summary and encrypted reasoning only where the model reasons", () => {
    const thinking = { kind: "enabled", budget: 8000, effort: null, show: true } as const
    expect(sent({ thinking })).toMatchObject({
      reasoning: { effort: "medium", summary: "auto" },
      include: ["reasoning.encrypted_content"],
    })
    const silent = upstreamRequest(exchangeOf({ thinking }), { model: "up", reasoning: "leave-out" })
    expect(silent.body).not.toMatch(/reasoning|include/)
    expect(silent.notes).toEqual(["thinking-left-out"])
  })

  test("G45 sends OpenAI's own reasoning back as it came, in its place, and none of another vendor", () => {
    const thought = (family: "openai" | "claude" | "gemini", value: string): Part => ({
      kind: "thinking",
      text: "hm",
      signature: { value, family },
    })
    const { input } = sent({
      turns: [
        userTurn("x"),
        {
          role: "model",
          parts: [
            thought("openai", "gAAA"),
            thought("claude", "sigC"),
            thought("gemini", "sigG"),
            call("a", "f"),
          ],
        },
      ],
    })
    expect(input).toMatchObject([
      {},
      { type: "reasoning", summary: [{ type: "summary_text", text: "hm" }], encrypted_content: "gAAA" },
      { type: "function_call" },
      {},
    ])
    expect(JSON.stringify(input)).not.toMatch(/sigC|sigG/)
  })

  test("G73 sends pictures and documents by data and by URL, and pictures of the model with the next user message", () => {
    const { input } = sent({
      turns: [
        userTurn("draw"),
        { role: "model", parts: [{ kind: "image", data: { mimeType: "image/png", base64: "AA" } }] },
        {
          role: "user",
          parts: [
            { kind: "image", data: { url: "https://example.org/a.png" } },
            { kind: "document", data: { url: "https://example.org/a.pdf" } },
            { kind: "document", data: { mimeType: "application/pdf", base64: "CC" } },
            { kind: "audio", data: { mimeType: "audio/wav", base64: "BB" } },
          ],
        },
      ],
    })
    expect(input).toMatchObject([
      {},
      {
        role: "user",
        content: [
          { type: "input_image", image_url: "data:image/png;base64,AA" },
          { type: "input_image", image_url: "https://example.org/a.png" },
          { type: "input_file", file_url: "https://example.org/a.pdf" },
          { type: "input_file", file_data: "data:application/pdf;base64,CC" },
          { type: "input_audio", input_audio: { data: "BB", format: "wav" } },
        ],
      },
    ])
  })

  test("writes limits, shape and streaming, and tells what this format cannot be told", () => {
    const exchange = exchangeOf({
      maxOutputTokens: 9,
      stream: true,
      stop: ["END"],
      shape: { kind: "json", schema: { a: 1 }, name: null, strict: false },
      sampling: { temperature: 0, topP: 0.5, topK: 1, seed: 2, presencePenalty: 0.1, frequencyPenalty: null },
    })
    const { body, notes } = upstreamRequest(exchange, reasons)
    expect(JSON.parse(body)).toMatchObject({
      model: "up",
      max_output_tokens: 9,
      stream: true,
      temperature: 0,
      top_p: 0.5,
      text: { format: { type: "json_schema", name: "answer", schema: { a: 1 }, strict: false } },
    })
    expect(notes).toEqual([
      "stop-sequences-left-out",
      "top-k-left-out",
      "seed-left-out",
      "penalties-left-out",
    ])
    expect(sent({ shape: { kind: "json", schema: null, name: null, strict: false } }).text).toEqual({
      format: { type: "json_object" },
    })
  })
})

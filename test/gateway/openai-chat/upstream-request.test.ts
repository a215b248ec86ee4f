import { describe, expect, test } from "vitest"
import { parseJson } from "../../../src/gateway/codecs/json-digits.ts"
import {
  type ChatOptions,
  openaiNameMap,
  upstreamRequest,
} from "../../../src/gateway/codecs/openai-chat/encode-request.ts"
import type { Exchange, Part } from "../../../src/gateway/model/exchange.ts"
import { isRecord } from "../../../src/system/json-record.ts"
import { exchangeOf, userTurn } from "./exchange-of.ts"

const plain: ChatOptions = {
  model: "up",
  limitField: "max_completion_tokens",
  effort: "send",
  signatures: "leave-out",
  thoughts: "leave-out",
}

function sent(
  change: Partial<Exchange>,
  options: Partial<ChatOptions> = {},
): Readonly<Record<string, unknown>> {
  const body: unknown = JSON.parse(upstreamRequest(exchangeOf(change), { ...plain, ...options }).body)
  return isRecord(body) ? body : {}
}

const call = (id: string, name: string): Part => ({ kind: "call", id, name, argumentsJson: `{"of":"${id}"}` })
const result = (id: string, text: string, more: Partial<Extract<Part, { kind: "result" }>> = {}): Part => ({
  kind: "result",
  id,
  name: null,
  content: [{ kind: "text", text }],
  failed: false,
  ...more,
})
const tool = (name: string, schema: unknown = { type: "object" }) => ({ name, description: "d", schema })

describe("requests to Chat Completions upstreams", () => {
  test("G09 sends the system texts first and in their order", () => {
    const { messages } = sent({
      system: [
        { kind: "text", text: "one" },
        { kind: "text", text: "two" },
      ],
    })
    expect(messages).toEqual([
      { role: "system", content: "one\n\ntwo" },
      { role: "user", content: "hi" },
    ])
  })

  test("G10 sends system text in mid-conversation in its place, never between a call and its result", () => {
    const { messages } = sent({
      turns: [
        userTurn("go"),
        { role: "model", parts: [call("a", "f")] },
        { role: "system", parts: [{ kind: "text", text: "be brief" }] },
        { role: "user", parts: [result("a", "done")] },
      ],
    })
    expect(messages).toMatchObject([
      { role: "user" },
      { role: "assistant" },
      { role: "tool", tool_call_id: "a" },
      { role: "system", content: "be brief" },
    ])
  })

  test("G11 joins turns of one role and begins with the user", () => {
    const { messages } = sent({
      turns: [{ role: "model", parts: [{ kind: "text", text: "a" }] }, userTurn("b"), userTurn("c")],
    })
    expect(messages).toMatchObject([
      { role: "user" },
      { role: "assistant", content: "a" },
      { role: "user", content: [{ text: "b" }, { text: "c" }] },
    ])
  })

  test("G12 sends no empty text and no message without content", () => {
    const { messages } = sent({
      system: [{ kind: "text", text: "" }],
      turns: [
        userTurn("a"),
        { role: "model", parts: [{ kind: "text", text: "" }] },
        {
          role: "user",
          parts: [
            { kind: "text", text: "" },
            { kind: "text", text: "b" },
          ],
        },
      ],
    })
    expect(messages).toEqual([
      {
        role: "user",
        content: [
          { type: "text", text: "a" },
          { type: "text", text: "b" },
        ],
      },
    ])
  })

  test("G13 leaves out cache marks and the billing block", () => {
    const body = JSON.stringify(
      sent({
        system: [
          { kind: "text", text: "x-anthropic-billing-header: cc_version=1" },
          { kind: "text", text: "real", cacheMark: { type: "ephemeral" } },
        ],
      }),
    )
    expect(body).toContain("real")
    expect(body).not.toMatch(/billing|ephemeral|cache/)
  })

  test("G14 sends no session hint", () => {
    expect(JSON.stringify(sent({ session: "s-secret" }))).not.toContain("s-secret")
  })

  test("G21 writes every digit of a large integer, and schemas without properties as objects", () => {
    const big = "12345678901234567890123"
    const schema = parseJson(`{"properties":{"n":{"maximum":${big}}}}`)
    const exchange = exchangeOf({ tools: [tool("f", schema)] })
    expect(upstreamRequest(exchange, plain).body).toContain(`"maximum":${big}`)
    const parameters = { type: "object", properties: {} }
    expect(sent({ tools: [tool("f", {})] })).toMatchObject({ tools: [{ function: { parameters } }] })
  })

  test("G22 maps names that OpenAI does not take, in tools, choice and history alike, and back", () => {
    const odd = "mcp.server:read file"
    const exchange = exchangeOf({
      tools: [tool(odd), tool("fine")],
      toolChoice: { kind: "tool", name: odd },
      turns: [
        userTurn("x"),
        { role: "model", parts: [call("a", odd)] },
        { role: "user", parts: [result("a", "r")] },
      ],
    })
    const body = sent(exchange)
    const names = openaiNameMap(exchange)
    const there = names.out(odd)
    expect(there).toMatch(/^[A-Za-z0-9_-]{1,64}$/)
    expect(names.back(there)).toBe(odd)
    expect(body.tools).toMatchObject([{ function: { name: there } }, { function: { name: "fine" } }])
    expect(body.tool_choice).toEqual({ type: "function", function: { name: there } })
    expect(body.messages).toMatchObject([{}, { tool_calls: [{ function: { name: there } }] }, {}])
  })

  test("G24 writes every way to choose a tool", () => {
    const tools = [tool("f")]
    expect(sent({ tools }).tool_choice).toBeUndefined()
    expect(sent({ tools, toolChoice: { kind: "none" } }).tool_choice).toBe("none")
    expect(sent({ tools, toolChoice: { kind: "any" } }).tool_choice).toBe("required")
    expect(sent({ toolChoice: { kind: "any" } }).tool_choice).toBeUndefined()
  })

  test("G26 passes on the wish for one call at a time", () => {
    expect(sent({ tools: [tool("f")], parallelCalls: false }).parallel_tool_calls).toBe(false)
    expect(sent({ tools: [tool("f")] }).parallel_tool_calls).toBeUndefined()
  })

  test("G27 sends arguments as the JSON text they are", () => {
    const { messages } = sent({ turns: [userTurn("x"), { role: "model", parts: [call("a", "f")] }] })
    expect(messages).toMatchObject([{}, { tool_calls: [{ function: { arguments: '{"of":"a"}' } }] }, {}])
  })

  test("G29 shortens foreign ids the same way for a call and its result", () => {
    const id = `call_${"x".repeat(1300)}`
    const { messages } = sent({
      turns: [
        userTurn("x"),
        { role: "model", parts: [call(id, "f")] },
        { role: "user", parts: [result(id, "r")] },
      ],
    })
    const text = JSON.stringify(messages)
    const [first, second] = [...text.matchAll(/"(?:id|tool_call_id)":"([A-Za-z0-9_-]+)"/g)].map(
      (found) => found[1],
    )
    expect(first?.length).toBeLessThanOrEqual(64)
    expect(second).toBe(first)
  })

  test("G30 G31 puts results right behind the calls, in the order of the calls, paired by id", () => {
    const { messages } = sent({
      turns: [
        userTurn("x"),
        { role: "model", parts: [call("a", "f"), call("b", "f")] },
        { role: "user", parts: [{ kind: "text", text: "also" }, result("b", "of b"), result("a", "of a")] },
      ],
    })
    expect(messages).toMatchObject([
      {},
      { role: "assistant", content: null, tool_calls: [{ id: "a" }, { id: "b" }] },
      { role: "tool", tool_call_id: "a", content: "of a" },
      { role: "tool", tool_call_id: "b", content: "of b" },
      { role: "user", content: "also" },
    ])
  })

  test("G33 makes up a failed result for an interrupted call and turns an orphan into text", () => {
    const { messages } = sent({
      turns: [
        userTurn("x"),
        { role: "model", parts: [call("a", "f")] },
        { role: "user", parts: [result("ghost", "lost words")] },
      ],
    })
    expect(messages).toMatchObject([
      {},
      {},
      { role: "tool", tool_call_id: "a", content: expect.stringContaining('{"error":') },
      { role: "user", content: expect.stringContaining("lost words") },
    ])
  })

  test("G34 sends the text of a result as its message and its picture behind all results", () => {
    const picture: Part = { kind: "image", data: { mimeType: "image/png", base64: "AAAA" } }
    const { messages } = sent({
      turns: [
        userTurn("x"),
        { role: "model", parts: [call("a", "f"), call("b", "f")] },
        {
          role: "user",
          parts: [result("a", "", { content: [{ kind: "text", text: "see" }, picture] }), result("b", "r")],
        },
      ],
    })
    expect(messages).toMatchObject([
      {},
      {},
      { role: "tool", content: "see" },
      { role: "tool", content: "r" },
      {
        role: "user",
        content: [{ type: "text" }, { type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } }],
      },
    ])
  })

  test("G35 tells a failed result in the form of an error", () => {
    const { messages } = sent({
      turns: [
        userTurn("x"),
        { role: "model", parts: [call("a", "f")] },
        { role: "user", parts: [result("a", "no such file", { failed: true })] },
      ],
    })
    expect(messages).toMatchObject([{}, {}, { content: '{"error":"no such file"}' }])
  })

  test("G40 sends thought signatures in their field where the upstream takes it, never inside the id, else not at all", () => {
    const signature = { value: "c2ln", family: "gemini" } as const
    const turns = [
      userTurn("x"),
      { role: "model", parts: [{ ...call("a", "f"), signature }] },
      { role: "user", parts: [result("a", "r")] },
    ] as const
    expect(sent({ turns }, { signatures: "send" }).messages).toMatchObject([
      {},
      { tool_calls: [{ id: "a", extra_content: { google: { thought_signature: "c2ln" } } }] },
      {},
    ])
    expect(JSON.stringify(sent({ turns }))).not.toContain("c2ln")
    const foreign = [
      userTurn("x"),
      { role: "model", parts: [{ ...call("a", "f"), signature: { value: "c2ln", family: "claude" } }] },
    ] as const
    expect(JSON.stringify(sent({ turns: foreign }, { signatures: "send" }))).not.toContain("c2ln")
  })

  test("G44 says effort in OpenAI's words, budgets by the one table, and tells when an upstream knows none", () => {
    const effort = (thinking: Partial<Exchange["thinking"]>): unknown =>
      sent({ thinking: { kind: "enabled", budget: null, effort: null, show: true, ...thinking } })
        .reasoning_effort
    expect(effort({ effort: "high" })).toBe("high")
    expect(effort({ effort: "max" })).toBe("xhigh")
    expect(effort({ budget: 1024 })).toBe("low")
    expect(effort({ budget: 8192 })).toBe("medium")
    expect(effort({ budget: 24576 })).toBe("high")
    expect(effort({ kind: "off", budget: 0 })).toBe("none")
    expect(effort({ kind: "adaptive", budget: -1 })).toBeUndefined()
    const exchange = exchangeOf({ thinking: { kind: "enabled", budget: 9, effort: null, show: true } })
    const deaf = upstreamRequest(exchange, { ...plain, effort: "leave-out" })
    expect(deaf.body).not.toContain("reasoning_effort")
    expect(deaf.notes).toContain("thinking-left-out")
  })

  test("G46 sends thought text only as reasoning_content, and only where the upstream takes it", () => {
    const turns = [
      userTurn("x"),
      {
        role: "model",
        parts: [
          { kind: "thinking", text: "hm" },
          { kind: "text", text: "answer" },
        ],
      },
    ] as const
    expect(sent({ turns }).messages).toEqual([
      { role: "user", content: "x" },
      { role: "assistant", content: "answer" },
    ])
    expect(sent({ turns }, { thoughts: "send" }).messages).toMatchObject([{}, { reasoning_content: "hm" }])
  })

  test("G57 always asks for usage in a stream, whatever the client wants", () => {
    expect(sent({ stream: true })).toMatchObject({ stream: true, stream_options: { include_usage: true } })
    expect(sent({}).stream).toBeUndefined()
  })

  test("G73 sends pictures by data and URL, sound, documents; plain text documents as text", () => {
    const blob = (mimeType: string, base64: string) => ({ mimeType, base64 })
    const { messages } = sent({
      turns: [
        {
          role: "user",
          parts: [
            { kind: "image", data: { url: "https://example.org/a.png" } },
            { kind: "audio", data: blob("audio/mpeg", "BB") },
            { kind: "document", data: blob("application/pdf", "CC") },
            { kind: "document", data: blob("text/plain", Buffer.from("words").toString("base64")) },
            { kind: "document", data: { url: "https://example.org/a.pdf" } },
          ],
        },
      ],
    })
    expect(messages).toEqual([
      {
        role: "user",
        content: [
          { type: "image_url", image_url: { url: "https://example.org/a.png" } },
          { type: "input_audio", input_audio: { data: "BB", format: "mp3" } },
          { type: "file", file: { filename: "document.pdf", file_data: "data:application/pdf;base64,CC" } },
          { type: "text", text: "words" },
          { type: "text", text: "[document: https://example.org/a.pdf]" },
        ],
      },
    ])
  })

  test("tells what an upstream of this format cannot be told", () => {
    const exchange = exchangeOf({
      sampling: { ...exchangeOf({}).sampling, topK: 3 },
      stop: ["1", "2", "3", "4", "5"],
    })
    const { body, notes } = upstreamRequest(exchange, plain)
    expect(notes).toEqual(["top-k-left-out", "stop-sequences-cut-to-4"])
    expect(body).toContain('"stop":["1","2","3","4"]')
  })

  test("writes limits in the field the upstream takes, and the shape of the answer", () => {
    expect(sent({ maxOutputTokens: 9 })).toMatchObject({ max_completion_tokens: 9 })
    expect(sent({ maxOutputTokens: 9 }, { limitField: "max_tokens" })).toMatchObject({ max_tokens: 9 })
    const json = { kind: "json", schema: null, name: null, strict: false } as const
    expect(sent({ shape: json }).response_format).toEqual({ type: "json_object" })
    expect(sent({ shape: { ...json, schema: { a: 1 }, strict: true } }).response_format).toEqual({
      type: "json_schema",
      json_schema: { name: "answer", schema: { a: 1 }, strict: true },
    })
  })
})

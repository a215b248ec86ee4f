import { describe, expect, test } from "vitest"
import { parseJson } from "../../../src/gateway/codecs/json-digits.ts"
import { openaiNameMap, upstreamRequest } from "../../../src/gateway/codecs/openai-chat/encode-request.ts"
import type { Exchange } from "../../../src/gateway/model/exchange.ts"
import { exchangeOf, userTurn } from "./exchange-of.ts"
import { call, plain, result, sent, tool } from "./sent-body.ts"

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

  test("G57 always asks for usage in a stream, whatever the client wants", () => {
    expect(sent({ stream: true })).toMatchObject({ stream: true, stream_options: { include_usage: true } })
    expect(sent({}).stream).toBeUndefined()
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

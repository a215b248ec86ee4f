import { describe, expect, test } from "vitest"
import { clientRequest } from "../../../src/gateway/codecs/openai-chat/decode-request.ts"
import type { Exchange } from "../../../src/gateway/model/exchange.ts"

const user = { role: "user", content: "hi" }

function read(fields: Readonly<Record<string, unknown>>): Exchange {
  const decoded = clientRequest(JSON.stringify({ model: "m", messages: [user], ...fields }), {
    session: null,
  })
  if (decoded.kind === "error") throw new Error(`${decoded.error.param}: ${decoded.error.message}`)
  return decoded.value
}

function refused(fields: Readonly<Record<string, unknown>>): unknown {
  const decoded = clientRequest({ model: "m", messages: [user], ...fields }, { session: null })
  return decoded.kind === "error" ? decoded.error : null
}

const call = (id: string, name: string, args = "{}"): unknown => ({
  id,
  type: "function",
  function: { name, arguments: args },
})

describe("requests of Chat Completions", () => {
  test("G09 gathers system and developer texts before the first turn in their order", () => {
    const { system, turns } = read({
      messages: [
        { role: "system", content: "one" },
        { role: "developer", content: [{ type: "text", text: "two" }] },
        user,
      ],
    })
    expect(system.map((part) => part.text)).toEqual(["one", "two"])
    expect(turns).toEqual([{ role: "user", parts: [{ kind: "text", text: "hi" }] }])
  })

  test("G10 keeps a developer message in mid-conversation in its place, whole", () => {
    const { system, turns } = read({
      messages: [user, { role: "assistant", content: "yes" }, { role: "developer", content: "now be brief" }],
    })
    expect(system).toEqual([])
    expect(turns[2]).toEqual({ role: "system", parts: [{ kind: "text", text: "now be brief" }] })
  })

  test("G14 takes session hints out of the body or the headers and puts none into the content", () => {
    expect(read({ prompt_cache_key: "s-1", user: "u-1" }).session).toBe("s-1")
    expect(read({ user: "u-1" }).session).toBe("u-1")
    const decoded = clientRequest({ model: "m", messages: [user] }, { session: "header" })
    expect(decoded).toMatchObject({ kind: "ok", value: { session: "header" } })
    expect(JSON.stringify(read({ prompt_cache_key: "s-1" }).turns)).not.toContain("s-1")
  })

  test("G21 keeps every digit of a large integer in a schema and in arguments", () => {
    const big = "12345678901234567890123"
    const body =
      `{"model":"m","messages":[{"role":"user","content":"x"},{"role":"assistant","tool_calls":[{"id":"c","type":"function",` +
      `"function":{"name":"f","arguments":"{\\"n\\":${big}}"}}]}],` +
      `"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object","properties":{"n":{"maximum":${big}}}}}}]}`
    const decoded = clientRequest(body, { session: null })
    if (decoded.kind === "error") throw new Error(decoded.error.message)
    expect(JSON.stringify(decoded.value.tools[0]?.schema)).toContain(`"maximum":${big}`)
    expect(decoded.value.turns[1]?.parts[0]).toMatchObject({ argumentsJson: `{"n":${big}}` })
  })

  test("G23a takes a tool of free text as one with the argument input, and remembers what it was", () => {
    const { tools } = read({ tools: [{ type: "custom", custom: { name: "patch", description: "d" } }] })
    expect(tools[0]).toMatchObject({
      name: "patch",
      schema: { required: ["input"] },
      origin: { kind: "custom", name: "patch" },
    })
  })

  test("G23b refuses a kind of tool that cannot be translated by its name", () => {
    expect(refused({ tools: [{ type: "web_search_preview" }] })).toMatchObject({
      status: 400,
      param: "tools[0]",
      message: expect.stringContaining("web_search_preview"),
    })
  })

  test("G23c refuses what would otherwise be lost without a word: old functions, search at OpenAI, speech", () => {
    for (const field of ["functions", "web_search_options", "audio"])
      expect(refused({ [field]: {} })).toMatchObject({ status: 400, param: field })
  })

  test("G24 reads every way to choose a tool", () => {
    const tools = [
      { type: "function", function: { name: "f" } },
      { type: "function", function: { name: "g" } },
    ]
    const choice = (tool_choice: unknown): Exchange => read({ tools, tool_choice })
    expect(read({ tools }).toolChoice).toEqual({ kind: "auto" })
    expect(choice("none").toolChoice).toEqual({ kind: "none" })
    expect(choice("required").toolChoice).toEqual({ kind: "any" })
    expect(choice({ type: "function", function: { name: "g" } }).toolChoice).toEqual({
      kind: "tool",
      name: "g",
    })
    const allowed = choice({
      type: "allowed_tools",
      allowed_tools: { mode: "required", tools: [{ type: "function", function: { name: "g" } }] },
    })
    expect(allowed.toolChoice).toEqual({ kind: "any" })
    expect(allowed.tools.map((tool) => tool.name)).toEqual(["g"])
    expect(refused({ tools, tool_choice: { type: "function", function: { name: "h" } } })).toMatchObject({
      param: "tool_choice",
    })
  })

  test("G26 reads the wish for one call at a time", () => {
    expect(read({}).parallelCalls).toBe(true)
    expect(read({ parallel_tool_calls: false }).parallelCalls).toBe(false)
  })

  test("G27 takes empty arguments as {} and names the place of invalid ones", () => {
    const history = (args: string): unknown[] => [
      user,
      { role: "assistant", content: null, tool_calls: [call("a", "f"), call("b", "f", args)] },
    ]
    expect(read({ messages: history("") }).turns[1]?.parts[1]).toMatchObject({ argumentsJson: "{}" })
    for (const wrong of ['{"a":', "[1]", "7"]) {
      expect(refused({ messages: history(wrong) })).toMatchObject({
        status: 400,
        code: "bad-request",
        param: "messages[1].tool_calls[1].function.arguments",
      })
    }
  })

  test("G32 gives a result the name of its call out of the history", () => {
    const { turns } = read({
      messages: [
        user,
        { role: "assistant", tool_calls: [call("a", "read"), call("b", "write")] },
        { role: "tool", tool_call_id: "b", content: "written" },
        { role: "tool", tool_call_id: "a", content: [{ type: "text", text: "text" }] },
      ],
    })
    expect(turns.slice(2).map((turn) => turn.parts[0])).toEqual([
      { kind: "result", id: "b", name: "write", content: [{ kind: "text", text: "written" }], failed: false },
      { kind: "result", id: "a", name: "read", content: [{ kind: "text", text: "text" }], failed: false },
    ])
  })

  test("G40 takes a thought signature back from a call and from a message, under both names", () => {
    const signed = (vendor: string): unknown => ({ [vendor]: { thought_signature: "sig" } })
    for (const vendor of ["google", "vertex"]) {
      const { turns } = read({
        messages: [
          user,
          {
            role: "assistant",
            content: "text",
            extra_content: signed(vendor),
            tool_calls: [
              { id: "a", type: "function", function: { name: "f" }, extra_content: signed(vendor) },
            ],
          },
        ],
      })
      const signature = { value: "sig", family: "gemini" }
      expect(turns[1]?.parts).toEqual([
        { kind: "text", text: "text", signature },
        { kind: "call", id: "a", name: "f", argumentsJson: "{}", signature },
      ])
    }
  })

  test("G44 reads effort and budget in every way clients say them", () => {
    const cases: readonly (readonly [Readonly<Record<string, unknown>>, unknown])[] = [
      [{}, { kind: "default", budget: null, effort: null }],
      [{ reasoning_effort: "none" }, { kind: "off", budget: 0, effort: null, show: false }],
      [{ reasoning_effort: "minimal" }, { kind: "enabled", budget: null, effort: "minimal", show: true }],
      [{ reasoning_effort: "xhigh" }, { kind: "enabled", effort: "max" }],
      [{ reasoning: { max_tokens: 2000 } }, { kind: "enabled", budget: 2000, effort: null }],
      [{ thinking: { type: "enabled", budget_tokens: 4096 } }, { kind: "enabled", budget: 4096 }],
      [{ thinking: { type: "disabled" } }, { kind: "off", budget: 0 }],
      [
        { extra_body: { google: { thinking_config: { thinking_budget: -1, include_thoughts: false } } } },
        { kind: "adaptive", budget: -1, show: false },
      ],
      [{ google: { thinking_config: { thinking_level: "LOW" } } }, { kind: "enabled", effort: "low" }],
    ]
    for (const [fields, thinking] of cases) expect(read(fields).thinking).toMatchObject(thinking ?? {})
    expect(refused({ reasoning_effort: "enormous" })).toMatchObject({ param: "reasoning_effort" })
  })

  test("G46 takes thought text back as a thought, never as visible text", () => {
    const { turns } = read({
      messages: [user, { role: "assistant", content: "answer", reasoning_content: "hm" }],
    })
    expect(turns[1]?.parts).toEqual([
      { kind: "thinking", text: "hm" },
      { kind: "text", text: "answer" },
    ])
  })

  test("G73 takes pictures, sound and documents by data, pictures by URL too, and names what it cannot take", () => {
    const parts = (...content: unknown[]): Exchange["turns"][number]["parts"] =>
      read({ messages: [{ role: "user", content }] }).turns[0]?.parts ?? []
    expect(
      parts(
        { type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } },
        { type: "image_url", image_url: { url: "https://example.org/a.png" } },
        { type: "input_audio", input_audio: { data: "BBBB", format: "mp3" } },
        { type: "file", file: { file_data: "data:application/pdf;base64,CCCC", filename: "a.pdf" } },
      ),
    ).toEqual([
      { kind: "image", data: { mimeType: "image/png", base64: "AAAA" } },
      { kind: "image", data: { url: "https://example.org/a.png" } },
      { kind: "audio", data: { mimeType: "audio/mpeg", base64: "BBBB" } },
      { kind: "document", data: { mimeType: "application/pdf", base64: "CCCC" } },
    ])
    const param = "messages[0].content[0]"
    for (const part of [
      { type: "image_url", image_url: { url: "file:///etc/passwd" } },
      { type: "file", file: { file_id: "file-1" } },
      { type: "hologram" },
    ]) {
      expect(refused({ messages: [{ role: "user", content: [part] }] })).toMatchObject({ status: 400, param })
    }
  })

  test("reads limits, stops, sampling, shape and streaming", () => {
    expect(
      read({
        max_tokens: 5,
        max_completion_tokens: 7,
        stop: "END",
        temperature: 0,
        top_p: 0.5,
        seed: 3,
        stream: true,
        stream_options: { include_usage: true },
        response_format: { type: "json_schema", json_schema: { name: "n", schema: { a: 1 }, strict: true } },
      }),
    ).toMatchObject({
      maxOutputTokens: 7,
      stop: ["END"],
      sampling: { temperature: 0, topP: 0.5, topK: null, seed: 3 },
      stream: true,
      streamUsage: true,
      shape: { kind: "json", schema: { a: 1 }, name: "n", strict: true },
    })
    expect(read({}).streamUsage).toBe(false)
  })

  test.each([
    ["no JSON", "{", null],
    ["no object", "[]", null],
    ["no model", '{"messages":[{"role":"user","content":"x"}]}', "model"],
    ["no messages", '{"model":"m","messages":[]}', "messages"],
    ["several answers", '{"model":"m","n":2,"messages":[{"role":"user","content":"x"}]}', "n"],
    ["an unknown role", '{"model":"m","messages":[{"role":"king","content":"x"}]}', "messages[0].role"],
    [
      "a result without id",
      '{"model":"m","messages":[{"role":"tool","content":"x"}]}',
      "messages[0].tool_call_id",
    ],
  ])("refuses a request with %s and names the field", (_name, body, param) => {
    expect(clientRequest(body, { session: null })).toMatchObject({
      kind: "error",
      error: { status: 400, code: "bad-request", param },
    })
  })
})

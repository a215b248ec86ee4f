import { describe, expect, test } from "vitest"
import {
  clientRequest,
  wantsEncryptedReasoning,
} from "../../../src/gateway/codecs/openai-responses/decode-request.ts"
import type { Exchange } from "../../../src/gateway/model/exchange.ts"

const extras = { session: null, hostedTools: "refuse" } as const

function read(fields: Readonly<Record<string, unknown>>): Exchange {
  const decoded = clientRequest(JSON.stringify({ model: "m", input: "hi", ...fields }), extras)
  if (decoded.kind === "error") throw new Error(`${decoded.error.param}: ${decoded.error.message}`)
  return decoded.value
}

function refused(fields: Readonly<Record<string, unknown>>): unknown {
  const decoded = clientRequest({ model: "m", input: "hi", ...fields }, extras)
  return decoded.kind === "error" ? decoded.error : null
}

const message = (role: string, text: string): unknown => ({
  type: "message",
  role,
  content: [{ type: role === "assistant" ? "output_text" : "input_text", text }],
})
const call = (call_id: string, name: string, args = "{}"): unknown => ({
  type: "function_call",
  call_id,
  name,
  arguments: args,
})

describe("requests of the Responses API", () => {
  test("G09 gathers instructions and leading developer messages in their order", () => {
    const { system, turns } = read({
      instructions: "one",
      input: [message("developer", "two"), message("system", "three"), message("user", "hi")],
    })
    expect(system.map((part) => part.text)).toEqual(["one", "two", "three"])
    expect(turns).toEqual([{ role: "user", parts: [{ kind: "text", text: "hi" }] }])
  })

  test("G10 keeps a developer message in mid-conversation in its place", () => {
    const { turns } = read({
      input: [message("user", "a"), message("assistant", "b"), message("developer", "c")],
    })
    expect(turns.map((turn) => turn.role)).toEqual(["user", "model", "system"])
  })

  test("G14 takes the session hint of the body before that of the headers", () => {
    expect(read({ prompt_cache_key: "k" }).session).toBe("k")
    expect(clientRequest({ model: "m", input: "x" }, { ...extras, session: "h" })).toMatchObject({
      value: { session: "h" },
    })
  })

  test("G21 keeps every digit of large integers", () => {
    const big = "98765432109876543210"
    const decoded = clientRequest(
      `{"model":"m","input":[{"role":"user","content":"x"},{"type":"function_call","call_id":"a","name":"f","arguments":"{\\"n\\":${big}}"}],` +
        `"tools":[{"type":"function","name":"f","parameters":{"properties":{"n":{"const":${big}}}}}]}`,
      extras,
    )
    if (decoded.kind === "error") throw new Error(decoded.error.message)
    expect(JSON.stringify(decoded.value.tools)).toContain(`"const":${big}`)
    expect(JSON.stringify(decoded.value.turns)).toContain(big)
  })

  test("G23a flattens Codex's namespaces, and remembers namespace and name apart", () => {
    const tools = [
      { type: "function", name: "shell", parameters: { type: "object" } },
      {
        type: "namespace",
        name: "mcp__docs__",
        tools: [{ type: "function", name: "search", description: "d", parameters: { type: "object" } }],
      },
      { type: "namespace", name: "crm", tools: [{ type: "custom", name: "note" }] },
    ]
    const exchange = read({ tools, tool_choice: { type: "function", namespace: "crm", name: "note" } })
    expect(exchange.tools).toMatchObject([
      { name: "shell" },
      { name: "mcp__docs__search", origin: { kind: "function", name: "search", namespace: "mcp__docs__" } },
      { name: "crm__note", origin: { kind: "custom", name: "note", namespace: "crm" } },
    ])
    expect(exchange.toolChoice).toEqual({ kind: "tool", name: "crm__note" })
  })

  test("G23b takes a custom tool as one with the argument input, its grammar told in words, and its history", () => {
    const format = { type: "grammar", syntax: "lark", definition: "start: hunk+" }
    const { tools, turns } = read({
      tools: [{ type: "custom", name: "apply_patch", description: "Edits files.", format }],
      input: [
        message("user", "x"),
        { type: "custom_tool_call", call_id: "a", name: "apply_patch", input: '*** "Begin"' },
        { type: "custom_tool_call_output", call_id: "a", output: "done" },
      ],
    })
    expect(tools[0]).toMatchObject({ schema: { required: ["input"] }, origin: { kind: "custom" } })
    expect(tools[0]?.description).toBe(
      "Edits files.\n\nThe input must follow this lark grammar:\nstart: hunk+",
    )
    expect(turns[1]?.parts[0]).toMatchObject({ argumentsJson: '{"input":"*** \\"Begin\\""}' })
    expect(turns[2]?.parts[0]).toMatchObject({ kind: "result", id: "a", name: "apply_patch" })
  })

  test("G23c refuses a tool that runs at OpenAI by its type, or leaves it out and says so where that is wanted", () => {
    const tools = [
      { type: "web_search", external_web_access: false },
      { type: "function", name: "f" },
    ]
    expect(refused({ tools })).toMatchObject({
      status: 400,
      param: "tools[0]",
      message: expect.stringContaining("web_search"),
    })
    const lenient = clientRequest({ model: "m", input: "x", tools }, { ...extras, hostedTools: "leave-out" })
    expect(lenient).toMatchObject({ value: { tools: [{ name: "f" }], notes: ["tool-left-out-web_search"] } })
  })

  test("G23d refuses two tools that would have one name", () => {
    const inside = { type: "namespace", name: "crm", tools: [{ type: "function", name: "note" }] }
    expect(refused({ tools: [inside, { type: "function", name: "crm__note" }] })).toMatchObject({
      param: "tools",
    })
  })

  test("G24 reads every way to choose a tool", () => {
    const tools = [
      { type: "function", name: "f" },
      { type: "function", name: "g" },
    ]
    expect(read({ tools }).toolChoice).toEqual({ kind: "auto" })
    expect(read({ tools, tool_choice: "none" }).toolChoice).toEqual({ kind: "none" })
    expect(read({ tools, tool_choice: "required" }).toolChoice).toEqual({ kind: "any" })
    expect(read({ tools, tool_choice: { type: "function", name: "g" } }).toolChoice).toEqual({
      kind: "tool",
      name: "g",
    })
    const allowed = { type: "allowed_tools", mode: "auto", tools: [{ type: "function", name: "g" }] }
    expect(read({ tools, tool_choice: allowed }).tools).toHaveLength(1)
    expect(refused({ tools, tool_choice: { type: "function", name: "h" } })).toMatchObject({
      param: "tool_choice",
    })
  })

  test("G26 reads the wish for one call at a time", () => {
    expect(read({ parallel_tool_calls: false }).parallelCalls).toBe(false)
  })

  test("G27 names the place of invalid arguments", () => {
    expect(refused({ input: [call("a", "f"), call("b", "f", "{oops")] })).toMatchObject({
      status: 400,
      param: "input[1].arguments",
    })
  })

  test("G30 G32 pairs results with calls by id and gives them the name of their call", () => {
    const output = (call_id: string, text: unknown): unknown => ({
      type: "function_call_output",
      call_id,
      output: text,
    })
    const { turns } = read({
      input: [message("user", "x"), call("a", "f"), call("b", "f"), output("b", "of b"), output("a", "of a")],
    })
    expect(turns.slice(3).map((turn) => turn.parts[0])).toMatchObject([
      { id: "b", name: "f", content: [{ text: "of b" }] },
      { id: "a", name: "f", content: [{ text: "of a" }] },
    ])
  })

  test("G34 takes a picture in a result", () => {
    const output = [
      { type: "input_text", text: "see" },
      { type: "input_image", image_url: "data:image/png;base64,AAAA" },
    ]
    const { turns } = read({
      input: [call("a", "f"), { type: "function_call_output", call_id: "a", output }],
    })
    expect(turns[1]?.parts[0]).toMatchObject({
      content: [
        { kind: "text", text: "see" },
        { kind: "image", data: { base64: "AAAA" } },
      ],
    })
  })

  test("G44 reads effort, and shows thoughts only where a summary is asked for", () => {
    expect(read({}).thinking).toMatchObject({ kind: "default", show: false })
    expect(read({ reasoning: { effort: "high", summary: "auto" } }).thinking).toEqual({
      kind: "enabled",
      budget: null,
      effort: "high",
      show: true,
    })
    expect(read({ reasoning: { effort: "none" } }).thinking.kind).toBe("off")
    expect(refused({ reasoning: { effort: "very" } })).toMatchObject({ param: "reasoning.effort" })
  })

  test("G45 takes reasoning items back: OpenAI's own as they are, ours where their signature belongs", () => {
    const item = (encrypted_content: string, text = ""): unknown => ({
      type: "reasoning",
      summary: text === "" ? [] : [{ type: "summary_text", text }],
      encrypted_content,
    })
    const { turns } = read({
      input: [
        message("user", "x"),
        item("gAAAA", "of OpenAI"),
        item("fl1.claude.thinking.sigC", "of Claude"),
        item("fl1.redacted.secret"),
        message("assistant", "words"),
        item("fl1.gemini.text.sigT"),
        item("fl1.gemini.call.sigG"),
        call("a", "f"),
        call("b", "f"),
      ],
    })
    expect(turns.slice(1).flatMap((turn) => turn.parts)).toEqual([
      { kind: "thinking", text: "of OpenAI", signature: { value: "gAAAA", family: "openai" } },
      { kind: "thinking", text: "of Claude", signature: { value: "sigC", family: "claude" } },
      { kind: "thinking", text: "", redacted: "secret" },
      { kind: "text", text: "words", signature: { value: "sigT", family: "gemini" } },
      {
        kind: "call",
        id: "a",
        name: "f",
        argumentsJson: "{}",
        signature: { value: "sigG", family: "gemini" },
      },
      { kind: "call", id: "b", name: "f", argumentsJson: "{}" },
    ])
    expect(wantsEncryptedReasoning({ include: ["reasoning.encrypted_content"] })).toBe(true)
    expect(wantsEncryptedReasoning({})).toBe(false)
  })

  test("G73 takes pictures and documents by data and by URL, and pictures of earlier answers", () => {
    const { turns } = read({
      input: [
        {
          role: "user",
          content: [
            { type: "input_image", image_url: "https://example.org/a.png" },
            { type: "input_file", file_data: "data:application/pdf;base64,CC", filename: "a.pdf" },
            { type: "input_file", file_url: "https://example.org/a.pdf" },
          ],
        },
        { type: "image_generation_call", id: "ig", result: "DDDD" },
      ],
    })
    expect(turns).toEqual([
      {
        role: "user",
        parts: [
          { kind: "image", data: { url: "https://example.org/a.png" } },
          { kind: "document", data: { mimeType: "application/pdf", base64: "CC" } },
          { kind: "document", data: { url: "https://example.org/a.pdf" } },
        ],
      },
      { role: "model", parts: [{ kind: "image", data: { mimeType: "image/png", base64: "DDDD" } }] },
    ])
  })

  test("reads limits, sampling, shape and streaming", () => {
    expect(
      read({
        max_output_tokens: 9,
        temperature: 0.2,
        stream: true,
        text: { format: { type: "json_schema", name: "n", schema: { a: 1 }, strict: true } },
      }),
    ).toMatchObject({
      maxOutputTokens: 9,
      sampling: { temperature: 0.2 },
      stream: true,
      shape: { kind: "json", name: "n", schema: { a: 1 }, strict: true },
    })
  })

  test.each([
    ["no JSON", "nope", null],
    ["no model", '{"input":"x"}', "model"],
    ["no input", '{"model":"m"}', "input"],
    [
      "a response kept elsewhere",
      '{"model":"m","input":"x","previous_response_id":"r"}',
      "previous_response_id",
    ],
    ["a conversation kept elsewhere", '{"model":"m","input":"x","conversation":"c"}', "conversation"],
    ["background work", '{"model":"m","input":"x","background":true}', "background"],
    ["an unknown item", '{"model":"m","input":[{"type":"item_reference","id":"x"}]}', "input[0]"],
    [
      "a file id",
      '{"model":"m","input":[{"role":"user","content":[{"type":"input_file","file_id":"f"}]}]}',
      "input[0].content[0]",
    ],
  ])("refuses a request with %s and names the field", (_name, body, param) => {
    expect(clientRequest(body, extras)).toMatchObject({ kind: "error", error: { status: 400, param } })
  })
})

import { expect, test } from "vitest"
import { clientRequest } from "../../../src/gateway/codecs/gemini/decode-request.ts"
import { ask, exchangeOf, place, sentFor, sentOf } from "./on-anthropic.ts"

const faultOf = (body: Record<string, unknown>) => {
  const decoded = clientRequest(JSON.stringify(body), place)
  return decoded.kind === "error" ? decoded.error : null
}
const declared = (name: string, more: Record<string, unknown> = {}) => ({
  tools: [{ functionDeclarations: [{ name, description: "d", ...more }] }],
})
const config = (generationConfig: Record<string, unknown>) => ask([{ text: "x" }], { generationConfig })
const mode = (functionCallingConfig: Record<string, unknown>) => ({
  ...ask([{ text: "x" }]),
  ...declared("f"),
  toolConfig: { functionCallingConfig },
})

test("G09 the system instruction becomes Anthropic's system, in its order", () => {
  const body = ask([{ text: "x" }], { systemInstruction: { parts: [{ text: "one" }, { text: "two" }] } })
  expect(sentFor(body).body.system).toEqual([
    { type: "text", text: "one" },
    { type: "text", text: "two" },
  ])
})

test("G11 G12 contents of one role are joined, empty ones left out, the user begins", () => {
  const contents = [
    { role: "model", parts: [{ text: "a" }] },
    { role: "model", parts: [{ text: "" }] },
    { parts: [{ text: "b" }] },
    { role: "user", parts: [{ text: "c" }] },
  ]
  const { messages } = sentFor({ contents }).body
  expect(messages.map((each: { role: string }) => each.role)).toEqual(["user", "assistant", "user"])
  expect(messages[2].content).toEqual([
    { type: "text", text: "b" },
    { type: "text", text: "c" },
  ])
})

test("G13 cache marks and the billing block stay for an Anthropic upstream", () => {
  const cacheMark = { type: "ephemeral" }
  const system = [
    { kind: "text" as const, text: "x-anthropic-billing-header: a" },
    { kind: "text" as const, text: "b", cacheMark },
  ]
  expect(sentOf({ ...exchangeOf(ask([{ text: "x" }])), system }).body.system).toEqual([
    { type: "text", text: "x-anthropic-billing-header: a" },
    { type: "text", text: "b", cache_control: cacheMark },
  ])
})

test("G04 sampling goes out with 2023-06-01 to a model that takes it, and nowhere else", () => {
  const body = config({ temperature: 1.7, topK: 5 })
  expect(sentFor(body).body).toMatchObject({ temperature: 1, top_k: 5 })
  for (const options of [{ version: "2026-10-21" }, { sampling: false }]) {
    const sent = sentFor(body, options)
    expect(sent.body).not.toHaveProperty("temperature")
    expect(sent.body).not.toHaveProperty("top_k")
    expect(sent.notes).toEqual(["sampling-left-out"])
  }
  expect(sentFor(config({ temperature: 1, topP: 0.5 })).notes).toEqual(["top-p-left-out"])
})

test("G06 for Claude on Vertex the body names no model but the configured version", () => {
  const { body } = sentFor(ask([{ text: "x" }]), { vertexVersion: "vertex-2023-10-16" })
  expect(body).not.toHaveProperty("model")
  expect(body.anthropic_version).toBe("vertex-2023-10-16")
  expect(sentFor(ask([{ text: "x" }])).body).not.toHaveProperty("anthropic_version")
})

test.each([
  [{ mode: "AUTO" }, { type: "auto" }],
  [{ mode: "VALIDATED" }, { type: "auto" }],
  [{ mode: "ANY" }, { type: "any" }],
  [
    { mode: "ANY", allowedFunctionNames: ["f"] },
    { type: "tool", name: "f" },
  ],
  [{ mode: "NONE" }, { type: "none" }],
])("G24 mode %j is %j", (functionCallingConfig, expected) => {
  expect(sentFor(mode(functionCallingConfig)).body.tool_choice).toEqual(expected)
})

test("G24a of several allowed functions the model sees only those", () => {
  const functionDeclarations = ["a", "b", "c"].map((name) => ({ name }))
  const body = {
    ...mode({ mode: "ANY", allowedFunctionNames: ["a", "c"] }),
    tools: [{ functionDeclarations }],
  }
  expect(sentFor(body).body.tools.map((tool: { name: string }) => tool.name)).toEqual(["a", "c"])
})

test("G25 with a forced call thinking is given up, and a note says so", () => {
  const thinking = { generationConfig: { thinkingConfig: { thinkingBudget: 2048 } } }
  const sent = sentFor({ ...mode({ mode: "ANY" }), ...thinking })
  expect(sent.body).toMatchObject({ thinking: { type: "disabled" }, tool_choice: { type: "any" } })
  expect(sent.notes).toEqual(["thinking-off-for-forced-tool"])
  expect(sentFor({ ...mode({ mode: "AUTO" }), ...thinking }).body.thinking).toMatchObject({ type: "enabled" })
})

test("G26 one call at a time is Anthropic's own switch", () => {
  const exchange = { ...exchangeOf(mode({ mode: "AUTO" })), parallelCalls: false }
  expect(sentOf(exchange).body.tool_choice).toEqual({ type: "auto", disable_parallel_tool_use: true })
})

test("G15 G17 Gemini's own schema becomes JSON Schema, JSON Schema stays", () => {
  const parameters = {
    type: "OBJECT",
    properties: {
      type: { type: "STRING", nullable: true, maxLength: "9" },
      list: { type: "ARRAY", items: { anyOf: [{ type: "STRING" }, { type: "NUMBER" }], nullable: true } },
      word: { type: "STRING", enum: ["a"], nullable: true },
    },
    required: ["type"],
    propertyOrdering: ["type"],
  }
  const [tool] = sentFor({ ...ask([{ text: "x" }]), ...declared("f", { parameters }) }).body.tools
  expect(tool.input_schema).toEqual({
    type: "object",
    properties: {
      type: { type: ["string", "null"], maxLength: 9 },
      list: { type: "array", items: { anyOf: [{ type: "string" }, { type: "number" }, { type: "null" }] } },
      word: { type: ["string", "null"], enum: ["a", null] },
    },
    required: ["type"],
  })
  const schema = { type: "object", properties: { a: { $ref: "#/$defs/a" } }, $defs: { a: { const: 1 } } }
  const json = sentFor({ ...ask([{ text: "x" }]), ...declared("f", { parametersJsonSchema: schema }) })
  expect(json.body.tools[0].input_schema).toEqual(schema)
  expect(sentFor({ ...ask([{ text: "x" }]), ...declared("f") }).body.tools[0].input_schema).toEqual({
    type: "object",
  })
})

test("G22 names legal at Gemini alone are mapped, in history too", () => {
  const name = "files.read:v2"
  const body = {
    ...declared(name),
    contents: [
      { role: "user", parts: [{ text: "x" }] },
      { role: "model", parts: [{ functionCall: { name, args: {} } }] },
    ],
  }
  const sent = sentFor(body).body
  expect(sent.tools[0].name).toMatch(/^[A-Za-z0-9_-]{1,64}$/)
  expect(sent.messages[1].content[0].name).toBe(sent.tools[0].name)
})

test("G29 G30 G32 calls without ids get fitting ones, and results find them by name and order", () => {
  const call = (name: string, n: number) => ({ functionCall: { name, args: { n } } })
  const response = (name: string, value: unknown) => ({
    functionResponse: { name, response: { output: value } },
  })
  const { messages } = sentFor({
    contents: [
      { role: "user", parts: [{ text: "x" }] },
      { role: "model", parts: [call("a", 1), call("b", 2), call("a", 3)] },
      { role: "user", parts: [response("b", "B"), response("a", "first"), response("a", { second: 1 })] },
    ],
  }).body
  const ids = messages[1].content.map((block: { id: string }) => block.id)
  expect(new Set(ids).size).toBe(3)
  for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_-]{1,64}$/)
  expect(messages[2].content.map((block: { tool_use_id: string }) => block.tool_use_id)).toEqual(ids)
  expect(messages[2].content.map((block: { content: { text: string }[] }) => block.content[0]?.text)).toEqual(
    ["first", "B", '{"second":1}'],
  )
})

test("G33 a call that was interrupted gets a failed result", () => {
  const { messages } = sentFor({
    contents: [
      { role: "user", parts: [{ text: "x" }] },
      { role: "model", parts: [{ functionCall: { id: "c1", name: "a", args: {} } }] },
      { role: "user", parts: [{ text: "stop that" }] },
    ],
  }).body
  expect(messages[2].content).toMatchObject([
    { type: "tool_result", tool_use_id: "c1", is_error: true },
    { type: "text", text: "stop that" },
  ])
})

test("G34 G73 images stand as sources, in results too", () => {
  const inlineData = { mimeType: "image/png", data: "aGk=" }
  const source = { type: "base64", media_type: "image/png", data: "aGk=" }
  const { messages } = sentFor({
    contents: [
      {
        role: "user",
        parts: [
          { inlineData },
          { fileData: { fileUri: "https://example.org/a.pdf", mimeType: "application/pdf" } },
        ],
      },
      { role: "model", parts: [{ functionCall: { id: "c", name: "shot", args: {} } }] },
      {
        role: "user",
        parts: [
          {
            functionResponse: { id: "c", name: "shot", response: { output: "ok" }, parts: [{ inlineData }] },
          },
        ],
      },
    ],
  }).body
  expect(messages[0].content).toEqual([
    { type: "image", source },
    { type: "document", source: { type: "url", url: "https://example.org/a.pdf" } },
  ])
  expect(messages[2].content[0].content).toEqual([
    { type: "text", text: "ok" },
    { type: "image", source },
  ])
})

test("G41 G43 no signature of Gemini and no placeholder reaches Claude, nor thoughts that are not its own", () => {
  const parts = [
    { text: "hm", thought: true, thoughtSignature: "geminiSig" },
    { text: "said" },
    { functionCall: { id: "c", name: "f", args: {} }, thoughtSignature: "callSig" },
  ]
  const { text, body } = sentFor({
    contents: [
      { role: "user", parts: [{ text: "x" }] },
      { role: "model", parts },
    ],
  })
  expect(text).not.toMatch(/Sig|skip_thought/)
  expect(body.messages[1].content.map((block: { type: string }) => block.type)).toEqual(["text", "tool_use"])
})

test("G43a thinking of Claude that a client put last comes first again", () => {
  const exchange = exchangeOf(ask([{ text: "x" }]))
  const thinking = {
    kind: "thinking" as const,
    text: "hm",
    signature: { value: "S", family: "claude" as const },
  }
  const call = { kind: "call" as const, id: "c", name: "f", argumentsJson: "" }
  const redacted = { kind: "thinking" as const, text: "", redacted: "xyz" }
  const turns = [...exchange.turns, { role: "model" as const, parts: [call, thinking, redacted] }]
  expect(sentOf({ ...exchange, turns }).body.messages[1].content).toEqual([
    { type: "thinking", thinking: "hm", signature: "S" },
    { type: "redacted_thinking", data: "xyz" },
    { type: "tool_use", id: "c", name: "f", input: {} },
  ])
})

const old = "claude-sonnet-4-5-20250929"
test.each([
  [
    { thinkingBudget: 2048, includeThoughts: true },
    old,
    { thinking: { type: "enabled", budget_tokens: 2048 } },
  ],
  [{ thinkingBudget: 100 }, old, { thinking: { type: "enabled", budget_tokens: 1024, display: "omitted" } }],
  [{ thinkingBudget: 9000 }, old, { thinking: { type: "enabled", budget_tokens: 4095, display: "omitted" } }],
  [{ thinkingBudget: 0 }, old, { thinking: { type: "disabled" } }],
  [{ thinkingLevel: "LOW" }, old, { thinking: { type: "enabled", budget_tokens: 2048, display: "omitted" } }],
  [
    { thinkingLevel: "HIGH", includeThoughts: true },
    "claude-opus-5-5",
    { thinking: { type: "adaptive", display: "summarized" }, output_config: { effort: "high" } },
  ],
  [{ thinkingBudget: -1 }, "claude-opus-4-6", { thinking: { type: "adaptive", display: "omitted" } }],
  [{ thinkingBudget: 8192 }, "claude-sonnet-5-5", { output_config: { effort: "medium" } }],
])("G44 %j for %s is %j", (thinkingConfig, model, expected) => {
  expect(sentFor(config({ thinkingConfig }), { model }).body).toMatchObject(expected)
})

test("G44a thinking by budget is given up where the history's steps did not begin with Claude's own", () => {
  const body = {
    contents: [
      { role: "user", parts: [{ text: "x" }] },
      { role: "model", parts: [{ functionCall: { id: "c", name: "f", args: {} } }] },
      { role: "user", parts: [{ functionResponse: { id: "c", name: "f", response: { output: "1" } } }] },
    ],
    generationConfig: { thinkingConfig: { thinkingBudget: 2048 } },
  }
  expect(sentFor(body)).toMatchObject({
    body: { thinking: { type: "disabled" } },
    notes: ["thinking-off-for-foreign-history"],
  })
  expect(sentFor(body, { model: "claude-opus-5-5" }).body.thinking).toMatchObject({ type: "adaptive" })
})

test("a JSON form of the answer is asked for by schema, or in words", () => {
  const responseSchema = { type: "OBJECT", properties: { a: { type: "STRING" } } }
  const json = { responseMimeType: "application/json" }
  expect(sentFor(config({ ...json, responseSchema })).body.output_config.format).toEqual({
    type: "json_schema",
    schema: { type: "object", properties: { a: { type: "string" } } },
  })
  expect(sentFor(config(json)).body.system.at(-1).text).toContain("JSON")
})

test.each([
  [{ ...ask([{ text: "x" }]), tools: [{ googleSearch: {} }] }, "tools[0].googleSearch"],
  [ask([{ videoMetadata: {} }]), "contents[0].parts[0]"],
  [{ ...ask([{ text: "x" }]), cachedContent: "cachedContents/1" }, "cachedContent"],
  [config({ candidateCount: 2 }), "generationConfig.candidateCount"],
  [{}, "contents"],
])("G23 what cannot be translated is a 400 that names it: %#", (body, param) => {
  expect(faultOf(body)).toMatchObject({ status: 400, param })
})

test("names in the service's own spelling are understood", () => {
  const body = {
    contents: [{ role: "user", parts: [{ inline_data: { mime_type: "image/png", data: "aGk=" } }] }],
    system_instruction: { parts: [{ text: "s" }] },
    generation_config: { max_output_tokens: 7, stop_sequences: ["END", " "] },
    tools: [{ function_declarations: [{ name: "f" }] }],
  }
  const { body: sent, notes } = sentFor(body)
  expect(sent).toMatchObject({ max_tokens: 7, stop_sequences: ["END"], tools: [{ name: "f" }] })
  expect(sent.messages[0].content[0].source.media_type).toBe("image/png")
  expect(notes).toEqual(["blank-stop-sequences-left-out"])
})

import { expect, test } from "vitest"
import { clientRequest } from "../../../src/gateway/codecs/gemini/decode-request.ts"
import { ask, config, declared, exchangeOf, mode, place, sentFor, sentOf } from "./on-anthropic.ts"

const faultOf = (body: Record<string, unknown>) => {
  const decoded = clientRequest(JSON.stringify(body), place)
  return decoded.kind === "error" ? decoded.error : null
}

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

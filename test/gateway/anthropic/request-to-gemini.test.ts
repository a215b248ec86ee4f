import { expect, test } from "vitest"
import { ask, exchangeOf, faultOf, history, result, sentFor, tool } from "./on-gemini.ts"

test("G09 system strings and blocks become one systemInstruction in their order", () => {
  expect(sentFor({ ...ask("x"), system: "be brief" }).body.systemInstruction).toEqual({
    parts: [{ text: "be brief" }],
  })
  const system = ["one", "two", ""].map((text) => ({ type: "text", text }))
  expect(sentFor({ ...ask("x"), system }).body.systemInstruction).toEqual({
    parts: [{ text: "one" }, { text: "two" }],
  })
  expect(sentFor(ask("x")).body).not.toHaveProperty("systemInstruction")
})

test("G10 a system message in mid-conversation arrives in full", () => {
  const messages = [
    { role: "user", content: "a" },
    { role: "assistant", content: "b" },
    { role: "system", content: "now speak French" },
    { role: "user", content: "c" },
  ]
  expect(sentFor({ ...ask(""), messages }).body.contents[2]).toEqual({
    role: "user",
    parts: [{ text: "<system>\nnow speak French\n</system>" }, { text: "c" }],
  })
})

test("G11 G12 turns of one role are joined with their parts apart, empty texts are left out", () => {
  const messages = [
    { role: "user", content: [{ type: "text", text: "" }] },
    { role: "user", content: "a" },
    { role: "user", content: "b" },
    { role: "assistant", content: "" },
  ]
  expect(sentFor({ ...ask(""), messages }).body.contents).toEqual([
    { role: "user", parts: [{ text: "a" }, { text: "b" }] },
  ])
})

test("G13 cache marks disturb nobody, and the billing block goes to Anthropic only", () => {
  const cache_control = { type: "ephemeral" }
  const system = [
    { type: "text", text: "x-anthropic-billing-header: cc_version=2.1.328.abc; cc_entrypoint=cli" },
    { type: "text", text: "You are Claude Code", cache_control },
  ]
  const { text, body } = sentFor({ ...ask([{ type: "text", text: "x", cache_control }]), system })
  expect(text).not.toContain("billing")
  expect(text).not.toContain("cache_control")
  expect(body.systemInstruction.parts).toEqual([{ text: "You are Claude Code" }])
  expect(exchangeOf({ ...ask("x"), system }).system[1]).toMatchObject({ cacheMark: cache_control })
})

test("G14 session hints are read, and never part of the content", () => {
  const body = { ...ask("x"), metadata: { user_id: "user_77_session_88" } }
  expect(exchangeOf(body).session).toBe("user_77_session_88")
  expect(sentFor(body).text).not.toContain("session_88")
})

test("G15 JSON Schema goes out as it came where the endpoint takes it", () => {
  const schema = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    type: "object",
    properties: { a: { $ref: "#/$defs/x" } },
    $defs: { x: { type: "string" } },
    additionalProperties: false,
  }
  const [declared] = sentFor({ ...ask("x"), tools: [tool("f", schema)] }).body.tools[0].functionDeclarations
  expect(declared).toEqual({ name: "f", description: "does f", parametersJsonSchema: schema })
})

test("G16 elsewhere the schema is put into Gemini's own words", () => {
  const schema = { type: "object", properties: { a: { const: "x" } }, additionalProperties: false }
  const { body } = sentFor(
    { ...ask("x"), tools: [tool("f", schema), tool("g", { type: "object" })] },
    { jsonSchema: false },
  )
  expect(body.tools[0].functionDeclarations).toEqual([
    {
      name: "f",
      description: "does f",
      parameters: { type: "object", properties: { a: { type: "string", enum: ["x"] } } },
    },
    { name: "g", description: "does g" },
  ])
})

test.each([
  [{ type: "auto" }, { mode: "AUTO" }],
  [{ type: "any" }, { mode: "ANY" }],
  [
    { type: "tool", name: "f" },
    { mode: "ANY", allowedFunctionNames: ["f"] },
  ],
  [{ type: "none" }, { mode: "NONE" }],
])("G24 choice %j is %j", (tool_choice, expected) => {
  const { body } = sentFor({ ...ask("x"), tools: [tool("f")], tool_choice })
  expect(body.toolConfig.functionCallingConfig).toEqual(expected)
})

test("G26 one call at a time cannot be asked of Gemini, and the client is told", () => {
  const tool_choice = { type: "auto", disable_parallel_tool_use: true }
  expect(sentFor({ ...ask("x"), tools: [tool("f")], tool_choice }).notes).toEqual([
    "parallel-calls-not-limited",
  ])
  expect(sentFor({ ...ask("x"), tools: [tool("f")] }).notes).toEqual([])
})

test("G27 G30 G31 G32 results are paired by id, named, wrapped and as many as the calls", () => {
  const { body } = sentFor(
    history([{ type: "text", text: "also" }, result("toolu_2", "two"), result("toolu_1", "one")]),
  )
  expect(body.contents[1].parts[1].functionCall).toEqual({ id: "toolu_2", name: "read", args: {} })
  expect(body.contents[2].parts).toEqual([
    { functionResponse: { id: "toolu_1", name: "read", response: { output: "one" } } },
    { functionResponse: { id: "toolu_2", name: "read", response: { output: "two" } } },
    { text: "also" },
  ])
})

test("G33 G35 failed and missing results take the form of an error", () => {
  const { body } = sentFor(history([result("toolu_1", "no such file", true)]))
  const responses = body.contents[2].parts.map(
    (part: { functionResponse: { response: unknown } }) => part.functionResponse.response,
  )
  expect(responses[0]).toEqual({ error: "no such file" })
  expect(responses[1]).toHaveProperty("error")
})

test("G34 images in results go inside the result, or beside it where models know no better", () => {
  const image = { type: "image", source: { type: "base64", media_type: "image/png", data: "aGk=" } }
  const results = [result("toolu_1", [{ type: "text", text: "shot" }, image]), result("toolu_2", "x")]
  const inline = { inlineData: { mimeType: "image/png", data: "aGk=" } }
  expect(sentFor(history(results)).body.contents[2].parts[0].functionResponse).toMatchObject({
    response: { output: "shot" },
    parts: [inline],
  })
  const older = sentFor(history(results), { model: "gemini-2.5-flash" }).body.contents[2].parts
  expect(older[1]).toEqual(inline)
})

test("G22 tool names that Gemini rejects are mapped, in declarations, choice and history alike", () => {
  const name = "mcp/files read"
  const body = {
    ...history([result("toolu_1", "1"), result("toolu_2", "2")]),
    tools: [tool(name)],
    tool_choice: { type: "tool", name },
  }
  const sent = sentFor(
    JSON.stringify(body).replaceAll('"name":"read"', JSON.stringify({ name }).slice(1, -1)),
  ).body
  const there = sent.tools[0].functionDeclarations[0].name
  expect(there).toMatch(/^[A-Za-z_][A-Za-z0-9_.:-]{0,127}$/)
  expect(sent.toolConfig.functionCallingConfig.allowedFunctionNames).toEqual([there])
  expect(sent.contents[1].parts[0].functionCall.name).toBe(there)
  expect(sent.contents[2].parts[0].functionResponse.name).toBe(there)
})

test.each([
  [{ ...ask("x"), tools: [{ type: "web_search_20250305", name: "web_search" }] }, "tools.0.type"],
  [{ ...ask([{ type: "container_upload", file_id: "f" }]) }, "messages.0.content.0.type"],
  [{ model: "m", max_tokens: 1 }, "messages"],
  [{ messages: [] }, "model"],
])("G23 what cannot be translated is a 400 that names it: %#", (body, param) => {
  expect(faultOf(body)).toMatchObject({ status: 400, param })
})

test("G73 images and documents by data and by address become inlineData and fileData", () => {
  const blocks = [
    { type: "image", source: { type: "base64", media_type: "image/jpeg", data: "aGk=" } },
    { type: "image", source: { type: "url", url: "https://example.org/a.png" } },
    { type: "document", source: { type: "base64", media_type: "application/pdf", data: "cGRm" } },
    { type: "document", source: { type: "text", media_type: "text/plain", data: "words" } },
  ]
  expect(sentFor(ask(blocks)).body.contents[0].parts).toEqual([
    { inlineData: { mimeType: "image/jpeg", data: "aGk=" } },
    { fileData: { fileUri: "https://example.org/a.png" } },
    { inlineData: { mimeType: "application/pdf", data: "cGRm" } },
    { text: "words" },
  ])
})

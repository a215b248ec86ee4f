import { describe, expect, test } from "vitest"
import { clientRequest } from "../../../src/gateway/codecs/gemini/decode-request.ts"
import type { Exchange } from "../../../src/gateway/model/exchange.ts"
import { exchangeOf, unshown, userTurn } from "../openai-chat/exchange-of.ts"

const place = { model: "gemini-x", stream: false, session: null }
const asked = { contents: [{ role: "user", parts: [{ text: "x" }] }] }

function read(fields: object): Exchange {
  const decoded = clientRequest({ ...asked, ...fields }, place)
  if (decoded.kind === "error") throw new Error(`${decoded.error.param}: ${decoded.error.message}`)
  return decoded.value
}

const partsOf = (role: string, ...parts: unknown[]) => read({ contents: [{ role, parts }] }).turns[0]?.parts

describe("the smallest request of a Gemini client", () => {
  const smallest = exchangeOf({
    model: "gemini-x",
    turns: [userTurn("x")],
    thinking: unshown,
    streamUsage: true,
  })

  test("is one text of the user, and sets nothing else, as text or already read", () => {
    expect(read({})).toEqual(smallest)
    expect(clientRequest(JSON.stringify(asked), place)).toEqual({ kind: "ok", value: smallest })
    expect(clientRequest(asked, { ...place, stream: true, session: "s" })).toEqual({
      kind: "ok",
      value: { ...smallest, stream: true, session: "s" },
    })
  })

  test("sets what it says", () => {
    const generationConfig = {
      stopSequences: ["END", 5],
      responseMimeType: "application/json",
      responseJsonSchema: { a: 1 },
      candidateCount: 1,
    }
    expect(read({ generationConfig })).toEqual({
      ...smallest,
      stop: ["END"],
      shape: { kind: "json", schema: { a: 1 }, name: null, strict: true },
    })
    const plain = { generationConfig: { responseMimeType: "application/json" } }
    expect(read(plain).shape).toEqual({ kind: "json", schema: null, name: null, strict: true })
  })

  test.each([
    ["be brief", [{ kind: "text", text: "be brief" }]],
    [
      { parts: [{ text: "a" }, { text: "" }, {}, { text: "b" }] },
      [
        { kind: "text", text: "a" },
        { kind: "text", text: "b" },
      ],
    ],
  ])("G09 the instruction %j is the system text", (systemInstruction, system) => {
    expect(read({ systemInstruction }).system).toEqual(system)
  })

  test.each<[object, object]>([
    [
      { thinkingBudget: 0, includeThoughts: true },
      { kind: "off", budget: 0, effort: null, show: false },
    ],
    [{ thinkingBudget: -1 }, { kind: "adaptive", budget: -1, effort: null, show: false }],
    [{ thinkingBudget: 1 }, { kind: "enabled", budget: 1, effort: null, show: false }],
    [{ includeThoughts: true }, { kind: "default", budget: null, effort: null, show: true }],
    ...["minimal", "low", "medium", "high"].map((effort): [object, object] => [
      { thinkingLevel: effort.toUpperCase() },
      { kind: "adaptive", budget: null, effort, show: false },
    ]),
    [{ thinkingLevel: "EXTREME" }, { kind: "default", budget: null, effort: null, show: false }],
  ])("G44 %j is %j", (thinkingConfig, thinking) => {
    expect(read({ generationConfig: { thinkingConfig } }).thinking).toEqual(thinking)
  })

  test("G24 a forced function is one, several are any of them, and names that are none are passed over", () => {
    const tools = [{ functionDeclarations: [{ name: "a" }, { name: "b", description: "B." }, { name: "c" }] }]
    const forced = (functionCallingConfig: object) => {
      const { toolChoice, tools: offered } = read({ tools, toolConfig: { functionCallingConfig } })
      return [toolChoice, offered.map(({ name }) => name)]
    }
    expect(forced({ mode: "ANY", allowedFunctionNames: ["b"] })).toEqual([
      { kind: "tool", name: "b" },
      ["a", "b", "c"],
    ])
    expect(forced({ mode: "ANY", allowedFunctionNames: ["b", 5] })).toEqual([
      { kind: "tool", name: "b" },
      ["a", "b", "c"],
    ])
    expect(forced({ mode: "ANY", allowedFunctionNames: ["a", "b"] })).toEqual([{ kind: "any" }, ["a", "b"]])
    expect(forced({ mode: "AUTO", allowedFunctionNames: ["b"] })).toEqual([{ kind: "auto" }, ["a", "b", "c"]])
    expect(read({ tools }).tools.map(({ description }) => description)).toEqual(["", "B.", ""])
  })
})

describe("the parts of a Gemini client's contents", () => {
  const claude = (value: string) => Buffer.from(`fl1.claude.thinking.${value}`).toString("base64")

  test.each([
    [{ executableCode: { code: "1 + 1" } }, { kind: "text", text: "```\n1 + 1\n```" }],
    [{ codeExecutionResult: { output: "2" } }, { kind: "text", text: "2" }],
    [{ codeExecutionResult: {} }, { kind: "text", text: "" }],
    [{ thoughtSignature: "S" }, { kind: "text", text: "", signature: { value: "S", family: "gemini" } }],
    [
      { text: "hm", thought: true },
      { kind: "thinking", text: "hm" },
    ],
    [
      { text: "hm", thought: true, thoughtSignature: claude("S") },
      { kind: "thinking", text: "hm", signature: { value: "S", family: "claude" } },
    ],
    [
      { inlineData: { data: "AA" } },
      { kind: "document", data: { mimeType: "application/octet-stream", base64: "AA" } },
    ],
    [
      { inlineData: { mimeType: "audio/wav", data: "AA" }, thoughtSignature: "S" },
      {
        kind: "audio",
        data: { mimeType: "audio/wav", base64: "AA" },
        signature: { value: "S", family: "gemini" },
      },
    ],
    [{ fileData: { fileUri: "https://a.b/c" } }, { kind: "image", data: { url: "https://a.b/c" } }],
    [
      { fileData: { fileUri: "https://a.b/c", mimeType: "audio/mp3" } },
      { kind: "audio", data: { url: "https://a.b/c" } },
    ],
    [
      { fileData: { fileUri: "https://a.b/c", mimeType: "application/pdf" } },
      { kind: "document", data: { url: "https://a.b/c" } },
    ],
  ])("%j is %j", (part, expected) => {
    expect(partsOf("model", part)).toEqual([expected])
  })

  test("G43 thoughts that Claude signed as one come back as one, and nothing before them is drawn in", () => {
    const thought = (text: string, thoughtSignature?: string) => ({ text, thought: true, thoughtSignature })
    const signed = (text: string, value: string) => ({
      kind: "thinking",
      text,
      signature: { value, family: "claude" },
    })
    expect(
      partsOf(
        "model",
        { text: "before" },
        thought("a"),
        thought("b"),
        thought("and "),
        thought("c", claude("S1")),
        thought("d", claude("S2")),
        { text: "said" },
        thought("e"),
        { text: "more", thoughtSignature: claude("S3") },
      ),
    ).toEqual([
      { kind: "text", text: "before" },
      signed("aband c", "S1"),
      signed("d", "S2"),
      { kind: "text", text: "said" },
      { kind: "thinking", text: "e" },
      { kind: "text", text: "more", signature: { value: "S3", family: "claude" } },
    ])
    expect(partsOf("model", thought("a"), thought("b", "geminis"))).toEqual([
      { kind: "thinking", text: "a" },
      { kind: "thinking", text: "b", signature: { value: "geminis", family: "gemini" } },
    ])
  })

  test("G29 G32 results find their calls by id, else by name in their order, and keep what is nobody's", () => {
    const call = (name: string, id?: string) => ({ functionCall: { name, ...(id !== undefined && { id }) } })
    const response = (name: string | undefined, value: unknown, id?: string) => ({
      functionResponse: { name, response: { output: value }, ...(id !== undefined && { id }) },
    })
    const { turns } = read({
      contents: [
        { role: "model", parts: [call("a"), call("a", ""), call("a", "given"), call("b")] },
        {
          role: "user",
          parts: [
            response("a", "of given", "given"),
            response("a", "first"),
            response("a", "second", ""),
            response("a", "nobody's"),
            response("b", "not b's", "ghost"),
            response("b", "of b"),
            response(undefined, "no name"),
          ],
        },
      ],
    })
    expect(turns[0]?.parts.map((part) => part.kind === "call" && part.id)).toEqual([
      "call_g_0_0",
      "call_g_0_1",
      "given",
      "call_g_0_3",
    ])
    const results = turns[1]?.parts.map((part) =>
      part.kind === "result" ? [part.id, part.name, part.content[0]] : null,
    )
    const said = (text: string) => ({ kind: "text", text })
    expect(results).toEqual([
      ["given", "a", said("of given")],
      ["call_g_0_0", "a", said("first")],
      ["call_g_0_1", "a", said("second")],
      ["", "a", said("nobody's")],
      ["ghost", "b", said("not b's")],
      ["call_g_0_3", "b", said("of b")],
      ["", null, said("no name")],
    ])
  })

  test.each([
    [{ output: "a" }, "a", false],
    [{ error: "a" }, "a", true],
    [{ error: { b: 1 } }, '{"b":1}', true],
    [{ error: "a", code: 5 }, '{"error":"a","code":5}', false],
    [{ output: "a", error: "b" }, '{"output":"a","error":"b"}', false],
    [{ temperature: 5 }, '{"temperature":5}', false],
    [{}, "{}", false],
  ])("G32 G35 the response %j says %j, failed: %s", (response, text, failed) => {
    expect(partsOf("user", { functionResponse: { id: "c", name: "f", response } })).toEqual([
      { kind: "result", id: "c", name: "f", content: [{ kind: "text", text }], failed },
    ])
  })

  test("G34 a response may hold pictures, and what is none is passed over", () => {
    const parts = [{ inlineData: { mimeType: "image/png", data: "AA" } }, { text: "x" }]
    expect(
      partsOf("user", { functionResponse: { id: "c", name: "f", response: { output: "a" }, parts } }),
    ).toMatchObject([
      {
        content: [
          { kind: "text", text: "a" },
          { kind: "image", data: { mimeType: "image/png", base64: "AA" } },
        ],
      },
    ])
  })
})

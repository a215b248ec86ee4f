import { describe, expect, test } from "vitest"
import { decodeAnswer } from "../../../src/gateway/codecs/anthropic/decode-answer.ts"
import {
  type AnthropicOptions,
  anthropicNameMap,
  upstreamRequest,
} from "../../../src/gateway/codecs/anthropic/encode-request.ts"
import { readStreamError } from "../../../src/gateway/codecs/anthropic/errors.ts"
import type { Exchange, Part, Turn } from "../../../src/gateway/model/exchange.ts"
import { exchangeOf, userTurn } from "../openai-chat/exchange-of.ts"

const claude: AnthropicOptions = {
  model: "claude-sonnet-4-5",
  version: "2023-06-01",
  sampling: true,
  defaultMaxTokens: 4096,
  vertexVersion: null,
}

function sent(change: Partial<Exchange>, options: Partial<AnthropicOptions> = {}) {
  const { body, notes } = upstreamRequest(exchangeOf(change), { ...claude, ...options })
  return { body: JSON.parse(body), notes }
}

const text = (words: string): Part => ({ kind: "text", text: words })
const model = (...parts: Part[]): Turn => ({ role: "model", parts })
const tool = (name: string, more: object = {}) => ({ name, description: "", schema: {}, ...more })
const call: Part = { kind: "call", id: "t", name: "f", argumentsJson: '{"a":1}' }
const json = { kind: "json", schema: null, name: null, strict: true } as const

describe("the smallest request to Anthropic", () => {
  const smallest = {
    model: "claude-sonnet-4-5",
    max_tokens: 4096,
    messages: [{ role: "user", content: [{ type: "text", text: "hi" }] }],
  }

  test("names the model, the most tokens and the messages, and nothing that was not asked for", () => {
    expect(sent({})).toEqual({ body: smallest, notes: [] })
    expect(sent({ system: [{ kind: "text", text: "" }], toolChoice: { kind: "any" } }).body).toEqual(smallest)
  })

  test("writes tools as they are described, an undescribed one without a description", () => {
    const tools = [tool("f"), tool("g", { description: "Greets.", schema: { properties: { a: {} } } })]
    expect(sent({ tools }).body).toMatchObject({
      tools: [
        { name: "f", input_schema: { type: "object" } },
        { name: "g", description: "Greets.", input_schema: { type: "object", properties: { a: {} } } },
      ],
      tool_choice: { type: "auto" },
    })
    expect(sent({ tools }).body.tools[0]).not.toHaveProperty("description")
  })

  test("G26 asks for one call at a time where there may be calls at all", () => {
    const choice = (toolChoice: Exchange["toolChoice"]) =>
      sent({ tools: [tool("f")], toolChoice, parallelCalls: false }).body.tool_choice
    expect(choice({ kind: "none" })).toEqual({ type: "none" })
    expect(choice({ kind: "any" })).toEqual({ type: "any", disable_parallel_tool_use: true })
    expect(choice({ kind: "tool", name: "f" })).toEqual({
      type: "tool",
      name: "f",
      disable_parallel_tool_use: true,
    })
  })

  test("streams where it is wanted", () => {
    expect(sent({ stream: true }).body).toEqual({ ...smallest, stream: true })
  })

  test("writes the form of the answer in its field, and in words where there is no schema", () => {
    expect(sent({ shape: { ...json, schema: { a: 1 } } }).body).toEqual({
      ...smallest,
      output_config: { format: { type: "json_schema", schema: { a: 1 } } },
    })
    const told = [{ type: "text", text: "Answer with one JSON object and nothing else." }]
    for (const schema of [null, undefined])
      expect(sent({ shape: { ...json, schema } }).body).toEqual({ ...smallest, system: told })
  })
})

describe("sampling towards Anthropic", () => {
  const none = exchangeOf({}).sampling
  test.each([
    [{ temperature: 0.5 }, { temperature: 0.5 }, []],
    [{ temperature: 1.5 }, { temperature: 1 }, []],
    [{ temperature: -1 }, { temperature: 0 }, []],
    [{ topP: 0.9 }, { top_p: 0.9 }, []],
    [{ topK: 3 }, { top_k: 3 }, []],
    [{ temperature: 0.5, topP: 0.9, topK: 3 }, { temperature: 0.5, top_k: 3 }, ["top-p-left-out"]],
    [{ topP: 0.9, topK: 3 }, { top_p: 0.9, top_k: 3 }, []],
    [{ seed: 1 }, {}, []],
  ])("G04 %j is sent as %j with the notes %j", (sampling, fields, notes) => {
    const { body, notes: told } = sent({ sampling: { ...none, ...sampling } })
    const { temperature, top_p, top_k } = body
    expect({ temperature, top_p, top_k }).toEqual({
      temperature: undefined,
      top_p: undefined,
      top_k: undefined,
      ...fields,
    })
    expect(told).toEqual(notes)
  })

  test("G04 is left out with a note for another version or a model that takes none, and without one where none is asked for", () => {
    for (const options of [{ version: "2026-10-21" }, { sampling: false }]) {
      expect(sent({ sampling: { ...none, topK: 3 } }, options).notes).toEqual(["sampling-left-out"])
      expect(sent({}, options).notes).toEqual([])
    }
  })
})

describe("messages towards Anthropic", () => {
  test("G43 thinking stands before the text of an answer that did not begin with it", () => {
    const thought: Part = { kind: "thinking", text: "hm", signature: { value: "S", family: "claude" } }
    const { body } = sent({ turns: [userTurn("x"), model(text("a"), thought, call)] })
    expect(body.messages[1]).toEqual({
      role: "assistant",
      content: [
        { type: "thinking", thinking: "hm", signature: "S" },
        { type: "text", text: "a" },
        { type: "tool_use", id: "t", name: "f", input: { a: 1 } },
      ],
    })
    const between = sent({ turns: [userTurn("x"), model(thought, text("a"), thought)] }).body.messages[1]
      .content
    expect(between.map(({ type }: { type: string }) => type)).toEqual(["thinking", "text", "thinking"])
  })

  test("G42 an answer that held only another vendor's thinking is left out", () => {
    const foreign: Part = { kind: "thinking", text: "hm", signature: { value: "S", family: "gemini" } }
    const signed: Part = { kind: "text", text: "", signature: { value: "S", family: "gemini" } }
    const { body } = sent({ turns: [userTurn("x"), model(foreign, signed), userTurn("y")] })
    expect(body.messages).toEqual([
      { role: "user", content: [{ type: "text", text: "x" }] },
      { role: "user", content: [{ type: "text", text: "y" }] },
    ])
  })

  test("G13 cache marks of the client stay on texts, and nothing is marked that was not", () => {
    const marked = { kind: "text", text: "a", cacheMark: { type: "ephemeral" } } as const
    const { body } = sent({
      system: [marked, { kind: "text", text: "b" }],
      turns: [{ role: "user", parts: [marked, text("b")] }],
    })
    const blocks = [
      { type: "text", text: "a", cache_control: { type: "ephemeral" } },
      { type: "text", text: "b" },
    ]
    expect(body).toMatchObject({ system: blocks })
    expect(body.messages).toEqual([{ role: "user", content: blocks }])
  })

  test("G10 instructions in mid-conversation become a text of the user", () => {
    const { body } = sent({
      turns: [userTurn("x"), model(text("a")), { role: "system", parts: [text("be brief")] }],
    })
    expect(body.messages[2]).toEqual({
      role: "user",
      content: [{ type: "text", text: "<system>\nbe brief\n</system>" }],
    })
  })

  test.each([
    [
      { kind: "audio", data: { mimeType: "audio/wav", base64: "AA" } },
      { type: "text", text: "(An audio recording stood here; this model takes none.)" },
    ],
    [
      { kind: "image", data: { url: "https://example.org/a.png" } },
      { type: "image", source: { type: "url", url: "https://example.org/a.png" } },
    ],
    [
      { kind: "document", data: { mimeType: "application/pdf", base64: "AA" } },
      { type: "document", source: { type: "base64", media_type: "application/pdf", data: "AA" } },
    ],
  ] as const)("G73 %j becomes %j", (part, block) => {
    expect(sent({ turns: [{ role: "user", parts: [part] }] }).body.messages[0].content).toEqual([block])
  })
})

describe("names towards Anthropic", () => {
  test("G22 stay apart where two would become one, and come back as they were", () => {
    const tools = [tool("a.b"), tool("a:b"), tool("a_b")]
    const exchange = exchangeOf({ tools })
    const there = sent({ tools }).body.tools.map(({ name }: { name: string }) => name)
    expect(new Set(there).size).toBe(3)
    const names = anthropicNameMap(exchange)
    expect(there.map((name: string) => names.back(name))).toEqual(["a.b", "a:b", "a_b"])
  })

  test("G22 of arguments that Anthropic does not take are others there, in the schema and in the history alike", () => {
    const schema = { type: "object", properties: { "the path": { type: "string" } }, required: ["the path"] }
    const turns = [
      userTurn("x"),
      model({ kind: "call", id: "t", name: "f", argumentsJson: '{"the path":"a"}' }),
    ]
    const { body } = sent({ tools: [tool("f", { schema })], turns })
    const [name = ""] = Object.keys(body.tools[0].input_schema.properties)
    expect(name).toMatch(/^[A-Za-z0-9_.-]{1,64}$/)
    expect(body.tools[0].input_schema.required).toEqual([name])
    expect(body.messages[1].content[0].input).toEqual({ [name]: "a" })
    const names = anthropicNameMap(exchangeOf({ tools: [tool("f", { schema })] }))
    expect(names.properties.back(`{"${name}":"a"}`)).toBe('{"the path":"a"}')
  })
})

describe("answers of Anthropic that leave something out", () => {
  const names = anthropicNameMap(exchangeOf({}))
  const reasonOf = (content: unknown, stop_reason: string) => {
    const body = JSON.stringify({ type: "message", id: "m", model: "c", content, stop_reason })
    const last = decodeAnswer(body, names).at(-1)
    return last?.kind === "end" ? last.reason : null
  }

  test("G48 G51 end with calls only where there are some, and keep a pause apart", () => {
    expect(reasonOf([{ type: "text", text: "a" }], "tool_use")).toBe("done")
    expect(reasonOf([], "tool_use")).toBe("done")
    expect(reasonOf([{ type: "tool_use", id: "t", name: "f" }], "tool_use")).toBe("calls")
    expect(reasonOf([{ type: "text", text: "a" }], "pause_turn")).toBe("paused")
    expect(reasonOf([], "a reason of tomorrow")).toBe("other")
  })

  test("G65 an error event without a word for its kind is a bad gateway", () => {
    expect(readStreamError({ type: "error" })).toMatchObject({ status: 502, code: "upstream" })
    expect(readStreamError({ type: "error", error: { message: "why" } })).toMatchObject({ message: "why" })
  })
})

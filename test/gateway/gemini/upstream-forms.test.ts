import { describe, expect, test } from "vitest"
import {
  type GeminiOptions,
  geminiNameMap,
  upstreamRequest,
} from "../../../src/gateway/codecs/gemini/encode-request.ts"
import { thinkingConfig } from "../../../src/gateway/codecs/gemini/thinking-config.ts"
import type { Exchange, Part, Signature, ThinkingSetting, Turn } from "../../../src/gateway/model/exchange.ts"
import { exchangeOf, userTurn } from "../openai-chat/exchange-of.ts"

const options: GeminiOptions = {
  jsonSchema: true,
  signatures: "keep",
  callIds: true,
  model: "gemini-3-flash",
}
const silent = { kind: "default", budget: null, effort: null, show: false } as const

function sent(change: Partial<Exchange>, more: Partial<GeminiOptions> = {}) {
  const { body, ...rest } = upstreamRequest(exchangeOf({ thinking: silent, ...change }), {
    ...options,
    ...more,
  })
  return { ...rest, body: JSON.parse(body) }
}

const signature = (family: Signature["family"]) => ({ signature: { value: "S", family } })
const call = (id: string): Part => ({ kind: "call", id, name: "f", argumentsJson: "{}" })
const result = (id: string, content: readonly Part[], failed = false): Part => ({
  kind: "result",
  id,
  name: null,
  content,
  failed,
})
const model = (...parts: Part[]): Turn => ({ role: "model", parts })
const user = (...parts: Part[]): Turn => ({ role: "user", parts })
const text = (words: string): Part => ({ kind: "text", text: words })
const sentinel = "skip_thought_signature_validator"

describe("the smallest request to Gemini", () => {
  const contents = [{ role: "user", parts: [{ text: "hi" }] }]

  test("is its contents, and nothing that was not asked for", () => {
    expect(sent({})).toEqual({ body: { contents }, notes: [], sentinels: 0 })
    expect(sent({ parallelCalls: false }).notes).toEqual([])
  })

  test("G09 G10 puts the system text apart, and instructions in mid-conversation into a text of the user", () => {
    const system = ["a", ""].map((words) => ({ kind: "text", text: words }) as const)
    const turns: Turn[] = [userTurn("x"), model(text("y")), { role: "system", parts: [text("be brief")] }]
    expect(sent({ system, turns }).body).toEqual({
      systemInstruction: { parts: [{ text: "a" }] },
      contents: [
        { role: "user", parts: [{ text: "x" }] },
        { role: "model", parts: [{ text: "y" }] },
        { role: "user", parts: [{ text: "<system>\nbe brief\n</system>" }] },
      ],
    })
  })

  test("sends five stops and says so where there were more", () => {
    const five = ["1", "2", "3", "4", "5"]
    expect(sent({ stop: five })).toMatchObject({
      body: { generationConfig: { stopSequences: five } },
      notes: [],
    })
    const six = sent({ stop: [...five, "6"] })
    expect(six.body.generationConfig.stopSequences).toEqual(five)
    expect(six.notes).toEqual(["stop-sequences-cut-to-5"])
  })

  test("G26 says that it cannot ask for one call at a time, where there are tools", () => {
    const tools = [{ name: "f", description: "", schema: {} }]
    expect(sent({ tools, parallelCalls: false }).notes).toEqual(["parallel-calls-not-limited"])
  })

  test("asks for JSON with and without a schema, and with a schema in the form of the endpoint", () => {
    const shape = { kind: "json", schema: null, name: null, strict: true } as const
    for (const schema of [null, undefined])
      for (const jsonSchema of [true, false])
        expect(sent({ shape: { ...shape, schema } }, { jsonSchema }).body.generationConfig).toEqual({
          responseMimeType: "application/json",
        })
    const schema = { type: "object", properties: { a: { type: "string" } } }
    expect(sent({ shape: { ...shape, schema } }).body.generationConfig).toEqual({
      responseMimeType: "application/json",
      responseJsonSchema: schema,
    })
    expect(sent({ shape: { ...shape, schema } }, { jsonSchema: false }).body.generationConfig).toMatchObject({
      responseSchema: { properties: { a: {} } },
    })
  })
})

describe("names towards Gemini", () => {
  const tool = (name: string, schema: unknown = {}) => ({ name, description: "", schema })

  test("G22 stay apart where two would become one, and come back as they were", () => {
    const tools = [tool("a b"), tool("a/b"), tool("a_b")]
    const there: string[] = sent({ tools }).body.tools[0].functionDeclarations.map(
      ({ name }: { name: string }) => name,
    )
    expect(new Set(there).size).toBe(3)
    const names = geminiNameMap(exchangeOf({ tools }))
    expect(there.map(names.back)).toEqual(["a b", "a/b", "a_b"])
  })

  test("G22 of arguments that are too long for Gemini are others there, in the schema and in the history alike", () => {
    const long = "x".repeat(70)
    const schema = { type: "object", properties: { [long]: { type: "string" } } }
    const part: Part = { kind: "call", id: "a", name: "f", argumentsJson: `{"${long}":"v"}` }
    const { body } = sent({ tools: [tool("f", schema)], turns: [userTurn("x"), model(part)] })
    const [name = ""] = Object.keys(body.tools[0].functionDeclarations[0].parametersJsonSchema.properties)
    expect(name.length).toBeLessThanOrEqual(64)
    expect(body.contents[1].parts[0].functionCall.args).toEqual({ [name]: "v" })
    const names = geminiNameMap(exchangeOf({ tools: [tool("f", schema)] }))
    expect(names.properties.back(`{"${name}":"v"}`)).toBe(`{"${long}":"v"}`)
  })
})

describe("contents towards Gemini", () => {
  test("G12 G42 leave out what only another vendor could read, and turns that are empty then", () => {
    const foreign: Part = { kind: "text", text: "", ...signature("claude") }
    const thought: Part = { kind: "thinking", text: "hm", ...signature("claude") }
    expect(sent({ turns: [userTurn("x"), model(thought, foreign), userTurn("y")] }).body.contents).toEqual([
      { role: "user", parts: [{ text: "x" }] },
      { role: "user", parts: [{ text: "y" }] },
    ])
    for (const family of ["gemini", null] as const) {
      const own: Part = { kind: "text", text: "", ...signature(family) }
      expect(sent({ turns: [userTurn("x"), model(own)] }).body.contents[1]).toEqual({
        role: "model",
        parts: [{ text: "", thoughtSignature: "S" }],
      })
      expect(
        sent({ turns: [userTurn("x"), model(own, text("a"))] }, { signatures: "none" }).body.contents[1],
      ).toEqual({
        role: "model",
        parts: [{ text: "a" }],
      })
    }
  })

  test("G37 G41 only steps of the turn that is going on need a signature: what the user said last begins it", () => {
    const step = (id: string): Turn[] => [model(call(id)), user(result(id, [text("ok")]))]
    const signedAt = (...turns: Turn[]) => {
      const { body, sentinels } = sent({ turns })
      const marks = body.contents.map(
        ({ parts }: { parts: { thoughtSignature?: string }[] }) => parts[0]?.thoughtSignature ?? null,
      )
      return [marks, sentinels]
    }
    expect(signedAt(userTurn("go"), ...step("a"), ...step("b"))).toEqual([
      [null, sentinel, null, sentinel, null],
      2,
    ])
    expect(
      signedAt(userTurn("go"), ...step("a"), model(text("done")), userTurn("more"), ...step("b")),
    ).toEqual([[null, null, null, null, null, sentinel, null], 1])
    const mixed = user(result("a", [text("ok")]), text("and?"))
    expect(signedAt(userTurn("go"), model(call("a")), mixed, ...step("b"))).toEqual([
      [null, sentinel, null, sentinel, null],
      2,
    ])
  })

  test("G32 G34 G35 results say what they hold, pictures beside them or inside", () => {
    const held: Part[] = [
      text("a"),
      text("b"),
      { kind: "image", data: { mimeType: "image/png", base64: "AA" } },
      { kind: "audio", data: { mimeType: "audio/wav", base64: "BB" } },
      { kind: "document", data: { url: "https://example.org/a.pdf" } },
    ]
    const media = [
      { inlineData: { mimeType: "image/png", data: "AA" } },
      { inlineData: { mimeType: "audio/wav", data: "BB" } },
      { fileData: { fileUri: "https://example.org/a.pdf" } },
    ]
    const turns = [userTurn("x"), model(call("a")), user(result("a", held, true))]
    const response = { id: "a", name: "f", response: { error: "a\nb" } }
    expect(sent({ turns }).body.contents[2].parts).toEqual([
      { functionResponse: { ...response, parts: media } },
    ])
    expect(sent({ turns }, { model: "gemini-2.5-pro" }).body.contents[2].parts).toEqual([
      { functionResponse: response },
      ...media,
    ])
    expect(sent({ turns }, { callIds: false }).body.contents[2].parts[0].functionResponse).not.toHaveProperty(
      "id",
    )
  })
})

describe("thinking towards Gemini", () => {
  const setting = (more: Partial<ThinkingSetting>): ThinkingSetting => ({
    ...silent,
    kind: "enabled",
    ...more,
  })
  const flash3 = "gemini-3-flash"
  const pro3 = "gemini-3-pro-preview"
  const pro31 = "gemini-3.1-pro-preview"
  const flash25 = "gemini-2.5-flash"
  const pro25 = "gemini-2.5-pro"

  test.each<[Partial<ThinkingSetting>, string, object | null]>([
    [{ kind: "default" }, flash3, null],
    [{ kind: "default", show: true }, flash3, { includeThoughts: true }],
    [{ budget: 9, show: true }, "gemini-2.0-flash", null],
    [{ kind: "off", show: true }, flash3, { thinkingLevel: "MINIMAL" }],
    [{ kind: "off" }, pro3, { thinkingLevel: "LOW" }],
    [{ kind: "off", effort: "high" }, flash3, { thinkingLevel: "MINIMAL" }],
    [{ budget: 0 }, flash3, { thinkingLevel: "MINIMAL" }],
    [{ budget: 1 }, flash3, { thinkingLevel: "LOW" }],
    [{ budget: 2048 }, flash3, { thinkingLevel: "LOW" }],
    [{ budget: 2049 }, flash3, { thinkingLevel: "MEDIUM" }],
    [{ budget: 8192 }, flash3, { thinkingLevel: "MEDIUM" }],
    [{ budget: 8193 }, flash3, { thinkingLevel: "HIGH" }],
    [{ budget: -1 }, flash3, {}],
    [{ kind: "adaptive", show: true }, flash3, { includeThoughts: true }],
    [{ effort: "medium" }, flash3, { thinkingLevel: "MEDIUM" }],
    [{ effort: "medium" }, pro3, { thinkingLevel: "HIGH" }],
    [{ effort: "medium" }, pro31, { thinkingLevel: "MEDIUM" }],
    [{ effort: "low" }, pro3, { thinkingLevel: "LOW" }],
    [{ effort: "minimal" }, pro31, { thinkingLevel: "LOW" }],
    [{ effort: "max" }, pro3, { thinkingLevel: "HIGH" }],
    [{ kind: "off" }, flash25, { thinkingBudget: 0 }],
    [{ kind: "off" }, pro25, { thinkingBudget: 128 }],
    [{ kind: "off", effort: "high" }, pro25, { thinkingBudget: 128 }],
    [{ budget: 0 }, flash25, { thinkingBudget: 0 }],
    [{ budget: 5 }, pro25, { thinkingBudget: 128 }],
    [{ budget: 30_000 }, flash25, { thinkingBudget: 24_576 }],
    [{ budget: 40_000 }, pro25, { thinkingBudget: 32_768 }],
    [{ budget: -1, show: true }, flash25, { includeThoughts: true, thinkingBudget: -1 }],
    [{ budget: null }, pro25, { thinkingBudget: -1 }],
    [{ effort: "minimal" }, flash25, { thinkingBudget: 512 }],
  ])("G44 %j for %s is %j", (more, name, config) => {
    expect(thinkingConfig(setting(more), name)).toEqual(config)
  })
})

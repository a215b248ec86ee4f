import { expect, test } from "vitest"
import { ask, faultOf, history, result, sentFor } from "./on-gemini.ts"

test("G41 foreign history gets Google's sentinel on the first call of a step, and it is counted", () => {
  const sent = sentFor(history([result("toolu_1", "1"), result("toolu_2", "2")]))
  expect(sent.body.contents[1].parts[0].thoughtSignature).toBe("skip_thought_signature_validator")
  expect(sent.body.contents[1].parts[1]).not.toHaveProperty("thoughtSignature")
  expect(sent.sentinels).toBe(1)
  expect(sentFor(history([]), { model: "gemini-2.5-pro" }).sentinels).toBe(0)
})

test("G42 a signature of another vendor is not sent to Gemini, and none at all on the retry without", () => {
  const content = [
    { type: "thinking", thinking: "hm", signature: "EqQBclaude" },
    { type: "thinking", thinking: "", signature: "fl1.gemini.call.sigA" },
    { type: "tool_use", id: "t", name: "f", input: {} },
  ]
  const body = {
    ...ask(""),
    messages: [
      { role: "user", content: "x" },
      { role: "assistant", content },
    ],
  }
  expect(sentFor(body).text).not.toContain("EqQBclaude")
  expect(sentFor(body).text).toContain('"thoughtSignature":"sigA"')
  expect(sentFor(body, { signatures: "none" }).text).not.toContain("sigA")
})

test("G43 thinking of Claude is not shown to Gemini as its own", () => {
  const content = [
    { type: "redacted_thinking", data: "abc" },
    { type: "thinking", thinking: "private", signature: "EqQB" },
    { type: "text", text: "said" },
  ]
  const body = {
    ...ask(""),
    messages: [
      { role: "user", content: "x" },
      { role: "assistant", content },
    ],
  }
  expect(sentFor(body).body.contents[1].parts).toEqual([{ text: "said" }])
})

const flash = "gemini-3-flash-preview"
test.each([
  [
    { thinking: { type: "enabled", budget_tokens: 2000 } },
    flash,
    { includeThoughts: true, thinkingLevel: "LOW" },
  ],
  [{ thinking: { type: "adaptive" } }, flash, { includeThoughts: true }],
  [
    { thinking: { type: "adaptive" }, output_config: { effort: "high" } },
    flash,
    { includeThoughts: true, thinkingLevel: "HIGH" },
  ],
  [
    { thinking: { type: "adaptive", display: "omitted" }, output_config: { effort: "medium" } },
    flash,
    { thinkingLevel: "MEDIUM" },
  ],
  [{ thinking: { type: "disabled" } }, flash, { thinkingLevel: "MINIMAL" }],
  [{ thinking: { type: "disabled" } }, "gemini-3.1-pro-preview", { thinkingLevel: "LOW" }],
  [{ output_config: { effort: "low" } }, flash, { thinkingLevel: "LOW" }],
  [
    { thinking: { type: "enabled", budget_tokens: 2000 } },
    "gemini-2.5-flash",
    { includeThoughts: true, thinkingBudget: 2000 },
  ],
  [{ thinking: { type: "adaptive" } }, "gemini-2.5-flash", { includeThoughts: true, thinkingBudget: -1 }],
  [{ thinking: { type: "disabled" } }, "gemini-2.5-flash", { thinkingBudget: 0 }],
  [{ thinking: { type: "disabled" } }, "gemini-2.5-pro", { thinkingBudget: 128 }],
  [{ thinking: { type: "enabled", budget_tokens: 2000 } }, "gemini-2.0-flash", undefined],
])("G44 %j is for %s %j", (fields, model, expected) => {
  expect(sentFor({ ...ask("x"), ...fields }, { model }).body.generationConfig.thinkingConfig).toEqual(
    expected,
  )
})

test("G44b a thinking budget below 1024 or not below max_tokens is a 400, but between tools it may be higher", () => {
  const thinking = (budget_tokens: number) => ({ ...ask("x"), thinking: { type: "enabled", budget_tokens } })
  expect(faultOf(thinking(1000))?.param).toBe("thinking.budget_tokens")
  expect(faultOf(thinking(4096))?.status).toBe(400)
  expect(faultOf(thinking(9000), { betas: ["interleaved-thinking-2025-05-14"] })).toBeNull()
})

test.each(["temperature", "top_p", "top_k"])(
  "G04 %s is a 400 that names it under version 2026-10-21 alone",
  (field) => {
    const body = { ...ask("x"), [field]: 1 }
    expect(faultOf(body, { version: "2026-10-21" })).toMatchObject({ status: 400, param: field })
    expect(faultOf(body)).toBeNull()
  },
)

test("G04a version 2026-10-21 rejects documents of the assistant and citations on texts of the user", () => {
  const version = "2026-10-21"
  const document = { type: "document", source: { type: "text", media_type: "text/plain", data: "x" } }
  const said = (role: string, block: unknown) => ({ ...ask(""), messages: [{ role, content: [block] }] })
  expect(faultOf(said("assistant", document), { version })?.param).toBe("messages.0.content.0")
  expect(faultOf(said("user", { type: "text", text: "x", citations: [{}] }), { version })?.param).toBe(
    "messages.0.content.0.citations",
  )
  expect(faultOf(said("user", document), { version })).toBeNull()
})

test("sampling and limits arrive under Gemini's names", () => {
  const fields = { temperature: 0.5, top_p: 0.9, top_k: 40, stop_sequences: ["END"] }
  expect(sentFor({ ...ask("x"), ...fields }).body.generationConfig).toEqual({
    temperature: 0.5,
    topP: 0.9,
    topK: 40,
    stopSequences: ["END"],
    maxOutputTokens: 4096,
  })
})

test("a JSON form of the answer is asked for with its schema", () => {
  const schema = { type: "object", properties: { a: { const: 1 } }, additionalProperties: false }
  const body = { ...ask("x"), output_config: { format: { type: "json_schema", schema } } }
  expect(sentFor(body).body.generationConfig).toMatchObject({
    responseMimeType: "application/json",
    responseJsonSchema: schema,
  })
  expect(sentFor(body, { jsonSchema: false }).body.generationConfig.responseSchema).toEqual({
    type: "object",
    properties: { a: { type: "string", enum: ["1"] } },
  })
})

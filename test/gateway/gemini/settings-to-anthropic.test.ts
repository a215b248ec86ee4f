import { expect, test } from "vitest"
import { ask, config, exchangeOf, mode, sentFor, sentOf } from "./on-anthropic.ts"

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

test("G25 with a forced call thinking is given up, and a note says so", () => {
  const thinking = { generationConfig: { thinkingConfig: { thinkingBudget: 2048 } } }
  const sent = sentFor({ ...mode({ mode: "ANY" }), ...thinking })
  expect(sent.body).toMatchObject({ thinking: { type: "disabled" }, tool_choice: { type: "any" } })
  expect(sent.notes).toEqual(["thinking-off-for-forced-tool"])
  expect(sentFor({ ...mode({ mode: "AUTO" }), ...thinking }).body.thinking).toMatchObject({ type: "enabled" })
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

import { describe, expect, test } from "vitest"
import { modelAnswer, modelListAnswer } from "../../../src/gateway/upstream/model-answer.ts"
import type { ModelEntry } from "../../../src/gateway/upstream/models.ts"

describe("a list as clients read it", () => {
  const entry: ModelEntry = {
    id: "claude-a",
    displayName: "Claude A",
    upstream: "anthropic",
    aliasOf: null,
    createdAt: 1_767_312_000,
    source: "listed",
    ageMs: 0,
  }
  const entries = [entry, { ...entry, id: "claude-b", createdAt: null }, { ...entry, upstream: "second" }]

  test("G05 Anthropic's clients get Anthropic's shape, each name once", () => {
    expect(JSON.parse(modelListAnswer("anthropic", entries))).toEqual({
      data: [
        { type: "model", id: "claude-a", display_name: "Claude A", created_at: "2026-01-02T00:00:00Z" },
        { type: "model", id: "claude-b", display_name: "Claude A", created_at: "1970-01-01T00:00:00Z" },
      ],
      has_more: false,
      first_id: "claude-a",
      last_id: "claude-b",
    })
    expect(JSON.parse(modelListAnswer("anthropic", []))).toMatchObject({
      data: [],
      first_id: null,
      last_id: null,
    })
  })

  test("G05 OpenAI's clients get OpenAI's shape, of the upstream that goes first", () => {
    expect(JSON.parse(modelListAnswer("openai-chat", entries))).toEqual({
      object: "list",
      data: [
        { id: "claude-a", object: "model", created: 1_767_312_000, owned_by: "anthropic" },
        { id: "claude-b", object: "model", created: 0, owned_by: "anthropic" },
      ],
    })
  })

  test("G05 Gemini's clients get Gemini's shape with the `models/` prefix", () => {
    const told: unknown = JSON.parse(
      modelListAnswer("gemini", [{ ...entry, id: "gemini-embedding-001" }, entry]),
    )
    expect(told).toMatchObject({
      models: [
        {
          name: "models/gemini-embedding-001",
          supportedGenerationMethods: ["embedContent", "batchEmbedContents"],
        },
        {
          name: "models/claude-a",
          displayName: "Claude A",
          supportedGenerationMethods: expect.arrayContaining(["generateContent"]),
        },
      ],
    })
    expect(JSON.parse(modelAnswer("gemini", entry))).toMatchObject({ name: "models/claude-a" })
  })
})

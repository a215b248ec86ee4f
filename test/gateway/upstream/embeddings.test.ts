import { describe, expect, it, test } from "vitest"
import type { UpstreamKind } from "../../../src/gateway/config/config.ts"
import { decodeEmbedAnswer, encodeEmbedRequest } from "../../../src/gateway/upstream/embed-upstream.ts"
import {
  decodeEmbedRequest,
  type EmbedFormat,
  type EmbedRequest,
  encodeEmbedAnswer,
} from "../../../src/gateway/upstream/embeddings.ts"
import { formatFor, type Target } from "../../../src/gateway/upstream/target.ts"
import { upstreamOf } from "./upstream-of.ts"

function targetOf(kind: UpstreamKind): Target {
  const upstream = upstreamOf(kind)
  return { upstream, model: "embed-1", format: formatFor(upstream, null), alias: null }
}

function asked(format: EmbedFormat, operation: "embed" | "embed-batch", body: object): EmbedRequest {
  const decoded = decodeEmbedRequest(format, operation, JSON.stringify(body))
  if (decoded.kind === "error") throw new Error(decoded.error.message)
  return decoded.value
}

function sent(request: EmbedRequest, kind: UpstreamKind) {
  const encoded = encodeEmbedRequest(request, targetOf(kind))
  if (encoded.kind === "error") throw new Error(encoded.error.message)
  const body: unknown = JSON.parse(encoded.value.body)
  return { operation: encoded.value.operation, body }
}

const openai = { model: "mine", input: ["one", "two"], dimensions: 256, encoding_format: "float", user: "u" }
const batch = {
  requests: ["one", "two"].map((text) => ({
    model: "models/mine",
    content: { parts: [{ text }] },
    taskType: "RETRIEVAL_QUERY",
    outputDimensionality: 256,
  })),
}

describe("texts to embed", () => {
  it.each<[string, EmbedRequest]>([
    ["an OpenAI client", asked("openai-chat", "embed", openai)],
    ["a Gemini client", asked("gemini", "embed-batch", batch)],
  ])("of %s reach each upstream in its own words", (_who, request) => {
    const { taskType } = request.inputs[0] ?? {}
    const task = taskType == null ? {} : { taskType }
    expect(sent(request, "gemini")).toEqual({
      operation: "embed-batch",
      body: {
        requests: ["one", "two"].map((text) => ({
          model: "models/embed-1",
          content: { parts: [{ text }] },
          ...task,
          outputDimensionality: 256,
        })),
      },
    })
    expect(sent(request, "vertex-gemini")).toEqual({
      operation: "embed",
      body: {
        instances: ["one", "two"].map((content) => ({
          content,
          ...(taskType == null ? {} : { task_type: taskType }),
        })),
        parameters: { outputDimensionality: 256 },
      },
    })
    expect(sent(request, "openai")).toEqual({
      operation: "embed",
      body: { model: "embed-1", input: ["one", "two"], dimensions: 256, encoding_format: "float" },
    })
  })

  it("may come one at a time, in several parts, in snake case", () => {
    const body = {
      content: { parts: [{ text: "a" }, { text: "b" }] },
      task_type: "CLUSTERING",
      title: "t",
      output_dimensionality: 8,
    }
    expect(asked("gemini", "embed", body)).toEqual({
      model: null,
      inputs: [{ text: "ab", taskType: "CLUSTERING", title: "t" }],
      dimensions: 8,
      encoding: "float",
      batch: false,
    })
    expect(asked("openai-chat", "embed", { model: "m", input: "a" }).inputs).toEqual([
      { text: "a", taskType: null, title: null },
    ])
  })

  it.each<[EmbedFormat, string, string]>([
    ["openai-chat", '{"input":[{"text":"a"}]}', "input"],
    ["openai-chat", '{"input":[[]]}', "input"],
    ["openai-chat", "{}", "input"],
    ["gemini", '{"requests":[]}', "requests"],
    ["gemini", '{"requests":[{"content":{"parts":[{"inlineData":{}}]}}]}', "requests.0.content"],
  ])("of %s that cannot be translated are refused by name: %s", (format, body, param) => {
    expect(decodeEmbedRequest(format, "embed-batch", body)).toMatchObject({
      kind: "error",
      error: { status: 400, param },
    })
  })

  it.each([[[1, 2]], [[[1, 2], [3]]], [["a", [3]]]])(
    "that are numbers of tokens, as in %j, are one vendor's own",
    (input) => {
      const request = asked("openai-chat", "embed", { model: "m", input })
      expect(request.inputs.at(-1)?.text).toBeNull()
      expect(encodeEmbedRequest(request, targetOf("gemini"))).toMatchObject({
        kind: "error",
        error: { param: "input" },
      })
    },
  )

  it("have nowhere to go at Claude", () => {
    for (const kind of ["anthropic", "vertex-claude"] as const) {
      const encoded = encodeEmbedRequest(asked("openai-chat", "embed", openai), targetOf(kind))
      expect(encoded).toMatchObject({ kind: "error", error: { code: "unsupported", status: 400 } })
    }
  })
})

describe("vectors", () => {
  const answers: readonly [UpstreamKind, object][] = [
    ["gemini", { embeddings: [{ values: [0.25, -1] }, { values: [0.5, 2] }] }],
    [
      "vertex-gemini",
      {
        predictions: [
          { embeddings: { values: [0.25, -1], statistics: { token_count: 3 } } },
          { embeddings: { values: [0.5, 2], statistics: { token_count: 4 } } },
        ],
      },
    ],
    [
      "openai",
      {
        data: [
          { index: 1, embedding: [0.5, 2] },
          { index: 0, embedding: [0.25, -1] },
        ],
        usage: { prompt_tokens: 7, total_tokens: 7 },
      },
    ],
  ]

  it.each(answers)("of %s reach both kinds of clients, in the order of the texts", (kind, body) => {
    const decoded = decodeEmbedAnswer(targetOf(kind), JSON.stringify(body))
    if (decoded.kind === "error") throw new Error(decoded.error.message)
    const tokens = kind === "gemini" ? 0 : 7
    expect(
      JSON.parse(
        encodeEmbedAnswer("openai-chat", asked("openai-chat", "embed", openai), decoded.value, "mine"),
      ),
    ).toEqual({
      object: "list",
      model: "mine",
      data: [
        { object: "embedding", index: 0, embedding: [0.25, -1] },
        { object: "embedding", index: 1, embedding: [0.5, 2] },
      ],
      usage: { prompt_tokens: tokens, total_tokens: tokens },
    })
    expect(
      JSON.parse(encodeEmbedAnswer("gemini", asked("gemini", "embed-batch", batch), decoded.value, "mine")),
    ).toEqual({
      embeddings: [{ values: [0.25, -1] }, { values: [0.5, 2] }],
    })
  })

  it("are packed as OpenAI's own SDK asks for them, and unpacked where a server packs unasked", () => {
    const request = asked("openai-chat", "embed", { ...openai, input: "one", encoding_format: "base64" })
    const answer = encodeEmbedAnswer("openai-chat", request, { vectors: [[0.25, -1]], tokens: 1 }, "m")
    const told = JSON.parse(answer)
    expect(told.data[0].embedding).toBe(Buffer.from(new Float32Array([0.25, -1]).buffer).toString("base64"))
    expect(decodeEmbedAnswer(targetOf("openai"), answer)).toEqual({
      kind: "ok",
      value: { vectors: [[0.25, -1]], tokens: 1 },
    })
  })

  test.each(["{}", "", '{"data":[]}', '{"embeddings":[{}]}'])(
    "that are missing from %s are an error of the upstream",
    (body) => {
      for (const kind of ["gemini", "vertex-gemini", "openai"] as const) {
        expect(decodeEmbedAnswer(targetOf(kind), body)).toMatchObject({
          kind: "error",
          error: { status: 502 },
        })
      }
    },
  )
})

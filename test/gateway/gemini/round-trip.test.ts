import { expect, test } from "vitest"
import { decodeAnswer } from "../../../src/gateway/codecs/gemini/decode-answer.ts"
import { createAnswerEncoder, encodeAnswer } from "../../../src/gateway/codecs/gemini/encode-answer.ts"
import { geminiNameMap, upstreamRequest } from "../../../src/gateway/codecs/gemini/encode-request.ts"
import { createSseReader } from "../../../src/gateway/sse/read.ts"
import { chunk, eventsOf } from "../anthropic/on-gemini.ts"
import { exchangeOf } from "./on-anthropic.ts"

const request = {
  systemInstruction: { parts: [{ text: "be brief" }] },
  contents: [
    { role: "user", parts: [{ text: "go" }, { inlineData: { mimeType: "audio/wav", data: "aGk=" } }] },
    {
      role: "model",
      parts: [
        { text: "hm", thought: true, thoughtSignature: "T1" },
        { text: "reading" },
        { functionCall: { id: "c1", name: "read", args: { path: "a" } }, thoughtSignature: "S1" },
        { functionCall: { id: "c2", name: "read", args: {} } },
      ],
    },
    {
      role: "user",
      parts: [
        { functionResponse: { id: "c1", name: "read", response: { output: "A" } } },
        { functionResponse: { id: "c2", name: "read", response: { error: "none" } } },
      ],
    },
    { role: "model", parts: [{ text: "done", thoughtSignature: "S2" }] },
    { role: "user", parts: [{ text: "thanks" }] },
  ],
  tools: [
    { functionDeclarations: [{ name: "read", description: "d", parametersJsonSchema: { type: "object" } }] },
  ],
  toolConfig: { functionCallingConfig: { mode: "ANY", allowedFunctionNames: ["read"] } },
  generationConfig: {
    temperature: 0.5,
    topP: 0.9,
    topK: 3,
    seed: 7,
    presencePenalty: 0.1,
    frequencyPenalty: 0.2,
    stopSequences: ["END"],
    maxOutputTokens: 99,
    thinkingConfig: { includeThoughts: true, thinkingLevel: "LOW" },
  },
}

test("G37 G39 a request of a Gemini client reaches Gemini as it was, every signature in its place", () => {
  const sent = upstreamRequest(exchangeOf(request), {
    jsonSchema: true,
    signatures: "keep",
    callIds: true,
    model: "gemini-3-flash-preview",
  })
  expect(JSON.parse(sent.body)).toEqual(request)
  expect(sent.sentinels).toBe(0)
})

test("G63 a stream of Gemini comes out as the same parts, finish and usage last", () => {
  const parts = [
    { text: "hm", thought: true },
    { text: "I read" },
    { functionCall: { id: "c1", name: "read", args: { a: 1 } }, thoughtSignature: "S1" },
    { inlineData: { mimeType: "image/png", data: "aGk=" }, thoughtSignature: "S2" },
  ]
  const usageMetadata = {
    promptTokenCount: 9,
    cachedContentTokenCount: 2,
    candidatesTokenCount: 5,
    thoughtsTokenCount: 3,
    totalTokenCount: 17,
  }
  const encoder = createAnswerEncoder({ model: "m", form: "sse" })
  const last = chunk([], { finishReason: "STOP", usageMetadata })
  const text = eventsOf([...parts.map((part) => chunk([part])), last])
    .map(encoder.push)
    .join("")
  const chunks = createSseReader()
    .push(new TextEncoder().encode(text))
    .map(({ data }) => JSON.parse(data))
  expect(chunks.flatMap((each) => each.candidates[0].content.parts)).toEqual(parts)
  expect(chunks.at(-1)).toMatchObject({ candidates: [{ finishReason: "STOP" }], usageMetadata })
})

test("G54 G73 a plain answer keeps its parts, its image and its counts", () => {
  const parts = [{ text: "see" }, { inlineData: { mimeType: "image/png", data: "aGk=" } }]
  const usageMetadata = { promptTokenCount: 9, candidatesTokenCount: 5, totalTokenCount: 14 }
  const answer = chunk(parts, { finishReason: "MAX_TOKENS", usageMetadata })
  const names = geminiNameMap(exchangeOf(request))
  expect(JSON.parse(encodeAnswer(decodeAnswer(JSON.stringify(answer), names), "m"))).toMatchObject({
    candidates: [{ content: { role: "model", parts }, finishReason: "MAX_TOKENS", index: 0 }],
    usageMetadata,
    modelVersion: "m",
  })
})

import { listOf, recordOf, textOf } from "../../../src/gateway/codecs/fields.ts"
import type { FakeAnswer, FakePart } from "./fake-answer.ts"
import { cut, defaultUsage } from "./fake-answer.ts"
import type { Asked, Delivery, Dialect, Fake, FakeOrder, FakeRequest } from "./fake-server.ts"
import { json, openFake } from "./fake-server.ts"

const defaultModels = ["gemini-2.5-pro", "gemini-2.5-flash", "gemini-3-flash-preview"]

/**
 * A fake Gemini API (also Vertex paths): generateContent, streamGenerateContent with and without `alt=sse`, countTokens,
 * embedContent, models. Its streams end their lines with CRLF, as the service is reported to do (G59).
 */
export function openFakeGemini(order: FakeOrder = {}): Promise<Fake> {
  return openFake(dialect, defaultModels, order)
}

const dialect: Dialect = {
  read,
  encode: (answer, asked) => deliverChunks(chunksOf(answer, asked.model), asked, answer),
  error: ({ status, message, headers, details, beforeMs }) =>
    json(status, errorBody(status, message, details ?? []), {
      ...(headers === undefined ? {} : { headers }),
      ...(beforeMs === undefined ? {} : { pace: { beforeMs } }),
    }),
  errorInside: ({ status, message, after }, asked) => {
    const before = (after ?? []).map((part) => ({
      candidates: [{ index: 0, content: { role: "model", parts: [partOf(part)] } }],
    }))
    return deliverChunks([...before, errorBody(status, message, [])], asked, {})
  },
  other,
}

function read(request: FakeRequest): Asked {
  const { pathname } = new URL(request.path, "http://fake")
  const [, model = "", operation = ""] = /\/models\/([^:/]+):(\w+)$/.exec(pathname) ?? []
  const body = recordOf(request.json)
  const contents = listOf(body.contents).map(recordOf)
  const parts = contents.flatMap((content) => listOf(content.parts).map(recordOf))
  const declared = listOf(body.tools).flatMap((tool) => listOf(recordOf(tool).functionDeclarations))
  return {
    operation: operationOf(operation, pathname),
    model,
    stream: operation === "streamGenerateContent",
    tools: declared.map((tool) => textOf(recordOf(tool).name) ?? ""),
    answered: contents.filter(({ role }) => role === "model").length,
    results: parts.flatMap(({ functionResponse }) =>
      functionResponse === undefined ? [] : [JSON.stringify(functionResponse)],
    ),
    request,
  }
}

function operationOf(operation: string, pathname: string): Asked["operation"] {
  if (operation === "generateContent" || operation === "streamGenerateContent") return "generate"
  if (operation === "countTokens") return "count"
  if (operation === "embedContent" || operation === "batchEmbedContents") return "embed"
  return /\/models(\/[^/:]+)?$/.test(pathname) ? "models" : "other"
}

function chunksOf(answer: FakeAnswer & { kind: "answer" }, model: string): readonly unknown[] {
  const usage = answer.usage ?? defaultUsage
  const parts = answer.parts.flatMap((part) => split(part, answer.textEvents ?? 4)).map(partOf)
  const finishReason = answer.stop === "length" ? "MAX_TOKENS" : answer.stop === "refused" ? "SAFETY" : "STOP"
  const usageMetadata = {
    promptTokenCount: usage.input,
    cachedContentTokenCount: usage.cached ?? 0,
    candidatesTokenCount: usage.output,
    thoughtsTokenCount: usage.thinking ?? 0,
    totalTokenCount: usage.input + usage.output + (usage.thinking ?? 0),
  }
  const told = { modelVersion: model, responseId: "fake-gemini-answer" }
  const open = parts.map((part) => ({
    candidates: [{ index: 0, content: { role: "model", parts: [part] } }],
    usageMetadata: { promptTokenCount: usage.input, totalTokenCount: usage.input },
    ...told,
  }))
  const last = open.pop()
  const content = last?.candidates[0]?.content ?? { role: "model", parts: [] }
  return [...open, { candidates: [{ index: 0, content, finishReason }], usageMetadata, ...told }]
}

function split(part: FakePart, events: number): readonly FakePart[] {
  if (part.kind !== "text" && part.kind !== "thinking") return [part]
  const pieces = cut(part.text, events)
  if (pieces.length === 0) return [part]
  const { signature, ...rest } = part
  return pieces.map((text, at) => ({
    ...rest,
    text,
    ...(signature !== undefined && at === pieces.length - 1 ? { signature } : {}),
  }))
}

function partOf(part: FakePart): unknown {
  switch (part.kind) {
    case "text":
      return { text: part.text, ...signed(part.signature) }
    case "thinking":
      return { text: part.text, thought: true, ...signed(part.signature) }
    case "call": {
      const id = part.id === null ? {} : { id: part.id }
      return { functionCall: { ...id, name: part.name, args: part.args }, ...signed(part.signature) }
    }
    case "image":
      return { inlineData: { mimeType: part.mimeType, data: part.base64 } }
    default:
      return part satisfies never
  }
}

function signed(signature: string | undefined): { readonly thoughtSignature?: string } {
  return signature === undefined ? {} : { thoughtSignature: signature }
}

/** Chunks as the path asks for them: one plain answer, SSE, or a JSON array that grows. */
function deliverChunks(chunks: readonly unknown[], asked: Asked, pace: Delivery["pace"]): Delivery {
  if (!asked.stream) return json(200, merged(chunks), { pace })
  if (new URL(asked.request.path, "http://fake").searchParams.get("alt") === "sse")
    return {
      status: 200,
      headers: { "content-type": "text/event-stream" },
      pieces: chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\r\n\r\n`),
      pace,
    }
  const pieces = chunks.map((chunk, at) => `${at === 0 ? "[" : ",\r\n"}${JSON.stringify(chunk)}`)
  const headers = { "content-type": "application/json; charset=utf-8" }
  return { status: 200, headers, pieces: [...pieces, "\n]"], pace }
}

/** One answer of many chunks: the parts of all, everything else from the last. */
function merged(chunks: readonly unknown[]): unknown {
  const last = recordOf(chunks.at(-1))
  if (last.error !== undefined) return last
  const parts = chunks.flatMap((chunk) => {
    const content = recordOf(recordOf(listOf(recordOf(chunk).candidates)[0]).content)
    return listOf(content.parts)
  })
  const candidate = recordOf(listOf(last.candidates)[0])
  return { ...last, candidates: [{ ...candidate, content: { role: "model", parts } }] }
}

function errorBody(code: number, message: string, details: readonly unknown[]): unknown {
  return { error: { code, message, status: statusNames[code] ?? "UNKNOWN", details } }
}

const statusNames: Readonly<Record<number, string>> = {
  400: "INVALID_ARGUMENT",
  401: "UNAUTHENTICATED",
  403: "PERMISSION_DENIED",
  404: "NOT_FOUND",
  429: "RESOURCE_EXHAUSTED",
  500: "INTERNAL",
  503: "UNAVAILABLE",
  504: "DEADLINE_EXCEEDED",
}

function other({ operation, request }: Asked, models: readonly string[]): Delivery {
  const { pathname } = new URL(request.path, "http://fake")
  switch (operation) {
    case "count":
      return json(200, { totalTokens: 1234, cachedContentTokenCount: 0 })
    case "embed": {
      const values = [0.25, -0.5, 1]
      const count = listOf(recordOf(request.json).requests).length
      const many = Array.from({ length: count }, () => ({ values }))
      return json(200, pathname.endsWith(":embedContent") ? { embedding: { values } } : { embeddings: many })
    }
    case "models": {
      const listed = models.map((name) => ({
        name: `models/${name}`,
        displayName: name,
        inputTokenLimit: 1_048_576,
        outputTokenLimit: 65_536,
        supportedGenerationMethods: ["generateContent", "countTokens"],
      }))
      const one = listed.find(({ name }) => pathname.endsWith(name))
      return json(200, one ?? { models: listed })
    }
    case "generate":
    case "other":
      return json(404, errorBody(404, `no such path: ${pathname}`, []))
    default:
      return operation satisfies never
  }
}

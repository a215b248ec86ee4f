import { listOf, recordOf, textOf } from "../../../src/gateway/codecs/fields.ts"
import type { FakeAnswer, FakePart, FakeUsage } from "./fake-answer.ts"
import { cut, defaultUsage } from "./fake-answer.ts"
import type { Asked, Delivery, Dialect, Fake, FakeOrder, FakeRequest } from "./fake-server.ts"
import { json, openFake } from "./fake-server.ts"

const defaultModels = ["claude-sonnet-5", "claude-opus-4-8", "claude-haiku-4-5"]

/** A fake Messages API (also Vertex paths of Claude): messages, streamed or plain, count_tokens, models. */
export function openFakeAnthropic(order: FakeOrder = {}): Promise<Fake> {
  return openFake(dialect, defaultModels, order)
}

const dialect: Dialect = {
  read,
  encode: (answer, asked) => (asked.stream ? streamed(answer, asked.model) : plain(answer, asked.model)),
  error: ({ status, message, headers, beforeMs }) =>
    json(status, errorBody(status, message), {
      ...(headers === undefined ? {} : { headers }),
      ...(beforeMs === undefined ? {} : { pace: { beforeMs } }),
    }),
  errorInside: ({ status, message, after }, asked) => {
    const begun = after === undefined ? [] : [startOf(asked.model, defaultUsage), ...blockEvents(after, 4)]
    return sse([...begun, errorBody(status, message)], {})
  },
  other,
}

function read(request: FakeRequest): Asked {
  const { pathname } = new URL(request.path, "http://fake")
  const body = recordOf(request.json)
  const messages = listOf(body.messages).map(recordOf)
  const blocks = messages.flatMap(({ content }) => listOf(content).map(recordOf))
  const vertexModel = /\/models\/([^:/]+):/.exec(pathname)?.[1]
  return {
    operation: operationOf(request, pathname),
    model: textOf(body.model) ?? vertexModel ?? "",
    stream: body.stream === true,
    tools: listOf(body.tools).map((tool) => textOf(recordOf(tool).name) ?? ""),
    answered: messages.filter(({ role }) => role === "assistant").length,
    results: blocks
      .filter(({ type }) => type === "tool_result")
      .map(({ content }) => (typeof content === "string" ? content : JSON.stringify(content))),
    request,
  }
}

function operationOf({ method }: FakeRequest, pathname: string): Asked["operation"] {
  if (/\/messages\/count_tokens$|count-tokens:rawPredict$/.test(pathname)) return "count"
  if (method === "POST" && /\/messages$|:(streamRawPredict|rawPredict)$/.test(pathname)) return "generate"
  return /\/models(\/[^/]+)?$/.test(pathname) ? "models" : "other"
}

function plain(answer: FakeAnswer & { kind: "answer" }, model: string): Delivery {
  const usage = answer.usage ?? defaultUsage
  const message = {
    id: "msg_fake_1",
    type: "message",
    role: "assistant",
    model,
    content: answer.parts.map(blockOf),
    stop_reason: stopOf(answer),
    stop_sequence: null,
    usage: { ...inputUsage(usage), output_tokens: usage.output + (usage.thinking ?? 0) },
  }
  return json(200, message, { headers: { "request-id": "req_fake_1" }, pace: answer })
}

function streamed(answer: FakeAnswer & { kind: "answer" }, model: string): Delivery {
  const usage = answer.usage ?? defaultUsage
  const end = {
    type: "message_delta",
    delta: { stop_reason: stopOf(answer), stop_sequence: null },
    usage: { output_tokens: usage.output + (usage.thinking ?? 0) },
  }
  const blocks = blockEvents(answer.parts, answer.textEvents ?? 4)
  return sse([startOf(model, usage), ...blocks, end, { type: "message_stop" }], answer)
}

function sse(events: readonly unknown[], pace: Delivery["pace"]): Delivery {
  return {
    status: 200,
    headers: { "content-type": "text/event-stream; charset=utf-8", "request-id": "req_fake_1" },
    pieces: events.map(
      (event) => `event: ${textOf(recordOf(event).type) ?? ""}\ndata: ${JSON.stringify(event)}\n\n`,
    ),
    pace,
  }
}

function startOf(model: string, usage: FakeUsage): unknown {
  const head = { id: "msg_fake_1", type: "message", role: "assistant", model, content: [] }
  const open = { stop_reason: null, stop_sequence: null, usage: { ...inputUsage(usage), output_tokens: 1 } }
  return { type: "message_start", message: { ...head, ...open } }
}

function inputUsage({ input, cached = 0 }: FakeUsage): Readonly<Record<string, number>> {
  return {
    input_tokens: input - cached,
    cache_read_input_tokens: cached,
    cache_creation_input_tokens: 0,
  }
}

function stopOf({ stop, parts }: FakeAnswer & { kind: "answer" }): string {
  if (stop === "length") return "max_tokens"
  if (stop === "refused") return "refusal"
  return parts.some(({ kind }) => kind === "call") ? "tool_use" : "end_turn"
}

function blockOf(part: FakePart): unknown {
  switch (part.kind) {
    case "text":
      return { type: "text", text: part.text }
    case "thinking":
      return { type: "thinking", thinking: part.text, signature: part.signature ?? "" }
    case "call":
      return { type: "tool_use", id: part.id ?? "toolu_fake_1", name: part.name, input: part.args }
    case "image":
      return {
        type: "image",
        source: { type: "base64", media_type: part.mimeType, data: part.base64 },
      }
    default:
      return part satisfies never
  }
}

function blockEvents(parts: readonly FakePart[], events: number): readonly unknown[] {
  return parts.flatMap((part, index) => [
    { type: "content_block_start", index, content_block: emptied(part) },
    ...deltasOf(part, events).map((delta) => ({ type: "content_block_delta", index, delta })),
    { type: "content_block_stop", index },
  ])
}

function emptied(part: FakePart): unknown {
  if (part.kind === "text") return { type: "text", text: "" }
  if (part.kind === "thinking") return { type: "thinking", thinking: "", signature: "" }
  return { ...recordOf(blockOf(part)), ...(part.kind === "call" ? { input: {} } : {}) }
}

function deltasOf(part: FakePart, events: number): readonly unknown[] {
  switch (part.kind) {
    case "text":
      return cut(part.text, events).map((text) => ({ type: "text_delta", text }))
    case "thinking":
      return [
        ...cut(part.text, events).map((thinking) => ({ type: "thinking_delta", thinking })),
        { type: "signature_delta", signature: part.signature ?? "" },
      ]
    case "call":
      return cut(JSON.stringify(part.args), events).map((partial_json) => ({
        type: "input_json_delta",
        partial_json,
      }))
    case "image":
      return []
    default:
      return part satisfies never
  }
}

function errorBody(status: number, message: string): unknown {
  const error = { type: errorTypes[status] ?? "api_error", message }
  return { type: "error", error, request_id: "req_fake_1" }
}

const errorTypes: Readonly<Record<number, string>> = {
  400: "invalid_request_error",
  401: "authentication_error",
  402: "billing_error",
  403: "permission_error",
  404: "not_found_error",
  413: "request_too_large",
  429: "rate_limit_error",
  504: "timeout_error",
  529: "overloaded_error",
}

function other({ operation, request }: Asked, models: readonly string[]): Delivery {
  const { pathname } = new URL(request.path, "http://fake")
  switch (operation) {
    case "count":
      return json(200, { input_tokens: 1234 })
    case "models": {
      const data = models.map((id) => ({
        type: "model",
        id,
        display_name: id,
        created_at: "2026-01-01T00:00:00Z",
      }))
      const one = data.find(({ id }) => pathname.endsWith(`/${id}`))
      const [first_id, last_id] = [models[0] ?? null, models.at(-1) ?? null]
      return json(200, one ?? { data, has_more: false, first_id, last_id })
    }
    case "generate":
    case "embed":
    case "other":
      return request.method === "HEAD"
        ? { status: 200, headers: {}, pieces: [], pace: {} }
        : json(404, errorBody(404, `no such path: ${pathname}`))
    default:
      return operation satisfies never
  }
}

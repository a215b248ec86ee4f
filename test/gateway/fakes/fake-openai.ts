import { listOf, recordOf, textOf } from "../../../src/gateway/codecs/fields.ts"
import type { FakeAnswer } from "./fake-answer.ts"
import type { Asked, Delivery, Dialect, Fake, FakeOrder, FakeRequest } from "./fake-server.ts"
import { json, openFake } from "./fake-server.ts"
import { chatChunks, chatCompletion } from "./openai-chat-wire.ts"
import { responseEvents, responseObject } from "./openai-responses-wire.ts"

const defaultModels = ["gpt-5.5", "gpt-5.4"]

/** A fake OpenAI, or a server like it: chat completions and responses, streamed or plain, embeddings, models. */
export function openFakeOpenai(order: FakeOrder = {}): Promise<Fake> {
  return openFake(dialect, defaultModels, order)
}

const dialect: Dialect = {
  read,
  encode,
  error: ({ status, message, headers, beforeMs }) =>
    json(status, errorBody(status, message), {
      ...(headers === undefined ? {} : { headers }),
      ...(beforeMs === undefined ? {} : { pace: { beforeMs } }),
    }),
  errorInside: ({ status, message, after }, asked) => {
    const begun: FakeAnswer & { kind: "answer" } = { kind: "answer", parts: after ?? [] }
    if (!isResponses(asked)) {
      // The role, then the text; finish, usage and [DONE] never come.
      const before = after === undefined ? [] : chatChunks(begun, asked.model, "without usage").slice(0, -1)
      return chatStream([...before, errorBody(status, message)], {}, "")
    }
    const [created, ...rest] = responseEvents(begun, asked.model)
    const error = { code: "server_error", message }
    const failed = {
      type: "response.failed",
      sequence_number: 999,
      response: { id: "resp_fake_1", object: "response", status: "failed", error, output: [] },
    }
    return namedStream([created, ...(after === undefined ? [] : rest.slice(0, -1)), failed], {})
  },
  other,
}

function read(request: FakeRequest): Asked {
  const { pathname } = new URL(request.path, "http://fake")
  const body = recordOf(request.json)
  const items = [...listOf(body.messages), ...listOf(body.input)].map(recordOf)
  const results = items.filter(
    ({ role, type }) => role === "tool" || /_call_output$/.test(textOf(type) ?? ""),
  )
  return {
    operation: operationOf(request, pathname),
    model: textOf(body.model) ?? "",
    stream: body.stream === true,
    tools: listOf(body.tools).map((tool) => {
      const fields = recordOf(tool)
      return textOf(recordOf(fields.function).name) ?? textOf(fields.name) ?? textOf(fields.type) ?? ""
    }),
    answered: items.filter(({ role, type }) => role === "assistant" || /_call$/.test(textOf(type) ?? ""))
      .length,
    results: results.map(({ content, output }) => {
      const told = content ?? output
      return typeof told === "string" ? told : JSON.stringify(told)
    }),
    request,
  }
}

function operationOf({ method }: FakeRequest, pathname: string): Asked["operation"] {
  if (method === "POST" && /\/(chat\/completions|responses)$/.test(pathname)) return "generate"
  if (pathname.endsWith("/embeddings")) return "embed"
  return /\/models(\/[^/]+)?$/.test(pathname) ? "models" : "other"
}

function isResponses({ request }: Asked): boolean {
  return new URL(request.path, "http://fake").pathname.endsWith("/responses")
}

function encode(answer: FakeAnswer & { kind: "answer" }, asked: Asked): Delivery {
  if (isResponses(asked))
    return asked.stream
      ? namedStream(responseEvents(answer, asked.model), answer)
      : json(200, responseObject(answer, asked.model), { pace: answer })
  if (!asked.stream) return json(200, chatCompletion(answer, asked.model), { pace: answer })
  const options = recordOf(recordOf(asked.request.json).stream_options)
  const usage = options.include_usage === true ? "with usage" : "without usage"
  return chatStream(chatChunks(answer, asked.model, usage), answer, "data: [DONE]\n\n")
}

function chatStream(chunks: readonly unknown[], pace: Delivery["pace"], end: string): Delivery {
  const pieces = chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`)
  return {
    status: 200,
    headers: { "content-type": "text/event-stream; charset=utf-8" },
    pieces: end === "" ? pieces : [...pieces, end],
    pace,
  }
}

function namedStream(events: readonly unknown[], pace: Delivery["pace"]): Delivery {
  return {
    status: 200,
    headers: { "content-type": "text/event-stream; charset=utf-8" },
    pieces: events.map(
      (event) => `event: ${textOf(recordOf(event).type) ?? ""}\ndata: ${JSON.stringify(event)}\n\n`,
    ),
    pace,
  }
}

function errorBody(status: number, message: string): unknown {
  const [type, code] = errorTypes[status] ?? ["server_error", null]
  return { error: { message, type, param: null, code } }
}

const errorTypes: Readonly<Record<number, readonly [string, string | null]>> = {
  400: ["invalid_request_error", null],
  401: ["invalid_request_error", "invalid_api_key"],
  404: ["invalid_request_error", "model_not_found"],
  429: ["requests", "rate_limit_exceeded"],
}

function other({ operation, request }: Asked, models: readonly string[]): Delivery {
  const { pathname } = new URL(request.path, "http://fake")
  switch (operation) {
    case "embed": {
      const input = recordOf(request.json).input
      const count = Array.isArray(input) ? input.length : 1
      const data = Array.from({ length: count }, (_, index) => ({
        object: "embedding",
        index,
        embedding: [0.25, -0.5, 1],
      }))
      const usage = { prompt_tokens: 8, total_tokens: 8 }
      return json(200, { object: "list", data, model: recordOf(request.json).model, usage })
    }
    case "models": {
      const data = models.map((id) => ({ id, object: "model", created: 1_767_225_600, owned_by: "fake" }))
      const one = data.find(({ id }) => pathname.endsWith(`/${id}`))
      return json(200, one ?? { object: "list", data })
    }
    case "generate":
    case "count":
    case "other":
      return json(404, errorBody(404, `no such path: ${pathname}`))
    default:
      return operation satisfies never
  }
}

import type { Format } from "../../../src/gateway/config/config.ts"
import { createSseReader } from "../../../src/gateway/sse/read.ts"
import { type Answer, ask, type PostOrder, type TestGateway } from "./test-gateway.ts"

const anyJson = (text: string) => JSON.parse(text)
type Any = ReturnType<typeof anyJson>

/** One client format as a test speaks it. */
export type ClientFormat = {
  readonly format: Format
  readonly letter: "C" | "R" | "A" | "G"
  path(model: string, mode: Mode): string
  readonly headers: Readonly<Record<string, string>>
  body(model: string, text: string, mode: Mode): Readonly<Record<string, unknown>>
  /** The visible text of a plain answer, and of a stream. */
  plainText(json: Any): string
  streamText(events: readonly Any[]): string
  /** Names of the tools that a stream or answer calls, with their arguments. */
  plainCalls(json: Any): readonly (readonly [name: string, args: unknown])[]
  /** The error's message in the envelope of this format. */
  errorMessage(json: Any): unknown
}

export type Mode = "plain" | "stream"

export const clientFormats: readonly ClientFormat[] = [
  {
    format: "openai-chat",
    letter: "C",
    path: () => "/v1/chat/completions",
    headers: {},
    body: (model, text, mode) => ({
      model,
      messages: [{ role: "user", content: text }],
      ...(mode === "stream" ? { stream: true, stream_options: { include_usage: true } } : {}),
    }),
    plainText: (json) => json.choices[0].message.content,
    streamText: (events) => events.map((event) => event.choices?.[0]?.delta?.content ?? "").join(""),
    plainCalls: (json) =>
      (json.choices[0].message.tool_calls ?? []).map((call: Any) => [
        call.function.name,
        anyJson(call.function.arguments),
      ]),
    errorMessage: (json) => json.error.message,
  },
  {
    format: "openai-responses",
    letter: "R",
    path: () => "/v1/responses",
    headers: {},
    body: (model, text, mode) => ({ model, input: text, store: false, stream: mode === "stream" }),
    plainText: (json) =>
      json.output
        .filter((item: Any) => item.type === "message")
        .flatMap((item: Any) => item.content.map((part: Any) => part.text))
        .join(""),
    streamText: (events) =>
      events
        .filter((event) => event.type === "response.output_text.delta")
        .map((event) => event.delta)
        .join(""),
    plainCalls: (json) =>
      json.output
        .filter((item: Any) => item.type === "function_call")
        .map((item: Any) => [item.name, anyJson(item.arguments)]),
    errorMessage: (json) => json.error.message,
  },
  {
    format: "anthropic",
    letter: "A",
    path: () => "/v1/messages",
    headers: { "anthropic-version": "2023-06-01" },
    body: (model, text, mode) => ({
      model,
      max_tokens: 4096,
      messages: [{ role: "user", content: text }],
      ...(mode === "stream" ? { stream: true } : {}),
    }),
    plainText: (json) =>
      json.content
        .filter((block: Any) => block.type === "text")
        .map((block: Any) => block.text)
        .join(""),
    streamText: (events) =>
      events.map((event) => (event.delta?.type === "text_delta" ? event.delta.text : "")).join(""),
    plainCalls: (json) =>
      json.content
        .filter((block: Any) => block.type === "tool_use")
        .map((block: Any) => [block.name, block.input]),
    errorMessage: (json) => json.error.message,
  },
  {
    format: "gemini",
    letter: "G",
    path: (model, mode) =>
      mode === "stream"
        ? `/v1beta/models/${model}:streamGenerateContent?alt=sse`
        : `/v1beta/models/${model}:generateContent`,
    headers: {},
    body: (_model, text) => ({ contents: [{ role: "user", parts: [{ text }] }] }),
    plainText: (json) => partsOf(json).join(""),
    streamText: (events) => events.flatMap(partsOf).join(""),
    plainCalls: (json) =>
      (json.candidates[0].content.parts ?? [])
        .filter((part: Any) => part.functionCall !== undefined)
        .map((part: Any) => [part.functionCall.name, part.functionCall.args]),
    errorMessage: (json) => json.error.message,
  },
]

export function formatOf(letter: ClientFormat["letter"]): ClientFormat {
  const found = clientFormats.find((one) => one.letter === letter)
  if (found === undefined) throw new Error(`no format ${letter}`)
  return found
}

/** Asks for one text in a format. */
export function converse(
  gateway: TestGateway,
  client: ClientFormat,
  model: string,
  mode: Mode,
  more: Omit<PostOrder, "body"> & { readonly body?: Readonly<Record<string, unknown>> } = {},
): Promise<Answer> {
  const { body, ...rest } = more
  return ask(gateway, client.path(model, mode), {
    ...rest,
    body: { ...client.body(model, "Say hello.", mode), ...body },
    headers: { ...client.headers, ...more.headers },
  })
}

/** The events of a stream, decoded; `[DONE]` stays a text. */
export function eventsIn(answer: Answer): readonly Any[] {
  const reader = createSseReader()
  const read = [...reader.push(Buffer.from(answer.text)), ...reader.end()]
  return read.map(({ data }) => (data === "[DONE]" ? data : anyJson(data)))
}

function partsOf(json: Any): readonly string[] {
  return (json.candidates?.[0]?.content?.parts ?? [])
    .filter((part: Any) => part.thought !== true && typeof part.text === "string")
    .map((part: Any) => part.text)
}

import { once } from "node:events"
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http"
import { createServer } from "node:http"
import { setTimeout as wait } from "node:timers/promises"
import type { FakeAnswer, Pace } from "./fake-answer.ts"
import { says } from "./fake-answer.ts"

/** One request as it came in, byte for byte. */
export type FakeRequest = {
  readonly at: number
  readonly method: string
  /** With the query. */
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly rawHeaders: readonly string[]
  readonly bytes: Buffer
  /** Null where the body is no JSON. */
  readonly json: unknown
  /** When the answer was over: sent whole, or left by the other side. Null = still open. */
  closedAt: number | null
  /** Whether the other side went away before the answer was whole. */
  aborted: boolean
}

/** What a request asks for, in the terms of no vendor. */
export type Asked = {
  readonly operation: "generate" | "count" | "models" | "embed" | "other"
  readonly model: string
  readonly stream: boolean
  readonly tools: readonly string[]
  /** Answers of the model in the history. */
  readonly answered: number
  /** What tools answered, oldest first, each as text. */
  readonly results: readonly string[]
  readonly request: FakeRequest
}

/** The bytes of one answer. */
export type Delivery = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly pieces: readonly (string | Buffer)[]
  readonly pace: Pace
}

/** One vendor's format. */
export type Dialect = {
  readonly read: (request: FakeRequest) => Asked
  readonly encode: (answer: FakeAnswer & { kind: "answer" }, asked: Asked) => Delivery
  readonly error: (answer: FakeAnswer & { kind: "error" }, asked: Asked) => Delivery
  readonly errorInside: (answer: FakeAnswer & { kind: "error-inside" }, asked: Asked) => Delivery
  /** Everything that is no generation. */
  readonly other: (asked: Asked, models: readonly string[]) => Delivery
}

export type FakeOrder = {
  /** Answers a generation that no scripted answer is left for; default: the text "ok". */
  readonly answer?: (asked: Asked) => FakeAnswer
  readonly models?: readonly string[]
  /** Keys that are let in; default: any. */
  readonly keys?: readonly string[]
}

export type Fake = {
  /** `http://127.0.0.1:PORT`, without a slash at its end. */
  readonly url: string
  /** Every request, oldest first. */
  readonly requests: readonly FakeRequest[]
  /** Generations alone, as the fake understood them. */
  readonly asked: readonly Asked[]
  /** These are what the next generations get, one each, in this order. */
  script(...answers: readonly FakeAnswer[]): void
  /** Connections that are open now. */
  connections(): Promise<number>
  /** Forgets what was recorded and scripted. */
  reset(): void
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** A model server of one dialect on the loopback interface and a port of the system's choice. */
export async function openFake(
  dialect: Dialect,
  defaults: readonly string[],
  order: FakeOrder,
): Promise<Fake> {
  const requests: FakeRequest[] = []
  const asked: Asked[] = []
  let scripted: FakeAnswer[] = []
  const answerTo = (question: Asked): Delivery => {
    if (order.keys !== undefined && !holdsKey(question.request, order.keys))
      return dialect.error({ kind: "error", status: 401, message: "API key not valid." }, question)
    if (question.operation !== "generate") return dialect.other(question, order.models ?? defaults)
    asked.push(question)
    const answer = scripted.shift() ?? order.answer?.(question) ?? says("ok")
    switch (answer.kind) {
      case "answer":
        return dialect.encode(answer, question)
      case "error":
        return dialect.error(answer, question)
      case "error-inside":
        return dialect.errorInside(answer, question)
      case "raw":
        return { status: answer.status, headers: answer.headers, pieces: answer.pieces, pace: answer }
      default:
        return answer satisfies never
    }
  }
  const server = createServer((incoming, response) => {
    serve(incoming, response).catch((cause: unknown) => {
      if (!response.headersSent) response.writeHead(500)
      response.end(String(cause))
    })
  })
  const serve = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const request = await record(incoming)
    requests.push(request)
    response.once("close", () => {
      request.closedAt = Date.now()
      request.aborted = !response.writableFinished
    })
    await deliver(response, answerTo(dialect.read(request)))
  }
  server.keepAliveTimeout = 60_000
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = server.address()
  if (address === null || typeof address === "string") throw new Error("the fake has no port")
  const close = async (): Promise<void> => {
    const closed = once(server, "close")
    server.close()
    server.closeAllConnections()
    await closed
  }
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    asked,
    script: (...answers) => {
      scripted.push(...answers)
    },
    connections: () =>
      new Promise((resolve, reject) => {
        server.getConnections((cause, count) => (cause === null ? resolve(count) : reject(cause)))
      }),
    reset: () => {
      requests.length = 0
      asked.length = 0
      scripted = []
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** A plain answer of JSON. */
export function json(
  status: number,
  value: unknown,
  more: { readonly headers?: Readonly<Record<string, string>>; readonly pace?: Pace } = {},
): Delivery {
  return {
    status,
    headers: { "content-type": "application/json; charset=utf-8", ...more.headers },
    pieces: [JSON.stringify(value)],
    pace: more.pace ?? {},
  }
}

async function record(incoming: IncomingMessage): Promise<FakeRequest> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk))
  const bytes = Buffer.concat(chunks)
  return {
    at: Date.now(),
    method: incoming.method ?? "GET",
    path: incoming.url ?? "/",
    headers: incoming.headers,
    rawHeaders: incoming.rawHeaders,
    bytes,
    json: parsed(bytes),
    closedAt: null,
    aborted: false,
  }
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"))
  } catch {
    return null
  }
}

async function deliver(response: ServerResponse, { status, headers, pieces, pace }: Delivery): Promise<void> {
  if (pace.beforeMs !== undefined) await wait(pace.beforeMs)
  response.writeHead(status, headers)
  const gone = new Promise((resolve) => response.once("close", resolve))
  for (const [at, piece] of pieces.entries()) {
    if (response.destroyed) return
    if (pace.stopAfter?.events === at) return stop(response, pace.stopAfter.how)
    if (at > 0 && pace.pauseMs !== undefined) await wait(pace.pauseMs)
    if (!response.write(piece)) await Promise.race([drained(response), gone])
  }
  response.end()
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => response.once("drain", resolve))
}

async function stop(response: ServerResponse, how: "reset" | "silence" | "end"): Promise<void> {
  switch (how) {
    case "reset": {
      // What was written must be out first, or the reset throws it away too.
      await wait(20)
      response.socket?.resetAndDestroy()
      return
    }
    case "silence":
      response.flushHeaders()
      await once(response, "close")
      return
    case "end":
      response.end()
      return
    default:
      how satisfies never
  }
}

function holdsKey({ headers, path }: FakeRequest, keys: readonly string[]): boolean {
  const query = new URL(path, "http://fake").searchParams.get("key")
  const bearer = headers.authorization?.replace(/^Bearer /, "")
  const found = [headers["x-api-key"], headers["x-goog-api-key"], bearer, query]
  return found.some((value) => typeof value === "string" && keys.includes(value))
}

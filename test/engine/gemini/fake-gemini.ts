import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import { type FakeCaches, fakeCaches } from "./fake-caches.ts"
import { type FakeFiles, fakeFiles } from "./fake-files.ts"

/** What the fake answers one model call with. */
export type Scripted =
  /** Parts of the answer; `chunks` cuts the stream into so many pieces. */
  | {
      readonly kind: "answer"
      readonly parts: readonly object[]
      readonly finish?: string
      readonly usage?: object
      readonly chunks?: number
    }
  | { readonly kind: "error"; readonly status: number; readonly body: object }
  /** The stream breaks off after its first piece. */
  | { readonly kind: "cut"; readonly text: string }
  | { readonly kind: "blocked"; readonly reason: string }
  | { readonly kind: "reset" }

export type Received = {
  readonly path: string
  readonly key: string | null
  readonly body: Readonly<Record<string, unknown>>
}

export type FakeGemini = {
  readonly url: string
  /** Every model call that arrived. */
  readonly received: Received[]
  /** What was uploaded. */
  readonly files: FakeFiles
  /** What was put into the cache. */
  readonly caches: FakeCaches
  /** What `countTokens` answers; null = it fails. */
  count(tokens: number | null): void
  /** Calls that were answered to their end: what a real service would have charged. */
  paid(): number
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * A Gemini API on loopback. `next` decides what a call is answered with, by what it holds; it is asked once per call.
 */
export async function fakeGemini(next: (call: Received, number: number) => Scripted): Promise<FakeGemini> {
  const received: Received[] = []
  let paid = 0
  let tokens: number | null = null
  const files = fakeFiles()
  const caches = fakeCaches()
  const server = createServer((request, response) => {
    void answer(request, response).catch(() => response.destroy())
  })
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    if (files.answer(request, Buffer.concat(chunks), response)) return
    const text = Buffer.concat(chunks).toString("utf8")
    const key = request.headers["x-goog-api-key"]
    const call = {
      path: request.url ?? "",
      key: typeof key === "string" ? key : null,
      body: JSON.parse(text || "{}"),
    }
    if (caches.answer(request, call.body, response)) return
    if (call.path.endsWith(":countTokens")) {
      response.writeHead(tokens === null ? 500 : 200, { "content-type": "application/json" })
      response.end(JSON.stringify(tokens === null ? { error: { code: 500 } } : { totalTokens: tokens }))
      return
    }
    received.push(call)
    const wrong = caches.wrongIn(call.body)
    if (wrong !== null) {
      response.writeHead(wrong.status, { "content-type": "application/json" })
      response.end(JSON.stringify({ error: { code: wrong.status, message: wrong.message } }))
      return
    }
    const missing = files.missingIn(text)
    if (missing !== null) {
      response.writeHead(403, { "content-type": "application/json" })
      response.end(JSON.stringify({ error: { code: 403, message: `You do not have access to ${missing}` } }))
      return
    }
    const play = next(call, received.length)
    if (play.kind === "reset") {
      request.socket.destroy()
      return
    }
    if (play.kind === "error") {
      response.writeHead(play.status, { "content-type": "application/json" })
      response.end(JSON.stringify(play.body))
      return
    }
    response.writeHead(200, { "content-type": "text/event-stream" })
    if (play.kind === "blocked") {
      response.end(event({ promptFeedback: { blockReason: play.reason } }))
      return
    }
    if (play.kind === "cut") {
      response.write(event({ candidates: [{ content: { role: "model", parts: [{ text: play.text }] } }] }))
      await new Promise((resolve) => setTimeout(resolve, 20))
      response.destroy()
      return
    }
    const pieces = piecesOf(play.parts, play.chunks ?? 1)
    for (const [at, parts] of pieces.entries()) {
      const last = at === pieces.length - 1
      const finishReason = play.finish ?? "STOP"
      const usage = play.usage ?? { promptTokenCount: 1000, candidatesTokenCount: 50, totalTokenCount: 1050 }
      response.write(
        event({
          candidates: [{ content: { role: "model", parts }, ...(last ? { finishReason } : {}) }],
          ...(last ? { usageMetadata: usage } : {}),
        }),
      )
    }
    response.end(() => {
      paid += 1
    })
  }
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  const port = typeof address === "object" && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    files,
    caches,
    count: (told) => {
      tokens = told
    },
    paid: () => paid,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function event(body: object): string {
  return `data: ${JSON.stringify(body)}\r\n\r\n`
}

/** Text is cut within its parts, other parts stay whole. */
function piecesOf(parts: readonly object[], chunks: number): (readonly object[])[] {
  if (chunks <= 1) return [parts]
  return parts.flatMap((part) => {
    if (!("text" in part) || typeof part.text !== "string" || "thoughtSignature" in part) return [[part]]
    const size = Math.max(1, Math.ceil(part.text.length / chunks))
    const pieces: object[][] = []
    for (let at = 0; at < part.text.length; at += size)
      pieces.push([{ ...part, text: part.text.slice(at, at + size) }])
    return pieces
  })
}

/** A function call as the API sends it. */
export function call(name: string, args: object, more: object = {}): object {
  return { functionCall: { name, args }, ...more }
}

export function says(text: string): Scripted {
  return { kind: "answer", parts: [{ text }] }
}

import type { IncomingMessage, ServerResponse } from "node:http"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { parseJson } from "./json.ts"
import type { Chosen } from "./turn-script.ts"

const maxBodyBytes = 32 * 1024 * 1024
const maxRequests = 60

/** One request as the host sent it. `main` = it carries the conversation the script drives, not a side question. */
export type RecordedRequest = {
  readonly at: number
  readonly method: string
  readonly path: string
  readonly body: unknown
  readonly main: boolean
  readonly chosen: Chosen | null
}

export type Answer = {
  readonly main: boolean
  readonly chosen: Chosen | null
  /** Null = keep the connection open without a word, until the host or the fake ends it. */
  readonly reply: { readonly contentType: string; readonly text: string } | null
}

export type FakeModel = {
  readonly url: string
  readonly requests: readonly RecordedRequest[]
  close(): Promise<void>
}

/**
 * A model server on the loopback interface and a port of the system's choice. Bounded in requests and body size, so a
 * host that loops is refused after `maxRequests` (400, which hosts do not retry) instead of running for ever.
 */
export async function startFakeModel(
  answer: (request: { readonly method: string; readonly path: string; readonly body: unknown }) => Answer,
): Promise<FakeModel> {
  const requests: RecordedRequest[] = []
  const server = createServer((request, response) => {
    respond(request, response, answer, requests).catch((cause: unknown) => {
      if (!response.headersSent) response.writeHead(500)
      response.end(String(cause))
    })
  })
  const listening = Promise.withResolvers<void>()
  server.once("error", listening.reject)
  server.listen(0, "127.0.0.1", () => listening.resolve())
  await listening.promise
  return {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    requests,
    close: () => {
      const closed = Promise.withResolvers<void>()
      server.close(() => closed.resolve())
      server.closeAllConnections()
      return closed.promise
    },
  }
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Parameters<typeof startFakeModel>[0],
  requests: RecordedRequest[],
): Promise<void> {
  const method = request.method ?? "GET"
  const path = request.url ?? "/"
  const body = parseJson(await readBody(request))
  if (requests.length >= maxRequests) {
    response.writeHead(400).end("too many requests")
    return
  }
  const { main, chosen, reply } = answer({ method, path, body })
  requests.push({ at: Date.now(), method, path, body, main, chosen })
  if (reply === null) return
  response.writeHead(200, { "content-type": reply.contentType }).end(reply.text)
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request) {
    const part = Buffer.from(chunk)
    bytes += part.length
    if (bytes > maxBodyBytes) throw new Error("request body too large")
    chunks.push(part)
  }
  return Buffer.concat(chunks).toString("utf8")
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === "string") throw new Error("the fake model has no port")
  return address.port
}

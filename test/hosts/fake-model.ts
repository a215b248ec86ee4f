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

type Question = {
  readonly method: string
  readonly path: string
  readonly body: unknown
  /** How many earlier questions were left without an answer on purpose. */
  readonly stalls: number
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
export async function startFakeModel(answer: (question: Question) => Answer): Promise<FakeModel> {
  const requests: RecordedRequest[] = []
  const server = createServer((request, response) => {
    respond(request, response, answer, requests).catch((cause: unknown) => {
      if (!response.headersSent) response.writeHead(500)
      response.end(String(cause))
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject)
    server.listen(0, "127.0.0.1", resolve)
  })
  return {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    requests,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Whether a request was left without an answer, as the script asked. */
export function isStalled({ chosen }: RecordedRequest): boolean {
  return chosen?.kind === "step" && chosen.step.kind === "stall"
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  answer: (question: Question) => Answer,
  requests: RecordedRequest[],
): Promise<void> {
  const method = request.method ?? "GET"
  const path = request.url ?? "/"
  const body = parseJson(await readBody(request))
  if (requests.length >= maxRequests) {
    response.writeHead(400).end("too many requests")
    return
  }
  const stalls = requests.filter(isStalled).length
  const { main, chosen, reply } = answer({ method, path, body, stalls })
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

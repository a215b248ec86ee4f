import type { IncomingMessage, ServerResponse } from "node:http"
import { metricsType } from "../traffic/metrics-text.ts"
import { modelAnswer, modelListAnswer } from "../upstream/model-answer.ts"
import type { AdminHandler } from "./admin-handler.ts"
import { admitKey } from "./admit-key.ts"
import { replyError } from "./error-reply.ts"
import type { InFlight } from "./in-flight.ts"
import { isLoopback } from "./listen.ts"
import { nothingHere, ownFault, unknownModel, wrongMethod } from "./refusals.ts"
import { reply } from "./reply.ts"
import { createRequestIds } from "./request-id.ts"
import { envelopeOf, type Route, routeOf } from "./route.ts"
import { type ServeParts, serveModelCall } from "./serve-model-call.ts"
import type { Visit } from "./visit.ts"

export type HandlerOrder = {
  readonly parts: ServeParts
  readonly admin: AdminHandler | null
  readonly inFlight: InFlight
}

/** Answers every request of the server; whatever goes wrong is told in the caller's envelope. */
export function createHandler(
  order: HandlerOrder,
): (request: IncomingMessage, response: ServerResponse) => void {
  const nextId = createRequestIds()
  return (request, response) => {
    const [path, query] = split(request.url ?? "/")
    // A client that goes away in the middle of a write is no fault of ours.
    response.on("error", () => {})
    const visit: Visit = {
      request,
      response,
      path,
      query,
      requestId: nextId(),
    }
    handle(order, visit).catch((thrown: unknown) => {
      const message = thrown instanceof Error ? thrown.message : String(thrown)
      order.parts.onTrouble(`A request failed: ${message}`)
      // An answer that went out whole stays whole.
      if (response.writableEnded) return
      if (response.headersSent) response.destroy()
      else {
        const format = envelopeOf(routeOf({ method: request.method ?? "", path, headers: request.headers }))
        replyError(response, format, ownFault, visit)
      }
    })
  }
}

async function handle(order: HandlerOrder, visit: Visit): Promise<void> {
  const { request, path } = visit
  if (order.admin?.handles(path) === true) return order.admin.handle(request, visit.response)
  const { method = "", headers } = request
  const route = routeOf({ method, path, headers })
  switch (route.kind) {
    case "root":
      return reply(visit, { status: 200, type: "text/plain; charset=utf-8", body: "For Loop gateway\n" })
    case "health":
      return health(order, visit)
    case "metrics":
      return metrics(order, visit)
    case "models":
      return models(order, visit, route)
    case "unknown":
      return replyError(visit.response, route.format, nothingHere, visit)
    case "wrong-method": {
      const more = { requestId: visit.requestId, headers: { allow: route.allowed } }
      return replyError(visit.response, route.format, wrongMethod(route.allowed), more)
    }
    case "call":
    case "count":
    case "embed":
      return serveModelCall(order.parts, order.inFlight, visit, route)
    default:
      return route satisfies never
  }
}

function health({ inFlight }: HandlerOrder, visit: Visit): void {
  const draining = inFlight.isDraining()
  const body = JSON.stringify({ status: draining ? "stopping" : "ok" })
  reply(visit, { status: draining ? 503 : 200, type: "application/json", body })
}

/** For programs of this machine, or with a client's key; a page of another site gets neither name nor key right. */
function metrics({ parts }: HandlerOrder, visit: Visit): void {
  const { request } = visit
  const host = (request.headers.host ?? "").replace(/:\d+$/, "")
  const local = isLoopback(host) && isLocalPeer(request) && request.headers.origin === undefined
  const admitted = local ? null : admitKey(parts.keys, request.headers, visit.query)
  if (admitted?.kind === "refused") {
    replyError(visit.response, "openai-chat", admitted.error, visit)
    return
  }
  const body = parts.traffic.metrics(parts.signatures.stats())
  reply(visit, { status: 200, type: metricsType, body })
}

function isLocalPeer({ socket }: IncomingMessage): boolean {
  return isLoopback((socket.remoteAddress ?? "").replace(/^::ffff:/, ""))
}

async function models(
  { parts }: HandlerOrder,
  visit: Visit,
  route: Extract<Route, { kind: "models" }>,
): Promise<void> {
  const format = envelopeOf(route)
  const admitted = admitKey(parts.keys, visit.request.headers, visit.query)
  if (admitted.kind === "refused") {
    replyError(visit.response, format, admitted.error, visit)
    return
  }
  const all = await parts.models.list()
  const entries = all.filter(({ id }) => admitted.allows(id))
  if (route.id === null) {
    reply(visit, { status: 200, type: "application/json", body: modelListAnswer(format, entries) })
    return
  }
  const entry = entries.find(({ id }) => id === route.id)
  if (entry === undefined) replyError(visit.response, format, unknownModel(route.id), visit)
  else reply(visit, { status: 200, type: "application/json", body: modelAnswer(format, entry) })
}

const noQuery = new URLSearchParams()

function split(target: string): readonly [string, URLSearchParams] {
  const cut = target.indexOf("?")
  return cut < 0 ? [target, noQuery] : [target.slice(0, cut), new URLSearchParams(target.slice(cut + 1))]
}

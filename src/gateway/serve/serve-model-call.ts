import { allowsFormat, type ClientKey } from "../keys/key.ts"
import type { GatewayError } from "../model/exchange.ts"
import { type ClientCall, readCall } from "../relay/client-call.ts"
import { countCall } from "../relay/count-call.ts"
import type { Course, RelayParts } from "../relay/course.ts"
import { prepareEmbedding } from "../relay/prepare-embedding.ts"
import { prepareGeneration } from "../relay/prepare-generation.ts"
import { relayCall } from "../relay/relay-call.ts"
import type { Operation } from "../traffic/call.ts"
import { admitKey } from "./admit-key.ts"
import { replyError } from "./error-reply.ts"
import type { GatewayParts } from "./gateway-parts.ts"
import type { Flight, InFlight } from "./in-flight.ts"
import { type Body, readBody } from "./read-body.ts"
import { badBody, closing, foreignFormat, tooLarge, unknownEncoding } from "./refusals.ts"
import type { Route } from "./route.ts"
import type { Visit } from "./visit.ts"

export type ServeParts = RelayParts & Pick<GatewayParts, "keys">

type ModelRoute = Extract<Route, { kind: "call" | "count" | "embed" }>

/** Serves a request for a model: whose it is, what it carries, then the relay. Throws StoreError. */
export async function serveModelCall(
  parts: ServeParts,
  inFlight: InFlight,
  visit: Visit,
  route: ModelRoute,
): Promise<void> {
  const { request, response, requestId, query } = visit
  const began = performance.now()
  const elapsed = (): number => performance.now() - began
  const refuse = (error: GatewayError, key: ClientKey | null, headers: Record<string, string> = {}): void => {
    replyError(response, route.format, error, { requestId, headers })
    note(parts, route, visit, { key, error, ms: elapsed() })
  }
  if (inFlight.isDraining()) return refuse(closing, null, { connection: "close" })
  const admitted = admitKey(parts.keys, request.headers, query)
  if (admitted.kind === "refused") return refuse(admitted.error, null)
  const { key } = admitted
  if (!allowsFormat(key, route.format)) return refuse(foreignFormat(key.name), key)

  const flight = inFlight.begin()
  response.once("close", () => {
    if (!response.writableFinished) flight.abort()
  })
  try {
    const { maxBodyBytes } = parts.config().server
    const body = await readBody(request, maxBodyBytes)
    if (body.kind === "cut-off") return
    if (body.kind !== "bytes") return refuse(refusalOf(body, maxBodyBytes), key)
    const { bytes } = body
    const { format, model } = route
    const stream = route.kind === "call" ? route.stream : "no"
    const { headers } = request
    const call = readCall({ format, model, stream, requestId, key, bytes, headers, query })
    if (call.kind === "error") return refuse(call.error, key)
    await relay({ parts, visit, route, call: call.value, flight, elapsed })
  } finally {
    flight.land()
  }
}

type RelayOrder = {
  readonly parts: ServeParts
  readonly visit: Visit
  readonly route: ModelRoute
  readonly call: ClientCall
  readonly flight: Flight
  readonly elapsed: () => number
}

async function relay({ parts, visit, route, call, flight, elapsed }: RelayOrder): Promise<void> {
  const record = parts.traffic.begin({
    id: call.requestId,
    key: call.key.name,
    loop: call.key.loop,
    iteration: iterationOf(call),
    format: call.format,
    operation: operationOf(route, call.stream),
    model: call.model,
    bytesIn: call.bytes.length,
  })
  if (parts.config().log.capture) parts.traffic.capture(record, "client-request", call.bytes.toString("utf8"))
  const { signal, stopped } = flight
  const course: Course = { call, response: visit.response, parts, record, signal, stopped, elapsed }
  switch (route.kind) {
    case "call":
      return relayCall(course, prepareGeneration(course))
    case "embed":
      return relayCall(course, prepareEmbedding(course, route.operation))
    case "count":
      return countCall(course)
    default:
      return route satisfies never
  }
}

/** A loop tells which of its iterations a call is of; nobody else's word counts, and the header goes no further. */
function iterationOf({ key, headers }: ClientCall): number | null {
  const told = headers["x-for-loop-iteration"]
  return key.loop !== null && typeof told === "string" && /^\d{1,6}$/.test(told) ? Number(told) : null
}

function refusalOf(body: Exclude<Body, { kind: "bytes" | "cut-off" }>, most: number): GatewayError {
  switch (body.kind) {
    case "too-large":
      return tooLarge(most)
    case "unknown-encoding":
      return unknownEncoding(body.encoding)
    case "broken":
      return badBody("The body cannot be unpacked.")
  }
}

function operationOf(route: ModelRoute, stream: boolean): Operation {
  if (route.kind !== "call") return route.kind
  return stream ? "stream" : "generate"
}

/** A refusal stands in the log of calls too: whoever wonders why a client fails looks there. */
function note(
  { traffic }: ServeParts,
  route: ModelRoute,
  visit: Visit,
  { key, error, ms }: { readonly key: ClientKey | null; readonly error: GatewayError; readonly ms: number },
): void {
  const record = traffic.begin({
    id: visit.requestId,
    key: key?.name ?? null,
    loop: key?.loop ?? null,
    iteration: null,
    format: route.format,
    operation: operationOf(route, false),
    model: route.model,
    bytesIn: 0,
  })
  const { code } = error
  const nothing = {
    usage: null,
    usd: null,
    basis: "unknown",
    bytesOut: 0,
    aborted: false,
    notes: [],
  } as const
  traffic.end(record, { ...nothing, status: visit.response.statusCode, code, ttfbMs: ms, ms })
}

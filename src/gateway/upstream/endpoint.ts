import type { IncomingHttpHeaders } from "node:http"
import type { Format, UpstreamConfig } from "../config/config.ts"
import { keptHeaders, keptQuery } from "./client-headers.ts"
import { vertexHost, vertexPath } from "./vertex-path.ts"

/** `embed-batch`: several texts in one call, Gemini alone. */
export type Operation = "generate" | "stream" | "count" | "embed" | "embed-batch" | "models"

export type EndpointOrder = {
  readonly upstream: UpstreamConfig
  readonly operation: Operation
  /** What the upstream is spoken to in. */
  readonly format: Format
  readonly model: string
  /** An API key, or an access token; null = none is needed. */
  readonly secret: string | null
  /** The client's own headers where its request is passed through; null = it was translated. */
  readonly clientHeaders: IncomingHttpHeaders | null
  /** The client's own query where it is passed through (`alt=sse`, `beta=true`); its key is left out. */
  readonly query: URLSearchParams | null
}

export type Endpoint = { readonly url: string; readonly headers: Readonly<Record<string, string>> }

/** Who asks, honestly; a client's own name goes on where its request is passed through. */
const userAgent = "for-loop-gateway"

/** Where an operation of an upstream is, and the headers it takes, the credential among them. */
export function endpointOf(order: EndpointOrder): Endpoint {
  const { upstream, clientHeaders, secret } = order
  const own = clientHeaders === null ? {} : keptHeaders(clientHeaders)
  return {
    url: addressOf(order),
    headers: {
      "user-agent": userAgent,
      ...(order.operation === "models" ? {} : { "content-type": "application/json" }),
      ...(order.format === "anthropic" ? { "anthropic-version": upstream.quirks.anthropicVersion } : {}),
      ...own,
      ...(secret === null ? {} : authOf(upstream, secret)),
    },
  }
}

/** The addresses of an upstream that calls without a query go to, again and again. */
const known = new WeakMap<UpstreamConfig, Map<string, string>>()
/** Names of models come from outside: they must not fill the memory. */
const mostKnown = 200

function addressOf(order: EndpointOrder): string {
  const { upstream, operation, format, model } = order
  const query = keptQuery(order.query)
  if (query.length > 0) return makeAddress(order, query)
  const addresses = known.get(upstream) ?? new Map<string, string>()
  known.set(upstream, addresses)
  const name = `${operation} ${format} ${order.query === null} ${model}`
  const before = addresses.get(name)
  if (before !== undefined) return before
  const made = makeAddress(order, [])
  if (addresses.size >= mostKnown) addresses.clear()
  addresses.set(name, made)
  return made
}

function makeAddress(order: EndpointOrder, query: readonly (readonly [string, string])[]): string {
  const url = new URL(`${baseOf(order.upstream)}${pathOf(order)}`)
  for (const [name, value] of query) url.searchParams.append(name, value)
  // A translated stream of Gemini is read as events; a client that is passed through says itself what it wants (G63).
  if (order.operation === "stream" && order.format === "gemini" && order.query === null) {
    url.searchParams.set("alt", "sse")
  }
  return url.href
}

/** The address without its path's end; a version that the user wrote into it stands for the usual one. */
function baseOf(upstream: UpstreamConfig): string {
  const told = upstream.baseUrl?.replace(/\/+$/, "") ?? null
  switch (upstream.kind) {
    case "gemini":
      return versioned(told ?? "https://generativelanguage.googleapis.com", "v1beta")
    case "vertex-gemini":
      return versioned(told ?? vertexHost(upstream), "v1beta1")
    case "vertex-claude":
      return versioned(told ?? vertexHost(upstream), "v1")
    case "anthropic":
      return versioned(told ?? "https://api.anthropic.com", "v1")
    case "openai":
      return versioned(told ?? "https://api.openai.com", "v1")
    case "openai-compatible": {
      // Servers have their API anywhere (`/v1`, `/v1beta/openai`); only a bare host gets the usual place.
      const bare = told !== null && URL.canParse(told) && new URL(told).pathname === "/"
      return bare ? `${told}/v1` : (told ?? "")
    }
    default:
      return upstream.kind satisfies never
  }
}

function versioned(base: string, version: string): string {
  return /\/v\d+[a-z0-9]*$/.test(base) ? base : `${base}/${version}`
}

function pathOf(order: EndpointOrder): string {
  const { upstream, operation, model } = order
  switch (upstream.kind) {
    case "gemini":
      return operation === "models" ? "/models?pageSize=1000" : `/${inPath(model)}:${geminiVerbs[operation]}`
    case "vertex-gemini":
    case "vertex-claude":
      return vertexPath(upstream, operation, model)
    case "anthropic":
      return anthropicPath(operation)
    case "openai":
    case "openai-compatible":
      return openaiPath(operation, order.format)
    default:
      return upstream.kind satisfies never
  }
}

/** Tuned models have a folder of their own. Nothing in a name leads out of its folder. */
function inPath(model: string): string {
  const tuned = /^tunedModels\/(.+)$/.exec(model)?.[1]
  return tuned === undefined
    ? `models/${encodeURIComponent(model)}`
    : `tunedModels/${encodeURIComponent(tuned)}`
}

const geminiVerbs = {
  generate: "generateContent",
  stream: "streamGenerateContent",
  count: "countTokens",
  embed: "embedContent",
  "embed-batch": "batchEmbedContents",
} as const

function anthropicPath(operation: Operation): string {
  if (operation === "models") return "/models?limit=1000"
  return operation === "count" ? "/messages/count_tokens" : "/messages"
}

function openaiPath(operation: Operation, format: Format): string {
  if (operation === "models") return "/models"
  if (operation === "embed" || operation === "embed-batch") return "/embeddings"
  return format === "openai-responses" ? "/responses" : "/chat/completions"
}

function authOf(upstream: UpstreamConfig, secret: string): Readonly<Record<string, string>> {
  switch (upstream.kind) {
    case "gemini":
      return { "x-goog-api-key": secret }
    case "vertex-gemini":
    case "vertex-claude":
      // Keys of Vertex's express mode are API keys; everything else is an access token.
      return /^A(Iza|Q\.)/.test(secret) || upstream.project === null
        ? { "x-goog-api-key": secret }
        : { authorization: `Bearer ${secret}` }
    case "anthropic":
      return { "x-api-key": secret }
    case "openai":
    case "openai-compatible":
      return { authorization: `Bearer ${secret}` }
    default:
      return upstream.kind satisfies never
  }
}

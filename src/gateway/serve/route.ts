import type { IncomingHttpHeaders } from "node:http"
import type { Format } from "../config/config.ts"

export type EmbeddingOperation = "embeddings" | "embedContent" | "batchEmbedContents"

/** What a request asks for. `model` null = it stands in the body. */
export type Route =
  | {
      readonly kind: "call"
      readonly format: Format
      readonly model: string | null
      readonly stream: "in-body" | "yes" | "no"
    }
  | { readonly kind: "count"; readonly format: "anthropic" | "gemini"; readonly model: string | null }
  | {
      readonly kind: "embed"
      readonly format: "openai-chat" | "gemini"
      readonly model: string | null
      readonly operation: EmbeddingOperation
    }
  | { readonly kind: "models"; readonly shape: ModelShape; readonly id: string | null }
  | { readonly kind: "health" | "metrics" | "root" }
  | { readonly kind: "wrong-method"; readonly format: Format; readonly allowed: string }
  | { readonly kind: "unknown"; readonly format: Format }

/** G05. */
type ModelShape = "openai" | "anthropic" | "gemini"

export type Asked = {
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly headers: IncomingHttpHeaders
}

/** Finds out what is asked for, and in whose envelope faults are told. */
export function routeOf({ method, path: asked, headers }: Asked): Route {
  const path = asked.length > 1 && asked.endsWith("/") ? asked.slice(0, -1) : asked
  const route = geminiRoute(path) ?? plainRoute(path, headers)
  if (route === null) return { kind: "unknown", format: guessFormat(path, headers) }
  const allowed = methodsOf(route)
  if (allowed.includes(method)) return route
  return { kind: "wrong-method", format: envelopeOf(route), allowed: allowed.join(", ") }
}

/** The format whose envelope the answers of a route have. */
export function envelopeOf(route: Route): Format {
  switch (route.kind) {
    case "models":
      return route.shape === "openai" ? "openai-chat" : route.shape
    case "health":
    case "metrics":
    case "root":
      return "openai-chat"
    default:
      return route.format
  }
}

function methodsOf(route: Route): readonly string[] {
  switch (route.kind) {
    case "call":
    case "count":
    case "embed":
      return ["POST"]
    default:
      return ["GET", "HEAD"]
  }
}

function plainRoute(path: string, headers: IncomingHttpHeaders): Route | null {
  switch (path) {
    case "/":
      return { kind: "root" }
    case "/health":
      return { kind: "health" }
    case "/metrics":
      return { kind: "metrics" }
    case "/v1/chat/completions":
    case "/chat/completions":
      return { kind: "call", format: "openai-chat", model: null, stream: "in-body" }
    case "/v1/responses":
    case "/responses":
      return { kind: "call", format: "openai-responses", model: null, stream: "in-body" }
    case "/v1/messages":
    case "/messages":
      return { kind: "call", format: "anthropic", model: null, stream: "in-body" }
    case "/v1/messages/count_tokens":
    case "/messages/count_tokens":
      return { kind: "count", format: "anthropic", model: null }
    case "/v1/embeddings":
    case "/embeddings":
      return { kind: "embed", format: "openai-chat", model: null, operation: "embeddings" }
    default: {
      const [, version, id] = /^\/(v1|v1beta1?)\/models(?:\/(.+))?$/.exec(path) ?? []
      if (version === undefined) return null
      return { kind: "models", shape: shapeOf(version, headers), id: id === undefined ? null : decoded(id) }
    }
  }
}

/** Also as clients of Vertex write it, with or without project and location. */
const operation =
  /^\/v1(?:beta1?|alpha)?\/(?:projects\/[^/]+\/locations\/[^/]+\/)?(?:publishers\/google\/)?models\/(.+):([A-Za-z]+)$/

function geminiRoute(path: string): Route | null {
  const [, name, verb] = operation.exec(path) ?? []
  if (name === undefined) return null
  const model = decoded(name)
  switch (verb) {
    case "generateContent":
      return { kind: "call", format: "gemini", model, stream: "no" }
    case "streamGenerateContent":
      return { kind: "call", format: "gemini", model, stream: "yes" }
    case "countTokens":
      return { kind: "count", format: "gemini", model }
    case "embedContent":
    case "batchEmbedContents":
      return { kind: "embed", format: "gemini", model, operation: verb }
    default:
      return null
  }
}

function shapeOf(version: string, headers: IncomingHttpHeaders): ModelShape {
  if (version !== "v1" || headers["x-goog-api-key"] !== undefined) return "gemini"
  return headers["anthropic-version"] === undefined ? "openai" : "anthropic"
}

function guessFormat(path: string, headers: IncomingHttpHeaders): Format {
  if (headers["anthropic-version"] !== undefined || path.startsWith("/v1/messages")) return "anthropic"
  return headers["x-goog-api-key"] !== undefined || path.startsWith("/v1beta") ? "gemini" : "openai-chat"
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

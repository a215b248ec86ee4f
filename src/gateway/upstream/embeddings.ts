import type { Decoded } from "../model/exchange.ts"
import type { Operation } from "./endpoint.ts"
import type { Target } from "./target.ts"

/** Texts to embed, in the terms of no vendor. */
export type EmbedRequest = {
  readonly model: string | null
  readonly texts: readonly string[]
  readonly dimensions: number | null
  readonly taskType: string | null
  readonly title: string | null
  /** How the client wants its numbers, and whether it asked for one vector or a list of them (Gemini). */
  readonly encoding: "float" | "base64"
  readonly batch: boolean
}

export type Embeddings = { readonly vectors: readonly (readonly number[])[]; readonly tokens: number | null }

/** The formats clients ask for embeddings in. */
export type EmbedFormat = "openai-chat" | "gemini"

/** A body of `/v1/embeddings`, `:embedContent` or `:batchEmbedContents`. */
export function decodeEmbedRequest(
  _format: EmbedFormat,
  _operation: "embed" | "embed-batch",
  _body: string,
): Decoded<EmbedRequest> {
  throw new Error("not yet")
}

/** The request as the target takes it; an error where it has no embeddings (Claude). */
export function encodeEmbedRequest(
  _request: EmbedRequest,
  _target: Target,
): Decoded<{ readonly operation: Operation; readonly body: string }> {
  throw new Error("not yet")
}

export function decodeEmbedAnswer(_target: Target, _body: string): Decoded<Embeddings> {
  throw new Error("not yet")
}

/** The vectors as the client reads them, as JSON text; `model` as the client named it. */
export function encodeEmbedAnswer(
  _format: EmbedFormat,
  _request: EmbedRequest,
  _answer: Embeddings,
  _model: string,
): string {
  throw new Error("not yet")
}

/**
 * One model call in the terms of no vendor. Codecs translate requests into it and answers out of it; where client and
 * upstream speak the same format nothing is translated at all (pass-through).
 */
export type Exchange = {
  /** As the client named it, before aliases. */
  readonly model: string
  /** System and developer texts before the first turn, in their order. */
  readonly system: readonly TextPart[]
  readonly turns: readonly Turn[]
  readonly tools: readonly ToolDeclaration[]
  readonly toolChoice: ToolChoice
  /** False when the client asked for one call at a time. */
  readonly parallelCalls: boolean
  readonly thinking: ThinkingSetting
  readonly sampling: Sampling
  readonly stop: readonly string[]
  readonly maxOutputTokens: number | null
  /** Wanted form of the answer's text. */
  readonly shape: AnswerShape
  readonly stream: boolean
  /** Whether the client wants usage in its stream. */
  readonly streamUsage: boolean
  /** Hints that keep a session on one credential; never content (G14). */
  readonly session: string | null
  /** What the client asked for and does not get, in words; told in a response header. */
  readonly notes?: readonly string[]
}

/** `system`: instructions in the middle of a conversation (G10). Results of tools stand in user turns. */
export type Turn = { readonly role: "user" | "model" | "system"; readonly parts: readonly Part[] }

export type TextPart = { readonly kind: "text"; readonly text: string; readonly cacheMark?: unknown }

export type Part =
  | (TextPart & { readonly signature?: Signature })
  | {
      readonly kind: "image" | "audio" | "document"
      readonly data: Blob64 | { readonly url: string }
      readonly signature?: Signature
    }
  /** `redacted`: text the vendor keeps to itself, as it came. */
  | {
      readonly kind: "thinking"
      readonly text: string
      readonly signature?: Signature
      readonly redacted?: string
    }
  | {
      readonly kind: "call"
      readonly id: string
      readonly name: string
      /** The arguments as JSON text, so that no digit of a large number is lost (G21). */
      readonly argumentsJson: string
      readonly signature?: Signature
    }
  | {
      readonly kind: "result"
      readonly id: string
      readonly name: string | null
      readonly content: readonly Part[]
      readonly failed: boolean
    }

export type Blob64 = { readonly mimeType: string; readonly base64: string }

/** A thought signature and the family of models it belongs to; null = the client did not tell. */
export type Signature = { readonly value: string; readonly family: "gemini" | "claude" | "openai" | null }

export type ToolDeclaration = {
  readonly name: string
  readonly description: string
  /** JSON Schema of the arguments, as the client sent it. */
  readonly schema: unknown
  /** How the client knows a tool that is no plain function of this name; only the client's own codec reads it (G23). */
  readonly origin?: {
    readonly kind: "function" | "custom"
    readonly name: string
    readonly namespace: string | null
  }
}

export type ToolChoice =
  | { readonly kind: "auto" | "none" | "any" }
  | { readonly kind: "tool"; readonly name: string }

/** `effort` where the client named one; `budget` in tokens, 0 = off, -1 = automatic. */
export type ThinkingSetting = {
  readonly kind: "default" | "off" | "adaptive" | "enabled"
  readonly budget: number | null
  readonly effort: "minimal" | "low" | "medium" | "high" | "max" | null
  /** Whether thought text is wanted in the answer. */
  readonly show: boolean
}

export type Sampling = {
  readonly temperature: number | null
  readonly topP: number | null
  readonly topK: number | null
  readonly seed: number | null
  readonly presencePenalty: number | null
  readonly frequencyPenalty: number | null
}

export type AnswerShape =
  | { readonly kind: "text" }
  | {
      readonly kind: "json"
      readonly schema: unknown
      readonly name: string | null
      readonly strict: boolean
    }

/** What happens in an answer, streamed or not: a plain answer is the same events at once. Parts come one at a time. */
export type AnswerEvent =
  | {
      readonly kind: "begin"
      readonly id: string | null
      readonly model: string | null
      readonly usage: CallUsage | null
    }
  | { readonly kind: "text"; readonly text: string; readonly signature?: Signature }
  | {
      readonly kind: "thinking"
      readonly text: string
      readonly signature?: Signature
      readonly redacted?: string
    }
  | { readonly kind: "image"; readonly data: Blob64; readonly signature?: Signature }
  /** A call begins; its arguments follow in pieces that join into one JSON text. */
  | {
      readonly kind: "call"
      readonly id: string | null
      readonly name: string
      readonly signature?: Signature
    }
  | { readonly kind: "call-arguments"; readonly json: string }
  /** The part that was open is whole. */
  | { readonly kind: "part-end" }
  /** Cumulative: the last one counts (G56). */
  | { readonly kind: "usage"; readonly usage: CallUsage }
  | { readonly kind: "end"; readonly reason: StopReason; readonly stopSequence: string | null }
  /** Nothing follows. */
  | { readonly kind: "error"; readonly error: GatewayError }

export type StopReason =
  | "done"
  | "calls"
  | "length"
  | "stop-sequence"
  | "refused"
  | "paused"
  | "context"
  | "malformed"
  | "other"

/** Tokens as the vendor counted them. `input` without cached ones; `output` with thinking. Null = not told. */
export type CallUsage = {
  readonly input: number | null
  readonly cachedInput: number | null
  readonly cacheWrite: number | null
  readonly output: number | null
  readonly thinking: number | null
}

/** An error in the terms of no vendor; codecs put it into their own envelope (G67). */
export type GatewayError = {
  /** HTTP status towards the client. */
  readonly status: number
  readonly code:
    | "bad-request"
    | "unauthorized"
    | "forbidden"
    | "not-found"
    | "too-large"
    | "rate-limited"
    | "quota"
    | "budget"
    | "upstream-auth"
    | "overloaded"
    | "timeout"
    | "upstream"
    | "unsupported"
    | "internal"
  readonly message: string
  /** Field or index the message is about. */
  readonly param: string | null
  /** Ms after which a retry makes sense; null = no hint. */
  readonly retryAfterMs: number | null
}

/** A codec of one format: both directions, as client and as upstream. Pure; bytes in and out as text. */
export type Decoded<T> =
  | { readonly kind: "ok"; readonly value: T }
  | { readonly kind: "error"; readonly error: GatewayError }

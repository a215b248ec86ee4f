import type { Format, UpstreamConfig } from "../config/config.ts"

/** One upstream that may serve a call, and what the model is called there. */
export type Target = {
  readonly upstream: UpstreamConfig
  /** As the upstream knows it. */
  readonly model: string
  /** What is spoken there. */
  readonly format: Format
  /** The user's own name for the model, where the client used one. */
  readonly alias: string | null
}

/** The format an upstream is spoken to in: the client's own where it can be, so that nothing needs a translation. */
export function formatFor(upstream: UpstreamConfig, client: Format | null): Format {
  switch (upstream.kind) {
    case "gemini":
    case "vertex-gemini":
      return "gemini"
    case "anthropic":
    case "vertex-claude":
      return "anthropic"
    case "openai":
    case "openai-compatible":
      return client === "openai-responses" && upstream.quirks.responses ? "openai-responses" : "openai-chat"
    default:
      return upstream.kind satisfies never
  }
}

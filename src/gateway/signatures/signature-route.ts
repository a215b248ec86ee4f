import type { UpstreamConfig } from "../config/config.ts"
import type { Signature } from "../model/exchange.ts"

/** Where a request goes: signatures are bound to the upstream that made them and to its family of models (G42). */
export type SignatureRoute = {
  /** Null: an upstream that carries signatures of several families (OpenAI-compatible servers). */
  readonly family: NonNullable<Signature["family"]> | null
  /** The upstream's configured name. */
  readonly upstream: string
  readonly session: string | null
}

/** The route of a request to an upstream, as signatures are bound to it. */
export function signatureRoute(
  upstream: Pick<UpstreamConfig, "name" | "kind">,
  session: string | null,
): SignatureRoute {
  return { family: familyOf(upstream.kind), upstream: upstream.name, session }
}

function familyOf(kind: UpstreamConfig["kind"]): SignatureRoute["family"] {
  switch (kind) {
    case "gemini":
    case "vertex-gemini":
      return "gemini"
    case "anthropic":
    case "vertex-claude":
      return "claude"
    case "openai":
      return "openai"
    case "openai-compatible":
      return null
  }
}

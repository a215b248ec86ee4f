import type { UpstreamConfig } from "../config/config.ts"
import type { SignatureRoute } from "./signatures.ts"

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

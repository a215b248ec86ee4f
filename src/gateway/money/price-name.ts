import type { UpstreamConfig } from "../config/config.ts"

/** The service as the price table names it; servers of the user's own stand in `prices.json` under their configured name. */
export function priceName({ kind, name, location }: UpstreamConfig): string {
  const scope = location === null || location === "global" ? "global" : "regional"
  switch (kind) {
    case "gemini":
      return "gemini-api"
    case "vertex-gemini":
      return `vertex-${scope}`
    case "vertex-claude":
      return `vertex-claude-${scope}`
    case "anthropic":
      return "anthropic-api"
    case "openai":
      return "openai-api"
    case "openai-compatible":
      return name
    default:
      return kind satisfies never
  }
}

/** The most a model may answer with where neither client nor upstream names a limit, in tokens. */
export function mostOutput(model: string): number {
  const name = model.toLowerCase()
  if (name.includes("claude")) return 64_000
  return /(^|\/)(gpt|o\d|chatgpt)/.test(name) ? 128_000 : 65_536
}

import { geminiAccount } from "../../secrets/key-store.ts"
import type { CredentialConfig, SecretSource, UpstreamKind } from "./config.ts"

/** What an upstream is paid with when its configuration names nothing: the vendor's usual variable. */
export function defaultCredentials(kind: UpstreamKind, env: NodeJS.ProcessEnv): readonly CredentialConfig[] {
  const secret = sourceFor(kind, env)
  return [{ name: "default", secret, weight: 1, priority: 0, enabled: true, stopAtUsdPerDay: null }]
}

function sourceFor(kind: UpstreamKind, env: NodeJS.ProcessEnv): SecretSource {
  switch (kind) {
    case "gemini": {
      const name = geminiVariable(env)
      return name === null ? { from: "kept", account: geminiAccount } : { from: "env", name }
    }
    case "vertex-gemini":
    case "vertex-claude":
      return { from: "adc" }
    case "anthropic":
      return { from: "env", name: "ANTHROPIC_API_KEY" }
    case "openai":
      return { from: "env", name: "OPENAI_API_KEY" }
    case "openai-compatible":
      return { from: "none" }
    default:
      return kind satisfies never
  }
}

/** The variable that holds a key of the Gemini API; null = none does. */
export function geminiVariable(env: NodeJS.ProcessEnv): string | null {
  return ["GEMINI_API_KEY", "GOOGLE_API_KEY"].find((name) => isSet(env, name)) ?? null
}

export function isSet(env: NodeJS.ProcessEnv, name: string): boolean {
  return (env[name] ?? "").trim() !== ""
}

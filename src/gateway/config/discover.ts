import type { ConfigFile } from "./config-schema.ts"
import { geminiVariable, isSet } from "./default-credentials.ts"

type UpstreamFile = NonNullable<ConfigFile["upstreams"]>[number]

/** Upstreams for which the environment holds what they need; `keptGemini`: whether `for-loop auth set gemini` kept a key. */
export function discoverUpstreams(env: NodeJS.ProcessEnv, keptGemini: boolean): UpstreamFile[] {
  const found: UpstreamFile[] = []
  if (geminiVariable(env) !== null || keptGemini) found.push({ name: "gemini", kind: "gemini" })
  if (/^(1|true)$/i.test(env.GOOGLE_GENAI_USE_VERTEXAI ?? "") && isSet(env, "GOOGLE_CLOUD_PROJECT"))
    found.push({ name: "vertex-gemini", kind: "vertex-gemini" })
  if (isSet(env, "ANTHROPIC_API_KEY")) found.push({ name: "anthropic", kind: "anthropic" })
  if (isSet(env, "OPENAI_API_KEY")) found.push({ name: "openai", kind: "openai" })
  const ollama = ollamaUrl(env.OLLAMA_HOST ?? "")
  if (ollama !== null) found.push({ name: "ollama", kind: "openai-compatible", baseUrl: ollama })
  return found
}

/** Ollama takes `host`, `host:port` and addresses; one that listens everywhere is reached at the loopback address. */
function ollamaUrl(told: string): string | null {
  const host = told.trim()
  if (host === "") return null
  const address = /^https?:\/\//.test(host) ? host : `http://${host}`
  if (!URL.canParse(address)) return null
  const url = new URL(address)
  if (url.hostname === "0.0.0.0" || url.hostname === "[::]") url.hostname = "127.0.0.1"
  // A port that is the scheme's own is not kept by URL; then it was named on purpose.
  const port = url.port || (/:\d+\/?$/.test(address) ? "80" : "11434")
  return `${url.protocol}//${url.hostname}:${port}/v1`
}

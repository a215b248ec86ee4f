import type { UpstreamConfig } from "../config/config.ts"

/** Vertex AI's host for the place a project works in; `us` and `eu` are several regions together. */
export function vertexHost(upstream: UpstreamConfig): string {
  const location = upstream.location ?? "global"
  if (location === "global" || upstream.project === null) return "https://aiplatform.googleapis.com"
  if (location === "us" || location === "eu") return `https://aiplatform.${location}.rep.googleapis.com`
  return `https://${location}-aiplatform.googleapis.com`
}

/** An operation on Vertex AI; without a project it is the express mode, which knows keys instead. */
export function vertexPath(
  upstream: UpstreamConfig,
  operation: keyof typeof googleVerbs | "models",
  model: string,
): string {
  const publisher = upstream.kind === "vertex-claude" ? "anthropic" : "google"
  if (operation === "models") return `/publishers/${publisher}/models?pageSize=1000`
  const place =
    upstream.project === null
      ? ""
      : `/projects/${encodeURIComponent(upstream.project)}/locations/${encodeURIComponent(upstream.location ?? "global")}`
  // G06: the counter is a model of its own; which model is meant stands in its body.
  const named = publisher === "anthropic" && operation === "count" ? "count-tokens" : model
  const verb = publisher === "anthropic" ? claudeVerbs[operation] : googleVerbs[operation]
  return `${place}/publishers/${publisher}/models/${encodeURIComponent(named).replaceAll("%40", "@")}:${verb}`
}

const googleVerbs = {
  generate: "generateContent",
  stream: "streamGenerateContent",
  count: "countTokens",
  embed: "predict",
  "embed-batch": "predict",
} as const

const claudeVerbs = {
  generate: "rawPredict",
  stream: "streamRawPredict",
  count: "rawPredict",
  embed: "rawPredict",
  "embed-batch": "rawPredict",
} as const

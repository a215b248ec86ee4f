import type { UpstreamConfig } from "../../src/gateway/config/config.ts"

/** An upstream without anything special; whatever matters to a test is replaced. */
export function sampleUpstream(changes: Partial<UpstreamConfig> = {}): UpstreamConfig {
  return {
    name: "gemini",
    kind: "gemini",
    baseUrl: null,
    project: null,
    location: null,
    credentials: [],
    strategy: "round-robin",
    models: "listed",
    concurrency: { perModel: null, perCredential: null },
    queue: { length: 100, waitMs: 30_000 },
    proxy: null,
    timeouts: { connectMs: 10_000, firstByteMs: 600_000, idleMs: 300_000, totalMs: 3_600_000 },
    quirks: {
      jsonSchema: true,
      limitField: "max_completion_tokens",
      effort: "send",
      hostedTools: "refuse",
      responses: true,
      samplingModels: [],
      vertexVersion: "vertex-2023-10-16",
      anthropicVersion: "2023-06-01",
    },
    ...changes,
  }
}

import type { CredentialConfig, UpstreamConfig } from "../../../src/gateway/config/config.ts"

export function credential(name: string, more: Partial<CredentialConfig> = {}): CredentialConfig {
  return {
    name,
    secret: { from: "env", name: "KEY" },
    weight: 1,
    priority: 1,
    enabled: true,
    stopAtUsdPerDay: null,
    ...more,
  }
}

/** An upstream with credentials `a`, `b`, … or those given. */
export function upstream(
  credentials: number | readonly CredentialConfig[],
  more: Partial<UpstreamConfig> = {},
): UpstreamConfig {
  return {
    name: "gemini",
    kind: "gemini",
    baseUrl: null,
    project: null,
    location: null,
    credentials:
      typeof credentials === "number"
        ? [..."abcdefgh"].slice(0, credentials).map((name) => credential(name))
        : credentials,
    strategy: "round-robin",
    models: "listed",
    concurrency: { perModel: null, perCredential: null },
    queue: { length: 10, waitMs: 30_000 },
    proxy: null,
    timeouts: { connectMs: 1, firstByteMs: 1, idleMs: 1, totalMs: 1 },
    quirks: {
      jsonSchema: true,
      limitField: "max_tokens",
      effort: "send",
      hostedTools: "refuse",
      responses: false,
      samplingModels: [],
      vertexVersion: "v",
      anthropicVersion: "2023-06-01",
    },
    ...more,
  }
}

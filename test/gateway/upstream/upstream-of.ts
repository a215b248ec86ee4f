import type { Quirks, UpstreamConfig, UpstreamKind } from "../../../src/gateway/config/config.ts"

const quirks: Quirks = {
  jsonSchema: true,
  limitField: "max_completion_tokens",
  effort: "send",
  hostedTools: "refuse",
  responses: true,
  samplingModels: [],
  vertexVersion: "vertex-2023-10-16",
  anthropicVersion: "2023-06-01",
}

const timeouts = { connectMs: 5000, firstByteMs: 5000, idleMs: 5000, totalMs: 20_000 }

type More = Partial<Omit<UpstreamConfig, "timeouts" | "quirks">> & {
  readonly timeouts?: Partial<UpstreamConfig["timeouts"]>
  readonly quirks?: Partial<Quirks>
}

/** An upstream as a config file describes it, every default filled in. */
export function upstreamOf(kind: UpstreamKind, more: More = {}): UpstreamConfig {
  return {
    name: kind,
    kind,
    baseUrl: null,
    project: null,
    location: null,
    credentials: [credentialOf("first")],
    strategy: "round-robin",
    models: "listed",
    concurrency: { perModel: null, perCredential: null },
    queue: { length: 10, waitMs: 1000 },
    proxy: null,
    ...more,
    timeouts: { ...timeouts, ...more.timeouts },
    quirks: { ...quirks, ...more.quirks },
  }
}

export function credentialOf(name: string): UpstreamConfig["credentials"][number] {
  const secret = { from: "env", name: "KEY_OF_A_TEST" } as const
  return { name, secret, weight: 1, priority: 0, enabled: true, stopAtUsdPerDay: null }
}

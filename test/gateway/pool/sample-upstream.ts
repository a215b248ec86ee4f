import type { CredentialConfig, UpstreamConfig } from "../../../src/gateway/config/config.ts"
import { sampleUpstream } from "../sample-upstream.ts"

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
  return sampleUpstream({
    credentials:
      typeof credentials === "number"
        ? [..."abcdefgh"].slice(0, credentials).map((name) => credential(name))
        : credentials,
    queue: { length: 10, waitMs: 30_000 },
    ...more,
  })
}

import type { GatewayAbilities, GatewayView } from "./view.ts"

/** What is shown of a gateway that does not run. */
export function stoppedView(
  at: number,
  abilities: GatewayAbilities,
  troubles: GatewayView["troubles"] = [],
): GatewayView {
  return {
    at,
    running: null,
    abilities,
    today: {
      requests: 0,
      failed: 0,
      underWay: 0,
      inputTokens: null,
      outputTokens: null,
      usd: null,
      basis: "unknown",
    },
    upstreams: [],
    keys: [],
    aliases: [],
    models: [],
    budget: { dailyUsd: null, weeklyUsd: null, unknownPrice: "refuse", caps: [] },
    clients: [],
    requests: [],
    signatures: { entries: 0, hits: 0, misses: 0, evicted: 0 },
    troubles,
  }
}

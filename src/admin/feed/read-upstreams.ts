import type { CredentialConfig, GatewayConfig } from "../../gateway/config/config.ts"
import { type SecretState, sourceWords } from "../../gateway/config/effective-config.ts"
import type {
  CredentialView as PoolCredential,
  UpstreamView as PoolUpstream,
} from "../../gateway/pool/pool-view.ts"
import type { TrafficSeries } from "../../gateway/traffic/series.ts"
import { dayAt } from "../../spend/zone.ts"
import type { BreakerView, CredentialState, CredentialView, UpstreamView } from "../model/view.ts"

export type UpstreamsOrder = {
  readonly config: GatewayConfig
  readonly pool: readonly PoolUpstream[]
  readonly secrets: readonly SecretState[]
  /** Of the last 24 hours. */
  readonly byCredential: TrafficSeries
  readonly now: number
}

/** The configuration, with what the pool knows of it. */
export function readUpstreams(order: UpstreamsOrder): UpstreamView[] {
  return order.config.upstreams.map((upstream) => {
    const { name, kind, baseUrl, project, location, strategy, credentials } = upstream
    const known = order.pool.find((one) => one.name === name)
    return {
      name,
      kind,
      baseUrl,
      project,
      location,
      strategy,
      breakers: breakersOf(known),
      waiting: known?.waiting ?? 0,
      credentials: credentials.map((credential) =>
        credentialOf(
          order,
          name,
          credential,
          known?.credentials.find((one) => one.name === credential.name),
        ),
      ),
    }
  })
}

function breakersOf(known: PoolUpstream | undefined): BreakerView[] {
  return (known?.models ?? []).flatMap(({ model, breaker: { state, why, until } }) =>
    state === "closed" || model === null ? [] : [{ model, state, why, until }],
  )
}

function credentialOf(
  { secrets, byCredential, now }: UpstreamsOrder,
  upstream: string,
  credential: CredentialConfig,
  known: PoolCredential | undefined,
): CredentialView {
  const { name, enabled, weight, priority, stopAtUsdPerDay } = credential
  const secret = secrets.find((one) => one.upstream === upstream && one.credential === name)
  return {
    name,
    state: stateOf(credential, known, secret),
    source: secret?.where ?? sourceWords(credential.secret),
    enabled,
    weight,
    priority,
    stopAtUsdPerDay,
    active: known?.active ?? 0,
    limit: known?.limit ?? null,
    cooldowns: (known?.cooldowns ?? [])
      .filter(({ until }) => until > now)
      .map(({ model, until, why }) => ({ model, until, why })),
    spentToday: known?.spentTodayUsd ?? null,
    requestsToday: requestsToday(byCredential, upstream, name, now),
    limits: (known?.limitsSeen ?? []).map(({ what, remaining, limit, resetAt, source, seenAt }) => ({
      what,
      remaining,
      limit,
      resetsAt: resetAt,
      source,
      seenAt,
    })),
  }
}

function stateOf(
  { enabled }: CredentialConfig,
  known: PoolCredential | undefined,
  secret: SecretState | undefined,
): CredentialState {
  if (!enabled) return "off"
  if (secret?.state === "missing") return "no-secret"
  if (known?.state === "spent") return "at-floor"
  if (known?.state === "cooling") return "cooling"
  return known !== undefined && known.limit !== null && known.active >= known.limit ? "busy" : "ready"
}

function requestsToday(
  { groups }: TrafficSeries,
  upstream: string,
  name: string,
  now: number,
): number | null {
  const { from } = dayAt(now, "local")
  const found = groups.find((group) => group.name === `${upstream}/${name}`)
  return found?.points.filter(({ at }) => at >= from).reduce((sum, { requests }) => sum + requests, 0) ?? null
}

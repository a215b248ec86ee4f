import { standingOf } from "../../breaker/health.ts"
import type { KnownUpstream } from "../../breaker/health-file.ts"
import { viewUpstreams } from "../../breaker/open-breakers.ts"
import type { CredentialConfig, UpstreamConfig } from "../config/config.ts"
import type { PickTools } from "./pick-credential.ts"
import type { CredentialView, ModelView, UpstreamView } from "./pool-view.ts"
import { limitsOf, tallyOf, type UpstreamState } from "./upstream-state.ts"

type DescribeOrder = {
  readonly home: string
  readonly upstreams: readonly UpstreamConfig[]
  readonly stateOf: (name: string) => UpstreamState
  readonly tools: PickTools
  readonly now: number
  readonly onTrouble: (text: string) => void
}

/** Every configured upstream with its credentials and breakers, as they stand at `now` (epoch ms). */
export function describePool(order: DescribeOrder): UpstreamView[] {
  const known = breakersOf(order)
  return order.upstreams.map((upstream) => {
    const state = order.stateOf(upstream.name)
    return {
      name: upstream.name,
      kind: upstream.kind,
      strategy: upstream.strategy,
      active: state.active,
      waiting: state.waiting,
      queueLength: upstream.queue.length,
      credentials: upstream.credentials.map((one) => credentialView(one, upstream, state, order)),
      models: modelViews(upstream, state, known, order.now),
    }
  })
}

function breakersOf({ home, onTrouble }: DescribeOrder): readonly KnownUpstream[] {
  try {
    return viewUpstreams(home)
  } catch (error) {
    onTrouble(error instanceof Error ? error.message : String(error))
    return []
  }
}

function credentialView(
  { name, enabled, weight, priority, stopAtUsdPerDay }: CredentialConfig,
  upstream: UpstreamConfig,
  state: UpstreamState,
  { tools, now }: DescribeOrder,
): CredentialView {
  const tally = tallyOf(state, name)
  const cooldowns = tools.cooldowns.of(upstream.name, name, now)
  const spentTodayUsd = tools.spentToday(upstream.name, name, null)
  const isSpent = stopAtUsdPerDay !== null && spentTodayUsd >= stopAtUsdPerDay
  return {
    name,
    enabled,
    state: !enabled ? "disabled" : isSpent ? "spent" : cooldowns.length > 0 ? "cooling" : "ready",
    weight,
    priority,
    active: state.busy.count(name),
    limit: upstream.concurrency.perCredential,
    spentTodayUsd,
    stopAtUsdPerDay,
    cooldowns: cooldowns.map(({ model, class: cls, since, until, why }) => ({
      model,
      class: cls,
      since,
      until,
      why,
    })),
    health: tally.health,
    calls: tally.calls,
    faults: tally.faults,
    lastUsedAt: tally.lastUsedAt,
    limitsSeen: limitsOf(tally),
  }
}

/** Models with calls under way, or whose breaker counted failures. */
function modelViews(
  upstream: UpstreamConfig,
  state: UpstreamState,
  known: readonly KnownUpstream[],
  now: number,
): ModelView[] {
  const failed = known.filter(({ link }) => link.upstream === upstream.name)
  const models = new Set([...state.models.names(), ...failed.map(({ link }) => link.model)])
  return [...models].map((model) => {
    const health = failed.find(({ link }) => link.model === model)?.health ?? { failures: 0, open: null }
    const standing = standingOf(health, now)
    return {
      model,
      active: model === null ? 0 : state.models.count(model),
      limit: upstream.concurrency.perModel,
      breaker: {
        state: standing.kind,
        failures: health.failures,
        until: standing.kind === "open" ? standing.until : null,
        why: standing.kind === "closed" ? null : standing.why,
      },
    }
  })
}

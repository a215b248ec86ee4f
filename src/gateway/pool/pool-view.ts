import type { Strategy, UpstreamKind } from "../config/config.ts"

/** One upstream's credentials as they stand, for people. Moments in epoch ms. */
export type UpstreamView = {
  readonly name: string
  readonly kind: UpstreamKind
  readonly strategy: Strategy
  readonly active: number
  readonly waiting: number
  readonly queueLength: number
  readonly credentials: readonly CredentialView[]
  readonly models: readonly ModelView[]
}

export type CredentialView = {
  readonly name: string
  readonly enabled: boolean
  /** `spent`: today's limit in dollars is reached. `cooling`: for at least one model. */
  readonly state: "ready" | "cooling" | "spent" | "disabled"
  readonly weight: number
  readonly priority: number
  readonly active: number
  /** Calls at the same time; null = any number. */
  readonly limit: number | null
  readonly spentTodayUsd: number
  readonly stopAtUsdPerDay: number | null
  readonly cooldowns: readonly CooldownView[]
  /** Share of calls that went well lately, 0 to 1; the last ones weigh most. */
  readonly health: number
  /** Since the gateway started. */
  readonly calls: number
  readonly faults: number
  readonly lastUsedAt: number | null
  readonly limitsSeen: readonly LimitSeen[]
}

/** `model` null: for all models. */
type CooldownView = {
  readonly model: string | null
  readonly class: CooldownClass
  readonly since: number
  readonly until: number
  readonly why: string
}

export type CooldownClass =
  /** A limit per minute or second. */
  | "minute"
  /** A quota that comes back on another day. */
  | "day"
  /** The account has no money or no such quota. */
  | "billing"
  /** Too busy, or no reason told. */
  | "overload"
  /** The upstream does not accept the credential. */
  | "auth"

/** A limit as the vendor's headers told it. */
export type LimitSeen = {
  /** As in the header, for example `requests` or `input-tokens`. */
  readonly what: string
  readonly limit: number | null
  readonly remaining: number | null
  readonly resetAt: number | null
  readonly source: "answer-headers"
  readonly seenAt: number
}

export type ModelView = {
  readonly model: string | null
  readonly active: number
  readonly limit: number | null
  readonly breaker: {
    readonly state: "closed" | "half-open" | "open"
    readonly failures: number
    readonly until: number | null
    readonly why: string | null
  }
}

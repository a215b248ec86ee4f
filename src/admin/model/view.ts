import type { Strategy, UpstreamKind } from "../../gateway/config/config.ts"

/**
 * What the gateway's page shows, as plain data. Built where the gateway runs, drawn in a browser. Moments are epoch ms,
 * durations ms, money US dollars. What is not known is null, never zero. No secret stands in it.
 */
export type GatewayView = {
  /** When this was read. */
  readonly at: number
  /** Null = the gateway does not run. */
  readonly running: RunningView | null
  readonly abilities: GatewayAbilities
  readonly today: TodayView
  readonly upstreams: readonly UpstreamView[]
  readonly keys: readonly KeyView[]
  readonly aliases: readonly { readonly name: string; readonly upstream: string; readonly model: string }[]
  /** What the gateway serves, for the forms. */
  readonly models: readonly string[]
  readonly budget: BudgetView
  readonly clients: readonly ClientView[]
  /** Newest first, 200 at most; those under way among them. */
  readonly requests: readonly RequestView[]
  readonly signatures: SignatureView
  readonly troubles: readonly { readonly what: string; readonly next: string }[]
}

/** What the program around the page can do; what it cannot is not offered. */
export type GatewayAbilities = {
  /** The gateway can be started and stopped from here. */
  readonly process: boolean
  /** The page can be opened in a browser from here. */
  readonly browser: boolean
  /** Files of clients lie on this machine and can be changed from here. */
  readonly clients: boolean
}

export type RunningView = {
  /** Where clients reach it: no slash at the end, no secret. */
  readonly url: string
  readonly since: number
  readonly version: string
  /** Path of the file with its settings. */
  readonly config: string
  /** Other machines reach it. */
  readonly exposed: boolean
}

export type TodayView = {
  readonly requests: number
  readonly failed: number
  readonly underWay: number
  readonly inputTokens: number | null
  readonly outputTokens: number | null
  readonly usd: number | null
  readonly basis: MoneyBasis
}

export type MoneyBasis = "measured" | "estimated" | "unknown"

export type UpstreamView = {
  readonly name: string
  readonly kind: UpstreamKind
  /** Null = the vendor's own. */
  readonly baseUrl: string | null
  readonly project: string | null
  readonly location: string | null
  readonly strategy: Strategy
  readonly breakers: readonly BreakerView[]
  /** Calls that wait for a free place. */
  readonly waiting: number
  readonly credentials: readonly CredentialView[]
}

/** Of one model; breakers that are closed are left out. */
export type BreakerView = {
  readonly model: string
  readonly state: "half-open" | "open"
  readonly why: string | null
  readonly until: number | null
}

export type CredentialState = "ready" | "busy" | "cooling" | "off" | "no-secret" | "at-floor"

export type CredentialView = {
  readonly name: string
  readonly state: CredentialState
  /** Where its secret lies, in words: `GEMINI_API_KEY`, `key store`, `ADC`, a path. */
  readonly source: string
  readonly enabled: boolean
  readonly weight: number
  readonly priority: number
  readonly stopAtUsdPerDay: number | null
  /** Calls under way, and how many may be; null = no limit. */
  readonly active: number
  readonly limit: number | null
  readonly cooldowns: readonly CooldownView[]
  readonly spentToday: number | null
  readonly requestsToday: number | null
  /** Limits as the vendor told them. */
  readonly limits: readonly LimitView[]
}

type CooldownView = {
  /** Null = the whole credential. */
  readonly model: string | null
  readonly until: number
  readonly why: string
}

export type LimitView = {
  readonly what: string
  readonly remaining: number | null
  readonly limit: number | null
  readonly resetsAt: number | null
  /** The header or body it was read from, and when. */
  readonly source: string
  readonly seenAt: number
}

export type KeyView = {
  readonly name: string
  /** Its beginning, enough to tell keys apart. */
  readonly prefix: string
  /** `all`, or names with `*`. */
  readonly models: "all" | readonly string[]
  readonly expiresAt: number | null
  readonly caps: CapsView
  readonly spent: {
    readonly daily: number | null
    readonly weekly: number | null
    readonly total: number | null
  }
  readonly loop: string | null
  readonly concurrency: number | null
  readonly createdAt: number
  readonly lastUsedAt: number | null
  readonly revokedAt: number | null
}

export type CapsView = {
  readonly dailyUsd: number | null
  readonly weeklyUsd: number | null
  readonly totalUsd: number | null
}

export type BudgetView = {
  /** As the gateway's own file says; null = as the user's settings of spending say. */
  readonly dailyUsd: number | null
  readonly weeklyUsd: number | null
  readonly unknownPrice: "refuse" | "allow"
  /** The caps that hold over everything. */
  readonly caps: readonly {
    readonly cap: "daily" | "weekly"
    readonly limit: number
    readonly spent: number
    readonly reserved: number
    readonly resetsAt: number | null
  }[]
}

export const clientNames = [
  "claude-code",
  "gemini-cli",
  "codex",
  "opencode",
  "openai",
  "anthropic",
  "genai",
] as const
export type ClientName = (typeof clientNames)[number]

export type ClientView = {
  readonly name: ClientName
  /** `code`: a library, for which there is a snippet and nothing to set up. */
  readonly state: "code" | "not-set-up" | "set-up"
  /** The files that are, or would be, changed. */
  readonly files: readonly string[]
}

export type RequestView = {
  readonly id: string
  readonly at: number
  readonly key: string
  readonly loop: string | null
  /** Of the loop; null = not told. */
  readonly iteration: number | null
  /** What the client asked for, and what it got where that is another. */
  readonly model: string
  readonly served: string | null
  readonly operation: string
  readonly format: string
  readonly upstream: string | null
  readonly credential: string | null
  readonly stream: boolean
  readonly state: "under-way" | "ok" | "failed" | "aborted"
  readonly status: number | null
  /** Null while it is under way. */
  readonly ms: number | null
  readonly firstByteMs: number | null
  readonly inputTokens: number | null
  readonly cachedTokens: number | null
  readonly outputTokens: number | null
  readonly usd: number | null
  readonly basis: MoneyBasis
  readonly attempts: number
  readonly error: string | null
}

/** One try at one upstream; asked for when a request is opened. The text is redacted. */
export type AttemptView = {
  readonly at: number
  readonly upstream: string
  readonly credential: string
  readonly model: string
  readonly status: number | null
  readonly ms: number
  /** Why this credential was chosen. */
  readonly why: string | null
  readonly error: string | null
}

type SignatureView = {
  readonly entries: number
  readonly hits: number
  readonly misses: number
  readonly evicted: number
}

export const ranges = ["1h", "6h", "24h", "7d", "30d"] as const
export type Range = (typeof ranges)[number]
export const groupings = ["model", "key", "credential", "upstream"] as const
export type Grouping = (typeof groupings)[number]

/** Numbers over time. Every row has one value for each moment of `times`; null = nothing happened then. */
export type SeriesView = {
  readonly range: Range
  readonly by: Grouping
  /** Beginning of each step. */
  readonly times: readonly number[]
  readonly stepMs: number
  /** The busiest first. */
  readonly rows: readonly SeriesRow[]
}

export type SeriesRow = {
  readonly name: string
  readonly requests: readonly (number | null)[]
  readonly failed: readonly (number | null)[]
  readonly p50: readonly (number | null)[]
  readonly p95: readonly (number | null)[]
  readonly inputTokens: readonly (number | null)[]
  readonly outputTokens: readonly (number | null)[]
  readonly usd: readonly (number | null)[]
}

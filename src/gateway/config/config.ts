/** What the gateway serves and forwards to, as the config file tells it, every default filled in. No secret stands in it. */
export type GatewayConfig = {
  readonly server: ServerConfig
  /** In the order of the file: the first that offers a model serves it, the others stand in for it. */
  readonly upstreams: readonly UpstreamConfig[]
  /** The user's own names for models; nothing is renamed that is not listed here. */
  readonly aliases: readonly AliasConfig[]
  readonly budget: BudgetConfig
  readonly log: LogConfig
  readonly images: {
    /** What happens to http addresses of pictures: passed on as addresses, fetched behind a guard, or refused (G73). */
    readonly urls: "pass" | "fetch" | "refuse"
    readonly maxBytes: number
  }
  /** Results of tools that are longer are cut in the middle, head and tail kept; null = never. */
  readonly toolResults: ToolResultLimits
}

export type ToolResultLimits = {
  readonly maxCharacters: number | null
  /** Tools with a limit of their own, by the name the client gives them. */
  readonly tools: readonly { readonly name: string; readonly maxCharacters: number }[]
}

export type ServerConfig = {
  /** Anything but a loopback address needs the flag `--expose` too. */
  readonly host: string
  /** 0 = any that is free. */
  readonly port: number
  readonly maxBodyBytes: number
  /** Requests in flight get this long when the gateway stops. */
  readonly drainMs: number
  /** A stream that says nothing for so long gets a comment or a ping (G66). */
  readonly keepAliveMs: number
}

export const upstreamKinds = [
  "gemini",
  "vertex-gemini",
  "vertex-claude",
  "anthropic",
  "openai",
  "openai-compatible",
] as const
export type UpstreamKind = (typeof upstreamKinds)[number]

/** The formats that are spoken on either side. */
export const formats = ["openai-chat", "openai-responses", "anthropic", "gemini"] as const
export type Format = (typeof formats)[number]

export type UpstreamConfig = {
  /** As breakers, ledger, metrics and the admin page name it; unique. */
  readonly name: string
  readonly kind: UpstreamKind
  /** Without a slash at its end; null = the vendor's own address. Must be named for `openai-compatible`. */
  readonly baseUrl: string | null
  /** Vertex alone. */
  readonly project: string | null
  readonly location: string | null
  readonly credentials: readonly CredentialConfig[]
  readonly strategy: Strategy
  /** `listed`: asked from the upstream and kept for a while; else exactly these. */
  readonly models: "listed" | readonly string[]
  readonly concurrency: { readonly perModel: number | null; readonly perCredential: number | null }
  readonly queue: { readonly length: number; readonly waitMs: number }
  /** Address of an HTTP proxy; null = `OUTBOUND_PROXY`; loopback addresses never go through one. */
  readonly proxy: string | null
  readonly timeouts: {
    readonly connectMs: number
    readonly firstByteMs: number
    readonly idleMs: number
    readonly totalMs: number
  }
  readonly quirks: Quirks
}

/** What servers of one kind differ in. */
export type Quirks = {
  /** Whether a Gemini endpoint takes JSON Schema as it is (G15). */
  readonly jsonSchema: boolean
  /** Chat Completions: the name of the limit. */
  readonly limitField: "max_tokens" | "max_completion_tokens"
  /** Chat Completions: whether `reasoning_effort` is taken. */
  readonly effort: "send" | "leave-out"
  /** What happens to tools that only OpenAI can run, toward other upstreams (G23). */
  readonly hostedTools: "refuse" | "leave-out"
  /** Whether `/v1/responses` is there: then Responses clients are passed through. */
  readonly responses: boolean
  /** Claude: models that take sampling fields (G04); `vertexVersion`: `anthropic_version` in bodies (G06). */
  readonly samplingModels: readonly string[]
  readonly vertexVersion: string
  readonly anthropicVersion: "2023-06-01" | "2026-10-21"
}

export const strategies = ["round-robin", "weighted", "priority", "sticky", "hybrid"] as const
export type Strategy = (typeof strategies)[number]

export type CredentialConfig = {
  /** Unique within its upstream. */
  readonly name: string
  readonly secret: SecretSource
  /** For `weighted`; at least 1. */
  readonly weight: number
  /** For `priority`: lower goes first. */
  readonly priority: number
  readonly enabled: boolean
  /** Not used any more once this much was spent through it today, in US dollars; null = no floor. */
  readonly stopAtUsdPerDay: number | null
  /** The same for single models, as the upstream calls them; none = no such floor. */
  readonly modelStops?: readonly ModelStop[]
}

type ModelStop = { readonly model: string; readonly usdPerDay: number }

/** Where a secret lies; the config file never holds one. */
export type SecretSource =
  | { readonly from: "env"; readonly name: string }
  /** The operating system's key store, or a file of mode 0600 in the home. */
  | { readonly from: "kept"; readonly account: string }
  /** Application default credentials (Vertex). */
  | { readonly from: "adc" }
  | { readonly from: "service-account"; readonly path: string }
  | { readonly from: "none" }

export type AliasConfig = { readonly name: string; readonly upstream: string; readonly model: string }

export type BudgetConfig = {
  /** US dollars over all keys; null = the user's `spend.json`, else none. */
  readonly dailyUsd: number | null
  readonly weeklyUsd: number | null
  /** What a model of unknown price does where a cap holds. */
  readonly unknownPrice: "refuse" | "allow"
}

export type LogConfig = {
  readonly keepHours: number
  /** Bodies are kept too, redacted; off unless asked for. */
  readonly capture: boolean
}

import type { Strategy, UpstreamKind } from "../../gateway/config/config.ts"
import type { AttemptView, CapsView, ClientName, GatewayView, Grouping, Range, SeriesView } from "./view.ts"

export type UpstreamForm = {
  readonly name: string
  readonly kind: UpstreamKind
  readonly baseUrl: string | null
  readonly project: string | null
  readonly location: string | null
}

/** A secret that is typed in is kept where secrets are kept and never sent back. */
export type SecretForm =
  | { readonly from: "typed"; readonly secret: string }
  | { readonly from: "env"; readonly name: string }
  | { readonly from: "adc" }
  | { readonly from: "service-account"; readonly path: string }
  | { readonly from: "none" }

export type CredentialSettings = {
  readonly enabled: boolean
  readonly weight: number
  readonly priority: number
  readonly stopAtUsdPerDay: number | null
}

export type KeySettings = {
  readonly models: "all" | readonly string[]
  /** Epoch ms. */
  readonly expiresAt: number | null
  readonly caps: CapsView
  readonly concurrency: number | null
}

/** What the page asks of the program around it. */
export type AdminAsk =
  | { readonly kind: "upstream-add"; readonly upstream: UpstreamForm }
  | { readonly kind: "upstream-remove"; readonly upstream: string }
  | { readonly kind: "strategy"; readonly upstream: string; readonly strategy: Strategy }
  | {
      readonly kind: "credential-add"
      readonly upstream: string
      readonly name: string
      readonly secret: SecretForm
    }
  | {
      readonly kind: "credential-change"
      readonly upstream: string
      readonly name: string
      readonly settings: CredentialSettings
    }
  | { readonly kind: "credential-remove"; readonly upstream: string; readonly name: string }
  /** Cooldowns and breakers of an upstream, or of one credential of it, are forgotten. */
  | { readonly kind: "reset"; readonly upstream: string; readonly credential: string | null }
  | { readonly kind: "key-add"; readonly name: string; readonly settings: KeySettings }
  | { readonly kind: "key-change"; readonly name: string; readonly settings: KeySettings }
  | { readonly kind: "key-revoke"; readonly name: string }
  | { readonly kind: "alias-add"; readonly name: string; readonly upstream: string; readonly model: string }
  | { readonly kind: "alias-remove"; readonly name: string }
  | {
      readonly kind: "budget"
      readonly dailyUsd: number | null
      readonly weeklyUsd: number | null
      readonly unknownPrice: "refuse" | "allow"
    }
  | { readonly kind: "series"; readonly range: Range; readonly by: Grouping }
  | { readonly kind: "attempts"; readonly request: string }
  | { readonly kind: "export"; readonly what: "config" | "requests" }
  | { readonly kind: "snippet"; readonly client: ClientName }
  /** Makes a key for the client and puts it and the address into the client's own settings. */
  | { readonly kind: "client-set-up" | "client-undo"; readonly client: ClientName }
  /** What only the program around the page does. */
  | { readonly kind: "start" | "stop" | "open-browser" }

/** What the program answers: an effect in one sentence, data, or why not with the next step. */
export type AdminReply =
  | { readonly kind: "done"; readonly message: string }
  /** The only time that the key's text is told. */
  | { readonly kind: "key"; readonly name: string; readonly secret: string }
  | { readonly kind: "series"; readonly series: SeriesView }
  | { readonly kind: "attempts"; readonly attempts: readonly AttemptView[] }
  | { readonly kind: "text"; readonly title: string; readonly text: string; readonly fileName: string }
  | { readonly kind: "refused"; readonly message: string; readonly next: string }

/** What the program sends to the page. */
export type AdminMessage =
  | { readonly kind: "view"; readonly view: GatewayView }
  | { readonly kind: "reply"; readonly id: number; readonly reply: AdminReply }

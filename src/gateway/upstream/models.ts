import type { AliasConfig, CredentialConfig, Format, UpstreamConfig } from "../config/config.ts"
import type { Target } from "./target.ts"
import type { UpstreamClient } from "./upstream-client.ts"

export type ModelEntry = {
  /** As clients name it. */
  readonly id: string
  readonly displayName: string
  readonly upstream: string
  /** What it stands for, where it is one of the user's own names. */
  readonly aliasOf: string | null
  /** Epoch seconds, where the upstream tells. */
  readonly createdAt: number | null
  /** `listed` by the upstream, `configured` in the file, or `known`: the upstream could not be asked. */
  readonly source: "listed" | "configured" | "known"
}

export type Resolution =
  | { readonly kind: "targets"; readonly targets: readonly Target[] }
  | { readonly kind: "unknown" }

export type ModelList = {
  /** Every model of every upstream, aliases first; asks upstreams whose list is too old. */
  readonly list: () => Promise<readonly ModelEntry[]>
  /** Who serves a model, the first choice first; `client`: the client's format. Asks no upstream unless it must. */
  readonly resolveModel: (name: string, client: Format | null) => Promise<Resolution>
  /** Forgets the ages, so that the next question asks the upstreams again. */
  readonly refresh: () => void
  /** Ends questions under way. */
  readonly close: () => void
}

export type ModelListOrder = {
  readonly home: string
  readonly upstreams: () => readonly UpstreamConfig[]
  readonly aliases: () => readonly AliasConfig[]
  readonly client: UpstreamClient
  /** The secret of a credential; null = there is none to be had. */
  readonly secret: (upstream: UpstreamConfig, credential: CredentialConfig) => Promise<string | null>
  readonly now: () => number
}

export function openModelList(_order: ModelListOrder): ModelList {
  throw new Error("not yet")
}

import { openSecrets } from "../../secrets/resolve-secret.ts"
import type { StorePlace } from "../../secrets/stores.ts"
import type { CredentialConfig } from "../config/config.ts"
import { openTokenSource, type TokenSource } from "./token-source.ts"

/** `none`: the upstream needs none. `why`: one sentence for people. */
export type UpstreamSecret =
  | { readonly kind: "secret"; readonly value: string }
  | { readonly kind: "none" }
  | { readonly kind: "missing"; readonly why: string }

export type UpstreamSecrets = {
  readonly of: (credential: CredentialConfig) => Promise<UpstreamSecret>
  /** The upstream answered 401: a token is made anew, a kept key read anew. */
  readonly refused: (credential: CredentialConfig, value: string) => void
  /** Somebody kept or removed one. */
  readonly forget: () => void
}

/** What calls to upstreams are paid with: API keys from where they lie, access tokens made of Google's credentials. */
export function openUpstreamSecrets(order: {
  readonly place: StorePlace
  readonly now: () => number
}): UpstreamSecrets {
  const { place, now } = order
  const secrets = openSecrets(place, now)
  const sources = new Map<string, TokenSource>()
  const tokensOf = (credential: CredentialConfig): TokenSource | null => {
    const { secret: source } = credential
    if (source.from !== "adc" && source.from !== "service-account") return null
    const name = JSON.stringify(source)
    const known = sources.get(name) ?? openTokenSource({ source, env: place.env, now })
    sources.set(name, known)
    return known
  }
  return {
    of: async (credential) => {
      if (credential.secret.from === "none") return { kind: "none" }
      const tokens = tokensOf(credential)
      if (tokens === null) return secrets.of(credential.secret)
      const token = await tokens.token()
      return token.kind === "token" ? { kind: "secret", value: token.value } : token
    },
    refused: (credential, value) => {
      const tokens = tokensOf(credential)
      if (tokens === null) secrets.forget()
      else tokens.refused(value)
    },
    forget: () => {
      secrets.forget()
      sources.clear()
    },
  }
}

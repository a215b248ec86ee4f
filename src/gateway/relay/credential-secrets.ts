import { openSecrets } from "../../secrets/resolve-secret.ts"
import type { StorePlace } from "../../secrets/stores.ts"
import type { CredentialConfig, SecretSource } from "../config/config.ts"
import { openTokenSource, type TokenSource } from "../upstream/token-source.ts"

type CredentialSecret =
  /** Null = this upstream needs none. */
  | { readonly kind: "secret"; readonly value: string | null }
  | { readonly kind: "missing"; readonly why: string }

/** Secrets of the credentials: keys out of environment and stores, access tokens made of Google's credentials. */
export type CredentialSecrets = {
  of(credential: CredentialConfig): Promise<CredentialSecret>
  /** The upstream did not accept it; true where asking again gives another one. */
  refused(credential: CredentialConfig, value: string | null): boolean
  /** Everything that was handed out and must never be written anywhere. */
  known(): readonly string[]
  forget(): void
  /** Reads the keys of these, so that they are known before any text could hold one. Tokens come new and need no reading. */
  learn(credentials: readonly CredentialConfig[]): Promise<void>
}

/** A few thousand tokens are handed out in a year; only the newest can still be used. */
const mostKnown = 256

export function openCredentialSecrets(place: StorePlace, now: () => number): CredentialSecrets {
  const secrets = openSecrets(place, now)
  const tokens = new Map<string, TokenSource>()
  const known = new Set<string>()

  const note = (value: string): string => {
    known.add(value)
    for (const oldest of known) {
      if (known.size <= mostKnown) break
      known.delete(oldest)
    }
    return value
  }
  const tokenSource = (source: Extract<SecretSource, { from: "adc" | "service-account" }>): TokenSource => {
    const name = source.from === "adc" ? "adc" : `file ${source.path}`
    const before = tokens.get(name)
    if (before !== undefined) return before
    const made = openTokenSource({ source, env: place.env, now })
    tokens.set(name, made)
    return made
  }
  const of = async ({ secret: source }: CredentialConfig): Promise<CredentialSecret> => {
    switch (source.from) {
      case "none":
        return { kind: "secret", value: null }
      case "adc":
      case "service-account": {
        const token = await tokenSource(source).token()
        return token.kind === "token" ? { kind: "secret", value: note(token.value) } : token
      }
      case "env":
      case "kept": {
        const read = await secrets.of(source)
        return read.kind === "secret" ? { kind: "secret", value: note(read.value) } : read
      }
      default:
        return source satisfies never
    }
  }
  return {
    of,
    refused: ({ secret: source }, value) => {
      if (source.from === "kept") secrets.forget()
      if (value === null || (source.from !== "adc" && source.from !== "service-account")) return false
      tokenSource(source).refused(value)
      return true
    },
    known: () => [...known],
    forget: () => {
      secrets.forget()
      tokens.clear()
    },
    learn: async (credentials) => {
      const keys = credentials.filter(({ secret }) => secret.from === "env" || secret.from === "kept")
      await Promise.all(keys.map(of))
    },
  }
}

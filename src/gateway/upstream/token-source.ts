import type { SecretSource } from "../config/config.ts"

export type Token =
  | { readonly kind: "token"; readonly value: string }
  | { readonly kind: "missing"; readonly why: string }

/** Access tokens for Vertex: made anew in time, once for all who wait. */
export type TokenSource = {
  readonly token: () => Promise<Token>
  /** The upstream answered 401 to this token: the next one is made anew, once. */
  readonly refused: (value: string) => void
}

/** Tokens from application default credentials or a service account's file, by Google's own library. */
export function openTokenSource(_order: {
  readonly source: Extract<SecretSource, { from: "adc" | "service-account" }>
  readonly env: NodeJS.ProcessEnv
  readonly now: () => number
}): TokenSource {
  throw new Error("not yet")
}

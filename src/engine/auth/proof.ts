/** What came of trying an access without spending anything. */
export type Proof =
  | { readonly kind: "not-tried"; readonly why: string }
  | { readonly kind: "proven"; readonly what: string }
  | { readonly kind: "refused"; readonly why: string; readonly next: string }

/** Longest that a proof may take, in ms. */
export const proofMs = 20_000

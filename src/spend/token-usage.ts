/** What is billed by the unit and not as plain text tokens. */
export const mediaKinds = ["audio-input", "cached-audio-input", "image-output", "cache-storage"] as const
export type MediaKind = (typeof mediaKinds)[number]

/**
 * Tokens of one model call. `input` excludes cache reads, cache writes and what `media` names; `output` includes `thinking`.
 * Null = the service did not tell.
 */
export type TokenUsage = {
  readonly input: number | null
  readonly cachedInput: number | null
  /** Tokens written to a cache of the usual lifetime. */
  readonly cacheWrite: number | null
  readonly output: number | null
  readonly thinking: number | null
  /** Tokens written to a cache that is kept for an hour. */
  readonly longCacheWrite?: number | null
  /** Amounts in the unit of the price row. */
  readonly media?: readonly { readonly what: MediaKind; readonly amount: number }[]
}

/** Whether a service told anything: all zero means that nothing was measured (agy, `--print-timeout`). */
export function isMeasured(usage: TokenUsage): boolean {
  const { input, cachedInput, cacheWrite, output, longCacheWrite, media = [] } = usage
  const told = [
    input,
    cachedInput,
    cacheWrite,
    output,
    longCacheWrite ?? null,
    ...media.map(({ amount }) => amount),
  ]
  return told.some((amount) => amount !== null && amount > 0)
}

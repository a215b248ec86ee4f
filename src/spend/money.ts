const nanosPerUsd = 1e9

/**
 * US dollars as whole billionths. Sums of whole numbers are exact and do not depend on their order, so that every process that
 * adds up the same records comes to the same decision; 2^53 of them are nine million dollars.
 */
export function nanosOf(usd: number): number {
  return Math.round(usd * nanosPerUsd)
}

/** The same as US dollars. */
export function usdOf(nanos: number): number {
  return nanos / nanosPerUsd
}

/** An amount for people: cents, and as many digits as it takes where cents would show nothing. */
export function usdText(usd: number): string {
  if (usd === 0 || Math.abs(usd) >= 0.01) return `$${usd.toFixed(2)}`
  return `$${Number(usd.toPrecision(2))}`
}

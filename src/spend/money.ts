const nanosPerUsd = 1e9

/**
 * US dollars as whole billionths. Sums of whole numbers are exact and do not depend on their order, so that every process that
 * adds up the same records comes to the same decision; 2^53 of them are nine million dollars.
 */
export function nanosOf(usd: number): number {
  return Math.round(usd * nanosPerUsd)
}

/** Billionths that came out of a multiplication, rounded up: a price is never too low, and the noise of the computer's fractions is no price. */
export function wholeNanos(nanos: number): number {
  return Math.ceil(Number(nanos.toFixed(3)))
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

/** "19.99" → 1999. */
export function toCents(price) {
  return Math.floor(Number(price) * 100)
}

/** 1999 → "19.99". */
export function formatCents(cents) {
  return (cents / 100).toFixed(2)
}

/** `percent` % of an amount in cents, rounded half up. */
export function percentOf(cents, percent) {
  return Math.round((cents * percent) / 100)
}

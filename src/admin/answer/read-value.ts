export function isText(value: unknown): value is string {
  return typeof value === "string" && value !== ""
}

/** Undefined = not readable; null is an answer of its own. */
export function textOrNull(value: unknown): string | null | undefined {
  return value === null || isText(value) ? value : undefined
}

/** An amount of at least nothing; undefined = not readable. */
export function amountOrNull(value: unknown): number | null | undefined {
  return value === null || isAmount(value) ? value : undefined
}

export function isAmount(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0
}

export function oneOf<T>(all: readonly T[], value: unknown): T | null {
  return all.find((one) => one === value) ?? null
}

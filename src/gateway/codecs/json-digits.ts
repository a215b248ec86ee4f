declare global {
  /** Source text access of JSON, in V8 since 11.4 (Node ≥ 21). */
  interface JSON {
    rawJSON(text: string): object
    isRawJSON(value: unknown): boolean
    parse(
      text: string,
      reviver: (key: string, value: unknown, context: { source?: string }) => unknown,
    ): unknown
  }
}

/** Only these can lose digits in a double, before its point or behind it; everything else takes the fast way. */
const risky = /(?:\d\.?){16}|\d[eE][-+]?\d{3}/

/** Nobody's request is nested so deeply; what is could be read, and would exhaust the stack of all that walks through it. */
const deepest = 500

/**
 * The value of a JSON text, or undefined when it is none that can be used. A number that a double cannot hold becomes a raw
 * number that `JSON.stringify` writes out digit by digit (G21).
 */
export function parseJson(text: string): unknown {
  try {
    const value = parseExactly(text)
    // Every level takes two brackets, so a short text, as the pieces of a stream are, needs no look.
    return text.length > 2 * deepest && isDeeper(value, deepest) ? undefined : value
  } catch {
    return undefined
  }
}

function parseExactly(text: string): unknown {
  if (!risky.test(text)) return JSON.parse(text)
  return JSON.parse(text, (_key, value: unknown, context) =>
    typeof value === "number" && context.source !== undefined && String(value) !== context.source
      ? exactNumber(value, context.source)
      : value,
  )
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false
  if (levels === 0) return true
  const inside: readonly unknown[] = Array.isArray(value) ? value : Object.values(value)
  return inside.some((inner) => isDeeper(inner, levels - 1))
}

/** `1.0` and `1e3` are the same number in a double; only what changes its value is kept as text. */
function exactNumber(value: number, source: string): unknown {
  return Number.isFinite(value) && source.length < 16 ? value : JSON.rawJSON(source)
}

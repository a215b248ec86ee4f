import type { Usage } from "./evidence.ts"

/** What is known before anything was told. */
export const unknownUsage: Usage = { inputTokens: null, outputTokens: null, usd: null, basis: "unknown" }

/** Adds two usages. Unknown stays unknown only while both are; a sum is as uncertain as its weaker part. */
export function addUsage(total: Usage, more: Usage): Usage {
  return {
    inputTokens: add(total.inputTokens, more.inputTokens),
    outputTokens: add(total.outputTokens, more.outputTokens),
    usd: add(total.usd, more.usd),
    basis: weaker(total, more),
  }
}

function add(a: number | null, b: number | null): number | null {
  if (a === null) return b
  return b === null ? a : a + b
}

function weaker(a: Usage, b: Usage): Usage["basis"] {
  if (a.basis === "unknown") return b.basis
  if (b.basis === "unknown") return a.basis
  return a.basis === "estimated" || b.basis === "estimated" ? "estimated" : "measured"
}

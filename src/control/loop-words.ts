import type { Outcome } from "../loop/outcome.ts"
import { usdText } from "../spend/money.ts"
import type { LoopView } from "./loop-view-schema.ts"

/** The state in one word, or the outcome of a loop that has one. */
export function stateWord(
  view: Pick<LoopView, "state"> & { readonly outcome: { readonly kind: Outcome } | null },
): string {
  if (view.outcome === null) return view.state
  return view.state === "paused" ? `paused (${view.outcome.kind})` : view.outcome.kind
}

export function spendText(spend: LoopView["spend"]): string {
  const { usd, inputTokens, outputTokens, basis } = spend
  if (basis === "unknown") return "unknown (the host tells nothing about it)"
  const tokens =
    inputTokens === null && outputTokens === null ? null : (inputTokens ?? 0) + (outputTokens ?? 0)
  const parts = [
    usd === null ? "money unknown" : usdText(usd),
    ...(tokens === null ? [] : [`${tokens.toLocaleString("en-US")} tokens`]),
  ]
  return `${parts.join(", ")} (${basis})`
}

export function failingText(view: Pick<LoopView, "failing" | "checks">): string {
  const { now, baseline, fixed, added } = view.failing
  if (view.checks.length === 0) return "unknown (--no-check)"
  const delta = fixed === null || added === null ? "" : `, last iteration ${fixed} fixed and ${added} new`
  return `${now} (${baseline} at the start${delta})`
}

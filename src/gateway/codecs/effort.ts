import type { ThinkingSetting } from "../model/exchange.ts"

type Effort = NonNullable<ThinkingSetting["effort"]>

/**
 * The one table between words and tokens (G44), as Google documents it for its OpenAI-compatible API; `minimal` and `low`
 * are the same budget because 1024 is the least that Anthropic takes.
 */
const budgets: Readonly<Record<Effort, number>> = {
  minimal: 1024,
  low: 1024,
  medium: 8192,
  high: 24576,
  max: 32768,
}

/** Tokens for a word of effort. */
export function budgetOfEffort(effort: Effort): number {
  return budgets[effort]
}

/** The least effort that covers a budget of more than 0 tokens. */
export function effortOfBudget(budget: number): Effort {
  if (budget <= budgets.low) return "low"
  if (budget <= budgets.medium) return "medium"
  return budget <= budgets.high ? "high" : "max"
}

/** The effort behind a client's word; `none` is off, words nobody knows are null. */
export function effortOfWord(word: string): Effort | "off" | null {
  switch (word) {
    case "none":
      return "off"
    case "minimal":
    case "low":
    case "medium":
    case "high":
    case "max":
      return word
    case "xhigh":
      return "max"
    default:
      return null
  }
}

/** OpenAI's word for a setting; null where the upstream shall decide. */
export function wordOfThinking(thinking: ThinkingSetting): string | null {
  if (thinking.kind === "off" || thinking.budget === 0) return "none"
  const effort =
    thinking.effort ??
    (thinking.budget !== null && thinking.budget > 0 ? effortOfBudget(thinking.budget) : null)
  return effort === "max" ? "xhigh" : effort
}

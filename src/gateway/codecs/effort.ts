import type { ThinkingSetting } from "../model/exchange.ts"

type Effort = NonNullable<ThinkingSetting["effort"]>

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

/**
 * The effort for a budget of more than 0 tokens (G44). The bounds are those of the tables towards Gemini and Claude
 * (`gemini/thinking-config.ts`, `anthropic/thinking-field.ts`), read backwards.
 */
function effortOfBudget(budget: number): Effort {
  if (budget <= 2048) return "low"
  if (budget <= 8192) return "medium"
  return budget <= 24_576 ? "high" : "max"
}

import type { TokenUsage } from "./backend.ts"

/** What models cost, in US dollars; null = not known, which is not free. */
export type Prices = {
  costOf(model: string, usage: TokenUsage): number | null
  /** The most that a call can cost with so many tokens in, and at most so many out. */
  mostOf(model: string, inputTokens: number, maxOutputTokens: number): number | null
}

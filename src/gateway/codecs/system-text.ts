import type { TextPart } from "../model/exchange.ts"

/**
 * System texts for vendors other than Anthropic: Claude Code's billing block changes with every build and would defeat
 * their prefix caches (G13).
 */
export function withoutBillingBlock(system: readonly TextPart[]): readonly TextPart[] {
  return system.filter((part) => !part.text.startsWith("x-anthropic-billing-header:"))
}

/** System texts as the one text that OpenAI's formats take; null = there is none. */
export function joinedSystem(system: readonly TextPart[]): string | null {
  const texts = withoutBillingBlock(system).flatMap(({ text }) => (text === "" ? [] : [text]))
  return texts.length === 0 ? null : texts.join("\n\n")
}

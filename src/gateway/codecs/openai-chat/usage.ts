import type { CallUsage } from "../../model/exchange.ts"
import { type Fields, numberOf, recordOf } from "../fields.ts"

/** Usage in this format's words: prompt tokens with cached ones, completion tokens with reasoning (G54, G55). */
export function chatUsage(usage: CallUsage): Fields {
  const prompt = (usage.input ?? 0) + (usage.cachedInput ?? 0) + (usage.cacheWrite ?? 0)
  const completion = usage.output ?? 0
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: usage.cachedInput ?? 0 },
    completion_tokens_details: { reasoning_tokens: usage.thinking ?? 0 },
  }
}

/** What an upstream of this format says it used; null when it says nothing. */
export function usageOfChat(said: unknown): CallUsage | null {
  const usage = recordOf(said)
  const prompt = numberOf(usage.prompt_tokens)
  const output = numberOf(usage.completion_tokens)
  if (prompt === null && output === null) return null
  const cached = numberOf(recordOf(usage.prompt_tokens_details).cached_tokens)
  return {
    input: prompt === null ? null : Math.max(0, prompt - (cached ?? 0)),
    cachedInput: cached,
    cacheWrite: null,
    output,
    thinking: numberOf(recordOf(usage.completion_tokens_details).reasoning_tokens),
  }
}

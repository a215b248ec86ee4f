import type { CallUsage } from "../../model/exchange.ts"
import { type Fields, numberOf, present } from "../fields.ts"

/** Gemini's counts: the prompt contains cached tokens, thoughts stand beside the candidates (G54). Null = not told. */
export function readUsage(metadata: Fields): CallUsage | null {
  const prompt = numberOf(metadata.promptTokenCount)
  const candidates = numberOf(metadata.candidatesTokenCount)
  const thoughts = numberOf(metadata.thoughtsTokenCount)
  const cached = numberOf(metadata.cachedContentTokenCount)
  const tools = numberOf(metadata.toolUsePromptTokenCount) ?? 0
  if (prompt === null && candidates === null && thoughts === null) return null
  return {
    input: prompt === null ? null : Math.max(0, prompt - (cached ?? 0)) + tools,
    cachedInput: cached,
    cacheWrite: null,
    output: candidates === null && thoughts === null ? null : (candidates ?? 0) + (thoughts ?? 0),
    thinking: thoughts,
  }
}

/** The same counts for a Gemini client; what is written to a cache is part of the prompt there. */
export function writeUsage(usage: CallUsage): Fields {
  const prompt =
    usage.input === null ? null : usage.input + (usage.cachedInput ?? 0) + (usage.cacheWrite ?? 0)
  const candidates = usage.output === null ? null : Math.max(0, usage.output - (usage.thinking ?? 0))
  return present({
    promptTokenCount: prompt,
    cachedContentTokenCount: usage.cachedInput,
    candidatesTokenCount: candidates,
    thoughtsTokenCount: usage.thinking,
    totalTokenCount: (prompt ?? 0) + (usage.output ?? 0),
  })
}

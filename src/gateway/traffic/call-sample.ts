import type { Call, CallEnd } from "./call.ts"

/** What one ended call adds to series and metrics. */
export type CallSample = {
  readonly model: string
  readonly key: string
  /** Upstream and credential, because credentials of two upstreams may have one name. */
  readonly credential: string
  readonly upstream: string
  readonly outcome: "succeeded" | "failed" | "aborted"
  readonly ms: number
  readonly inputTokens: number
  readonly outputTokens: number
  readonly usd: number
}

/** Stands where a call had none: it was refused before. */
const none = "none"

export function sampleOfCall(call: Call, end: CallEnd): CallSample {
  const last = call.attempts.at(-1)
  const { usage } = end
  return {
    model: last?.model ?? call.model ?? none,
    key: call.key ?? none,
    credential: last === undefined || last.credential === null ? none : `${last.upstream}/${last.credential}`,
    upstream: last?.upstream ?? none,
    outcome: outcomeOf(end),
    ms: end.ms,
    inputTokens: (usage?.input ?? 0) + (usage?.cachedInput ?? 0) + (usage?.cacheWrite ?? 0),
    outputTokens: usage?.output ?? 0,
    usd: end.usd ?? 0,
  }
}

function outcomeOf(end: CallEnd): CallSample["outcome"] {
  if (end.aborted) return "aborted"
  return end.status < 400 && end.code === null ? "succeeded" : "failed"
}

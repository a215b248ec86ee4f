import { readError as anthropicError } from "../../../src/gateway/codecs/anthropic/errors.ts"
import { readError as geminiError } from "../../../src/gateway/codecs/gemini/errors.ts"
import { readError as openaiError } from "../../../src/gateway/codecs/openai-chat/errors.ts"
import type { Outcome } from "../../../src/gateway/pool/pool.ts"
import type { CooldownClass } from "../../../src/gateway/pool/pool-view.ts"
import { type Playground, start } from "./pool-playground.ts"

/** What Google answers at a limit. */
export function googleBody(quotaId: string, retryDelay: string | null): string {
  const details = [
    { "@type": "type.googleapis.com/google.rpc.QuotaFailure", violations: [{ quotaId }] },
    ...(retryDelay === null ? [] : [{ "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay }]),
  ]
  return JSON.stringify({ error: { code: 429, status: "RESOURCE_EXHAUSTED", message: "no", details } })
}

const readers = { gemini: geminiError, anthropic: anthropicError, openai: openaiError }

/** An upstream's answer, read by the codec of its format as in real life. */
export function answered(
  format: keyof typeof readers,
  status: number,
  body: string,
  headers: Record<string, string> = {},
): Outcome {
  const error = readers[format]({ status, body, headers: new Headers(headers), now: start })
  return { kind: "fault", status, headers, body, error }
}

/** The rest that `a` has after this outcome, with its length in ms. */
export async function restAfter(
  outcome: Outcome,
  ground: Playground,
): Promise<{ class: CooldownClass; ms: number } | null> {
  const lease = await ground.lease()
  lease.done(outcome)
  const rest = ground.pool.view()[0]?.credentials[0]?.cooldowns[0]
  return rest === undefined ? null : { class: rest.class, ms: rest.until - rest.since }
}

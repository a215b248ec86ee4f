import type { Usage } from "../../../loop/evidence.ts"
import { unknownUsage } from "../../../loop/usage-sum.ts"
import type { FaultClass, TurnEnd } from "../../backend.ts"
import type { AgyOutcome } from "./classify.ts"
import { type Said, usageOfTurn } from "./collect.ts"

/** What a run of agy means for a turn. `now` in epoch ms. */
export function endOf(outcome: AgyOutcome, said: Said | null, now: number): TurnEnd {
  const conversation = said?.conversation ?? null
  const model = said?.model ?? null
  const usage = usageFrom(said)
  const fault = (
    kind: FaultClass,
    why: string,
    retryable: boolean,
    resumeAt: number | null = null,
  ): TurnEnd => ({
    kind: "fault",
    class: kind,
    why,
    retryable,
    resumeAt,
    conversation,
    model,
    usage,
  })
  switch (outcome.kind) {
    case "success":
      return { kind: "finished", message: outcome.text, conversation, model, usage }
    case "denied": {
      const what = outcome.actions.length === 0 ? "a tool" : `the tool ${outcome.actions.join(", ")}`
      return fault(
        "denied",
        `agy was not allowed to use ${what}: allow it in agy's settings (permissions.allow), or run in a throw-away worktree with --mode unsafe --worktree`,
        false,
      )
    }
    case "quota":
      return fault("quota", outcome.why, true, outcome.resumeInMs === null ? null : now + outcome.resumeInMs)
    case "auth":
      return fault("auth", `agy: ${outcome.why}`, false)
    case "config-error":
      return fault("unsupported", `agy: ${outcome.why}`, false)
    case "context":
      return fault("context", outcome.why, true)
    case "infra-error":
      return fault("infrastructure", outcome.why, outcome.retryable)
    case "timeout":
      return fault("timeout", "agy did not end its turn in time", true)
    case "idle-timeout":
      return fault("timeout", "agy said nothing any more and was ended", true)
    case "empty":
      return fault("empty", "agy reported success without an answer and without usage", true)
    case "canceled":
      return fault("infrastructure", "agy cancelled its own turn", true)
    case "incomplete":
      return fault("infrastructure", "agy ended its turn while a tool was still at work", true)
    case "crashed":
      return fault("infrastructure", "agy ended without a result", true)
    case "aborted":
      return fault("cancelled", "the turn was stopped", true)
    default:
      return outcome satisfies never
  }
}

/** Tokens of this turn alone; money is not told by agy. */
function usageFrom(said: Said | null): Usage {
  const tokens = said === null ? null : usageOfTurn(said)
  if (tokens === null) return unknownUsage
  const input = tokens.input === null ? tokens.cachedInput : tokens.input + (tokens.cachedInput ?? 0)
  return { inputTokens: input, outputTokens: tokens.output, usd: null, basis: "measured" }
}

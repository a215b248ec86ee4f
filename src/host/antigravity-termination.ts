import type { Termination } from "../loop/event.ts"
import type { Outcome } from "../loop/outcome.ts"
import { classifyError } from "./upstream-error.ts"

/** Reasons that pause by themselves, whatever the error text says: they are more precise than any text. */
const limits: Readonly<Record<string, Termination>> = {
  USER_CANCELED: pause("needs-human", "You stopped the turn."),
  USER_CANCELLED: pause("needs-human", "You stopped the turn."),
  MAX_INVOCATIONS: pause("host-capped", "Antigravity reached its limit of model calls for one turn."),
  MAX_STEPS_EXCEEDED: pause("host-capped", "Antigravity reached its limit of steps for one turn."),
  MAX_FORCED_INVOCATIONS: pause(
    "host-capped",
    "Antigravity reached its limit of continuations for one turn.",
  ),
  MAX_TOKEN_BUDGET_EXCEEDED: pause("host-capped", "Antigravity reached its token budget for one turn."),
}

const plain: Readonly<Record<string, Termination>> = {
  "": { kind: "eligible" },
  UNSPECIFIED: { kind: "eligible" },
  NO_TOOL_CALL: { kind: "eligible" },
  MODEL_STOP: { kind: "eligible" },
  TERMINAL_STEP_TYPE: { kind: "eligible-unless-human-wait" },
  ERROR: pause("host-error", "Antigravity ended the turn with an error and gave no text."),
  HALTED_STEP: pause("host-error", "Antigravity halted a step and ended the turn."),
  TERMINAL_CUSTOM_HOOK: pause("host-error", "Another hook told Antigravity to end the turn."),
  EARLY_CONTINUE: { kind: "not-a-stop" },
  INJECTED_RESPONSE: { kind: "not-a-stop" },
}

/**
 * Class of a Stop by its `terminationReason` and `error` (hooks contract section 6, table of termination reasons).
 * An error text beats a harmless reason; a name no build is known to send is `unknown`. `now` in epoch ms, for quota
 * errors that name a time of day.
 */
export function terminationOf(reason: string, error: string, now: number): Termination {
  const name = shortName(reason)
  const limit = own(limits, name)
  if (limit !== null) return limit
  if (error.trim() !== "") return pauseFor(error, now)
  return own(plain, name) ?? { kind: "unknown", name: name.slice(0, 100) }
}

/** Wire value without the prefix of its enum; builds and documentation disagree on prefix and case. */
export function shortName(reason: string): string {
  return reason
    .trim()
    .toUpperCase()
    .replace(/^(?:EXECUTOR_)?TERMINATION_REASON_/, "")
}

function pauseFor(error: string, now: number): Termination {
  const upstream = classifyError(error, now)
  const text = oneLine(error)
  switch (upstream.kind) {
    case "quota":
      return pause("rate-limited", `The model's quota is used up: ${text}`, upstream.resumeInMs)
    case "auth":
      return pause("needs-human", `Sign in to Antigravity again: ${text}`)
    case "context":
      return pause(
        "host-error",
        `The conversation no longer fits the model; the task is restated once Antigravity has compacted it: ${text}`,
      )
    case "other":
      return pause("host-error", `Antigravity reported an error: ${text}`)
    default:
      return upstream satisfies never
  }
}

function pause(outcome: Outcome, why: string, resumeInMs: number | null = null): Termination {
  return { kind: "pause", outcome, why, resumeInMs }
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim().slice(0, 500)
}

function own(table: Readonly<Record<string, Termination>>, name: string): Termination | null {
  return Object.hasOwn(table, name) ? (table[name] ?? null) : null
}

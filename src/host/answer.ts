import type { Decision } from "../loop/event.ts"

/**
 * JSON text of an answer. Half of a surrogate pair (a text cut in the middle of an emoji) is replaced: JavaScript
 * would escape it, but Antigravity's strict protojson reader refuses such an escape and voids the whole answer.
 */
export function answerJson(answer: object): string {
  return JSON.stringify(answer, (_key, value: unknown) =>
    typeof value === "string" ? value.replace(/\p{Surrogate}/gu, "\uFFFD") : value,
  )
}

/** A text meant for the agent. Blank text would void the answer or hang the turn, so it is a bug of the caller. */
export function requireText(text: string, what: string): string {
  if (text.trim() === "") throw new Error(`The ${what} for the host is blank.`)
  return text
}

/**
 * Lets the agent stop; where a loop ended or paused, hosts with a `systemMessage` show the user how (seen with Claude
 * Code 2.1.328 and Gemini CLI 0.61.0; Antigravity's parser knows no such field).
 */
export function permitAnswer(decision: Extract<Decision, { kind: "permit" }>): string {
  if (decision.outcome === null) return "{}"
  return answerJson({ systemMessage: `[for-loop] ${decision.outcome}: ${decision.reason}` })
}

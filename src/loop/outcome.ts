/** How a loop ended or why it is paused: the closed list of design §6, one enum for hook, CLI, UI and JSON. */
export const outcomes = [
  "verified",
  "already-green",
  "unverified",
  "iteration-limit",
  "time-limit",
  "spend-limit",
  "stuck",
  "tampered",
  "needs-human",
  "rate-limited",
  "host-capped",
  "host-error",
  "cancelled",
  "fault",
] as const

export type Outcome = (typeof outcomes)[number]

const exitCodes: Readonly<Record<Outcome, number>> = {
  verified: 0,
  "already-green": 0,
  unverified: 10,
  "iteration-limit": 11,
  "time-limit": 12,
  "spend-limit": 13,
  stuck: 14,
  tampered: 15,
  "needs-human": 16,
  "rate-limited": 17,
  "host-capped": 18,
  "host-error": 19,
  cancelled: 20,
  fault: 21,
}

const paused: ReadonlySet<Outcome> = new Set([
  "stuck",
  "needs-human",
  "rate-limited",
  "host-capped",
  "host-error",
])

/** Process exit code of an outcome (design §6). */
export function exitCodeOf(outcome: Outcome): number {
  return exitCodes[outcome]
}

/** Whether an outcome only pauses the loop (it can be resumed) or ends it. */
export function lifeAfter(outcome: Outcome): "paused" | "ended" {
  return paused.has(outcome) ? "paused" : "ended"
}

import type { LoopCard } from "../../model/view.ts"
import type { WordKey } from "../../model/words/words.ts"
import type { IconName } from "../icons.ts"

/** Colours by meaning; every one comes with an icon and a word. */
export type Tone = "run" | "good" | "wait" | "warn" | "bad" | "quiet"

export type Look = {
  readonly key: WordKey
  readonly icon: IconName
  readonly tone: Tone
  /** Whether something really runs at this moment. */
  readonly spins: boolean
}

const still = { spins: false } as const

/** Looks of outcomes, by the word of design §6. */
export const outcomeLooks: Readonly<Record<string, Look>> = {
  verified: { ...still, key: "outcomeVerified", icon: "pass-filled", tone: "good" },
  "already-green": { ...still, key: "outcomeAlreadyGreen", icon: "info", tone: "warn" },
  unverified: { ...still, key: "outcomeUnverified", icon: "question", tone: "warn" },
  "iteration-limit": { ...still, key: "outcomeIterationLimit", icon: "stop-circle", tone: "warn" },
  "time-limit": { ...still, key: "outcomeTimeLimit", icon: "watch", tone: "warn" },
  "spend-limit": { ...still, key: "outcomeSpendLimit", icon: "stop-circle", tone: "warn" },
  stuck: { ...still, key: "outcomeStuck", icon: "warning", tone: "bad" },
  tampered: { ...still, key: "outcomeTampered", icon: "shield", tone: "bad" },
  "needs-human": { ...still, key: "outcomeNeedsHuman", icon: "comment-discussion", tone: "wait" },
  "rate-limited": { ...still, key: "outcomeRateLimited", icon: "watch", tone: "wait" },
  "host-capped": { ...still, key: "outcomeHostCapped", icon: "debug-pause", tone: "wait" },
  "host-error": { ...still, key: "outcomeHostError", icon: "error", tone: "bad" },
  cancelled: { ...still, key: "outcomeCancelled", icon: "circle-slash", tone: "quiet" },
  fault: { ...still, key: "outcomeFault", icon: "error", tone: "bad" },
}

const ended: Look = { ...still, key: "wordEnded", icon: "circle-slash", tone: "quiet" }
const paused: Look = { ...still, key: "wordPaused", icon: "debug-pause", tone: "wait" }

export function outcomeLook(kind: string): Look {
  return outcomeLooks[kind] ?? ended
}

/** Icon, colour and word for what a loop does now. */
export function lookOf({ word, outcome, activity }: LoopCard): Look {
  switch (word) {
    case "armed":
      return { ...still, key: "wordArmed", icon: "record", tone: "wait" }
    case "running":
      return { key: "wordRunning", icon: "loading", tone: "run", spins: activity.kind === "thinking" }
    case "checking":
      return { key: "wordChecking", icon: "loading", tone: "run", spins: true }
    case "interrupted":
      return { ...still, key: "wordInterrupted", icon: "debug-disconnect", tone: "bad" }
    case "host-capped":
      return outcomeLook("host-capped")
    case "paused":
      if (outcome === null) return paused
      return outcome.kind === "needs-human" && pausedByUser(outcome) ? paused : outcomeLook(outcome.kind)
    case "ended":
      return outcome === null ? ended : outcomeLook(outcome.kind)
    default:
      return word satisfies never
  }
}

/** The rules give a pause by the user the outcome `needs-human`; only its reason tells. */
export function pausedByUser({ reason }: { readonly reason: string }): boolean {
  return /^you /i.test(reason)
}

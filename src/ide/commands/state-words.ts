import { type Speaker, speaker } from "../../dashboard/model/speak.ts"
import type { LoopCard, LoopWord } from "../../dashboard/model/view.ts"
import type { WordKey } from "../../dashboard/model/words/words.ts"
import { wordsOf } from "../../dashboard/model/words/words-of.ts"

/** Speaks the words of the dashboard in the language of the window (a tag such as `zh-tw`). */
export function speakerOf(tag: string): Speaker {
  const { lang, words } = wordsOf(tag)
  return speaker(lang, words)
}

/** The state of a loop in a word; an outcome says more than "paused" or "ended". */
export function stateWord(card: Pick<LoopCard, "word" | "outcome">, { say }: Speaker): string {
  const { outcome } = card
  if (outcome === null) return say(ofWord[card.word])
  const named = say(ofOutcome[outcome.kind] ?? ofWord[card.word])
  return card.word === "paused" ? `${say("wordPaused")} (${named})` : named
}

/** An outcome in a word; one that this version does not know stays as it is. */
export function outcomeWord(outcome: string, { say }: Speaker): string {
  const key = ofOutcome[outcome]
  return key === undefined ? outcome : say(key)
}

const ofWord: Readonly<Record<LoopWord, WordKey>> = {
  armed: "wordArmed",
  running: "wordRunning",
  checking: "wordChecking",
  interrupted: "wordInterrupted",
  "host-capped": "outcomeHostCapped",
  paused: "wordPaused",
  ended: "wordEnded",
}

const ofOutcome: Readonly<Record<string, WordKey>> = {
  verified: "outcomeVerified",
  "already-green": "outcomeAlreadyGreen",
  unverified: "outcomeUnverified",
  "iteration-limit": "outcomeIterationLimit",
  "time-limit": "outcomeTimeLimit",
  "spend-limit": "outcomeSpendLimit",
  stuck: "outcomeStuck",
  tampered: "outcomeTampered",
  "needs-human": "outcomeNeedsHuman",
  "rate-limited": "outcomeRateLimited",
  "host-capped": "outcomeHostCapped",
  "host-error": "outcomeHostError",
  cancelled: "outcomeCancelled",
  fault: "outcomeFault",
}

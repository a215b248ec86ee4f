import type { Speaker } from "../../model/speak.ts"
import type { LoopCard, OutcomeView } from "../../model/view.ts"
import type { WordKey } from "../../model/words/words.ts"
import type { IconName } from "../icons.ts"
import { outcomeLook, pausedByUser, type Tone } from "./look.ts"

export type Callout = {
  readonly kind: "stuck" | "review" | "other"
  readonly icon: IconName
  readonly tone: Tone
  readonly title: string
  readonly text: string
  /** What the loop itself gave as its reason, where that says more. */
  readonly reason: string | null
}

/** What has to be said about the state of a loop, in the reader's language; null while it works. */
export function calloutOf(loop: LoopCard, words: Speaker, now: number): Callout | null {
  const { word, outcome } = loop
  const say = (look: string, title: WordKey, text: string, reason: string | null): Callout => {
    const { icon, tone } = outcomeLook(look)
    return { kind: "other", icon, tone, title: words.say(title), text, reason }
  }
  switch (word) {
    case "armed":
    case "running":
    case "checking":
      return null
    case "interrupted":
      return {
        ...say("fault", "interruptedTitle", words.say("interruptedMeans"), null),
        icon: "debug-disconnect",
      }
    case "host-capped":
      return say("host-capped", "cappedTitle", words.say("cappedMeans"), null)
    case "paused":
      return outcome === null ? null : pausedCallout(outcome, words, now, say)
    case "ended":
      return outcome === null ? null : endedCallout(loop, outcome, words, say)
    default:
      return word satisfies never
  }
}

type Say = (look: string, title: WordKey, text: string, reason: string | null) => Callout

function pausedCallout(outcome: OutcomeView, words: Speaker, now: number, say: Say): Callout {
  const { kind, reason } = outcome
  switch (kind) {
    case "stuck":
      return { ...say(kind, "stuckTitle", words.say("breakerOpenMeans"), reason), kind: "stuck" }
    case "rate-limited":
      return say(kind, "limitedTitle", resetText(outcome, words, now), reason)
    case "host-capped":
      return say(kind, "cappedTitle", words.say("cappedMeans"), reason)
    case "host-error":
      return say(kind, "errorTitle", words.say("errorMeans"), reason)
    case "needs-human":
      if (/^review gate/i.test(reason))
        return { ...say(kind, "reviewTitle", words.say("reviewMeans"), null), kind: "review", icon: "eye" }
      if (pausedByUser(outcome))
        return {
          ...say(kind, "pausedTitle", words.say("pausedMeans"), ownWords(reason)),
          icon: "debug-pause",
        }
      return say(kind, "questionTitle", words.say("questionMeans"), reason)
    default:
      return say(kind, outcomeLook(kind).key, reason, null)
  }
}

function resetText({ resumeAt }: OutcomeView, words: Speaker, now: number): string {
  if (resumeAt === null) return words.say("limitedUnknown")
  if (resumeAt <= now) return words.say("limitedNow")
  const inTime = words.say("limitedIn", { time: words.clock(resumeAt - now) })
  return `${inTime} ${words.say("limitedAt", { time: words.time(resumeAt, now) })}`
}

/** The plain pause needs no second sentence. */
function ownWords(reason: string): string | null {
  return reason === "you paused the loop" ? null : reason
}

const meanings: Readonly<Record<string, WordKey>> = {
  verified: "verifiedMeans",
  "already-green": "alreadyGreenMeans",
  unverified: "unverifiedMeans",
  "iteration-limit": "iterationLimitMeans",
  "time-limit": "timeLimitMeans",
  "spend-limit": "spendLimitMeans",
  tampered: "tamperedMeans",
  cancelled: "cancelledMeans",
  fault: "faultMeans",
}

const saysAll: ReadonlySet<string> = new Set([
  "verified",
  "already-green",
  "unverified",
  "iteration-limit",
  "time-limit",
  "spend-limit",
])

function endedCallout(loop: LoopCard, { kind, reason }: OutcomeView, words: Speaker, say: Say): Callout {
  const meaning = meanings[kind]
  if (meaning === undefined) return say(kind, outcomeLook(kind).key, reason, null)
  const text = words.say(meaning, { failing: loop.failing.now })
  return say(kind, outcomeLook(kind).key, text, saysAll.has(kind) ? null : reason)
}

import type { LoopCard } from "../../dashboard/model/view.ts"
import { claimName } from "./claim-name.ts"
import type { Effect, Notice } from "./effect.ts"
import type { WatchSettings } from "./watch-settings.ts"

/** How often a loop is re-prompted without reaching its next iteration. */
const maxTries = 3
/** How long a message may take to be taken up: the host's own limit is 30 s (S39), and the model is slow at first. */
const takeUpMs = 2 * 60_000
/** A message reaches the conversation on screen, so two loops must not be spoken to in one breath. */
const apartMs = 45_000
/** After so long nobody expects the agent to start by itself because a window was opened. */
const staleMs = 12 * 60 * 60_000

/** `due`: when to look again (epoch ms); null = only when something changes. */
export type GoOn = { readonly effect: Effect | null; readonly due: number | null }

const nothing: GoOn = { effect: null, due: null }

/**
 * Whether a loop that the host capped, or whose quota is there again, is taken up now. `claimed` tells when which claim
 * was made, here or in another window; `chat` whether a message can be sent at all; `now` in epoch ms.
 */
export function goOnOf(
  loop: LoopCard,
  claimed: ReadonlyMap<string, number>,
  settings: WatchSettings,
  chat: "send" | "copy",
  now: number,
): GoOn {
  const cause = causeOf(loop)
  if (cause === null) return nothing
  const policy = cause.kind === "capped" ? settings.hostCapped : settings.rateLimited
  if (policy === "never") return nothing
  if (now < cause.readyAt) return { effect: null, due: cause.readyAt }
  const tries = triesOf(loop, claimed)
  // What lies on the clipboard of a sleeping user helps nobody, and replaces what he had there.
  if (policy === "ask" || chat === "copy" || (tries.count === 0 && now - cause.readyAt > staleMs)) {
    return tell(
      claimName(loop.id, "ask", loop.updatedAt, cause.readyAt),
      { kind: cause.kind, loop },
      settings,
    )
  }
  if (tries.count > 0 && now < tries.last + takeUpMs) return { effect: null, due: tries.last + takeUpMs }
  if (tries.count >= maxTries) {
    const claim = claimName(loop.id, "gave-up", loop.iteration)
    return tell(claim, { kind: "gave-up", loop, tries: tries.count }, settings)
  }
  const free = lastTry(claimed) + apartMs
  if (now < free) return { effect: null, due: free }
  return { effect: { kind: "go-on", claim: tryName(loop, tries.count + 1), loop }, due: now + takeUpMs }
}

type Cause = { readonly kind: "capped" | "reset"; readonly readyAt: number }

function causeOf(loop: LoopCard): Cause | null {
  const { outcome, word, requested } = loop
  // A loop that its user holds or ends is not ours to start; our own way of taking it up is a pause and a resume.
  if (requested.includes("cancel") || requested.lastIndexOf("pause") > requested.lastIndexOf("resume")) {
    return null
  }
  if (word === "host-capped") return { kind: "capped", readyAt: loop.updatedAt }
  if (word !== "paused" || outcome === null) return null
  if (outcome.kind === "host-capped") return { kind: "capped", readyAt: outcome.at }
  if (outcome.kind !== "rate-limited" || outcome.resumeAt === null) return null
  return { kind: "reset", readyAt: outcome.resumeAt }
}

function tell(claim: string, notice: Notice, { notifications }: WatchSettings): GoOn {
  if (notifications === "none") return nothing
  return { effect: { kind: "tell", claim, notice }, due: null }
}

/** The tries since the loop last got to an iteration; each has a name of its own, so that windows share the count. */
function triesOf(
  loop: LoopCard,
  claimed: ReadonlyMap<string, number>,
): { readonly count: number; readonly last: number } {
  let [count, last] = [0, 0]
  for (; count < maxTries; count += 1) {
    const at = claimed.get(tryName(loop, count + 1))
    if (at === undefined) break
    last = Math.max(last, at)
  }
  return { count, last }
}

function tryName(loop: LoopCard, attempt: number): string {
  return claimName(loop.id, tryPart, loop.iteration, attempt)
}

const tryPart = "go-on"

function lastTry(claimed: ReadonlyMap<string, number>): number {
  const tries = [...claimed].filter(([name]) => name.includes(`.${tryPart}.`)).map(([, at]) => at)
  return Math.max(0, ...tries)
}

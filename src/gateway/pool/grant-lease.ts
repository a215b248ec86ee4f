import type { Breakers } from "../../breaker/open-breakers.ts"
import type { CredentialConfig } from "../config/config.ts"
import type { Claim } from "./claim.ts"
import { classifyFault, type FaultFinding, type Rest, whatWasSaid } from "./classify-fault.ts"
import { type PickTools, usableCredentials } from "./pick-credential.ts"
import type { Lease, Outcome, Verdict } from "./pool.ts"
import { remember, tallyOf } from "./upstream-state.ts"

type GrantOrder = {
  readonly claim: Claim
  readonly config: CredentialConfig
  readonly why: string
  /** Epoch ms. */
  readonly at: number
  readonly tools: PickTools
  readonly breakers: Breakers
  readonly now: () => number
  /** Gives back the slots of client key and model. */
  readonly letGo: () => void
  /** Slots or rests are others now: those that wait are asked again. */
  readonly changed: () => void
}

/** A request that meets credentials at their limit goes on for so many of them in all; what else fails is repeated once (G65). */
const mostCredentials = 4

let turns = 0

/** Takes the slot of the credential and gives the lease that frees it, once. */
export function grantLease(order: GrantOrder): Lease {
  const { claim, config, breakers, tools, now } = order
  const { state } = claim
  const { target, tried, signal } = claim.order
  const link = { upstream: target.upstream.name, model: target.model }
  const place = { upstream: target.upstream.name, credential: config.name, model: target.model }
  const tally = tallyOf(state, config.name)
  const begun = tools.cooldowns.mark()
  let isProbe = breakers.probing(link)
  let holds = true
  let settled = false

  turns += 1
  tally.lastTurn = turns
  tally.lastUsedAt = order.at
  tally.calls += 1
  state.active += 1
  state.busy.take(config.name)

  const free = (): void => {
    if (!holds) return
    holds = false
    signal.removeEventListener("abort", cutOff)
    state.active -= 1
    state.busy.free(config.name)
    order.letGo()
    order.changed()
  }

  /** The client is gone: whatever becomes of the call, its slot is free for others at once (G66). */
  const cutOff = (): void => {
    endProbe()
    free()
  }

  const endProbe = (): void => {
    if (isProbe) breakers.abandoned(link)
    isProbe = false
  }

  signal.addEventListener("abort", cutOff, { once: true })

  const settle = (outcome: Outcome): Verdict => {
    const at = now()
    switch (outcome.kind) {
      case "aborted":
        endProbe()
        return { kind: "give-up", elsewhere: false }
      case "ok":
        remember(tally, "well", outcome.headers, at)
        tally.refusals = 0
        tools.cooldowns.answered(place, begun)
        breakers.succeeded(link, at)
        return { kind: "give-up", elsewhere: false }
      case "fault": {
        const finding = classifyFault(outcome, at)
        const isOurs = finding.meaning === "answers" || finding.retry === "never"
        remember(tally, isOurs ? "well" : "wrong", outcome.headers, at)
        if (finding.rest !== null && !isStaleToken(finding.rest, outcome.status)) {
          tools.cooldowns.rest(place, finding.rest, { kind: target.upstream.kind, begun, now: at })
        }
        const why = `${whatWasSaid(outcome)} from ${target.upstream.name}`
        breakers.failed(link, { meaning: finding.meaning, why, resumeAt: null }, at)
        return verdictOf(finding, at)
      }
      default:
        return outcome satisfies never
    }
  }

  /** An access token that ran out is got anew at once: only if that one is refused too, the account must rest. */
  const isStaleToken = (rest: Rest, status: number | null): boolean => {
    const { from } = config.secret
    if (rest.class !== "auth" || status !== 401 || (from !== "adc" && from !== "service-account"))
      return false
    tally.refusals += 1
    return tally.refusals === 1
  }

  const verdictOf = ({ retry }: FaultFinding, at: number): Verdict => {
    if (retry === "never") return { kind: "give-up", elsewhere: false }
    const most = retry === "other-credential" ? mostCredentials : retry === "once-more" ? 2 : 1
    const all = [...tried, config.name]
    if (all.length >= most) return { kind: "give-up", elsewhere: true }
    const others = usableCredentials({ ...claim.order, tried: all }, state, tools, at)
    return others.kind === "usable" ? { kind: "again" } : { kind: "give-up", elsewhere: true }
  }

  return {
    credential: config,
    why: order.why,
    waitedMs: Math.max(0, order.at - claim.since),
    answered: () => {
      if (!isProbe || settled) return
      isProbe = false
      breakers.succeeded(link, now())
      order.changed()
    },
    done: (outcome) => {
      if (settled) return { kind: "give-up", elsewhere: false }
      settled = true
      try {
        return settle(outcome)
      } finally {
        free()
      }
    },
  }
}

import { plural } from "../../loop/plural.ts"
import type { GatewayError } from "../model/exchange.ts"
import type { Acquired, AcquireOrder, RefusalReason } from "./pool.ts"

type Refused = Extract<Acquired, { readonly kind: "refused" }>

/** Until which moment one credential cannot be used, and why. */
export type Hindrance = {
  readonly credential: string
  readonly class: "minute" | "day" | "billing" | "overload" | "auth" | "spent"
  readonly until: number
  readonly why: string
}

const lookAgainMs = 1_000

/** All credentials rest: the earliest wake-up is told, and nothing is sent (G71). */
export function allResting(
  { target }: AcquireOrder,
  first: Hindrance,
  more: { readonly now: number; readonly onlyMoney: boolean },
): Refused {
  const waitMs = Math.max(1, first.until - more.now)
  const message = `No credential of ${quoted(target.upstream.name)} can be used for ${target.model} now. The first is back in ${lengthText(waitMs)}: ${quoted(first.credential)}, ${first.why}. Nothing was sent.`
  return refused("cooling", {
    status: 429,
    // A client that repeats stubbornly must be told that money is the matter, not the pace.
    code: more.onlyMoney ? "quota" : "rate-limited",
    message,
    retryAfterMs: waitMs,
  })
}

export function noCredential({ target, tried }: AcquireOrder): Refused {
  const name = quoted(target.upstream.name)
  const message =
    tried.length > 0
      ? `Every credential of ${name} was tried for this request.`
      : `${name} has no enabled credential. Add one with \`for-loop gateway credential add\`, or enable one on the gateway's page.`
  return refused("no-credential", { status: 503, code: "upstream-auth", message, retryAfterMs: null })
}

export function breakerOpen({ target }: AcquireOrder, until: number, why: string, now: number): Refused {
  const waitMs = Math.max(1, until - now)
  const message = `${target.model} through ${quoted(target.upstream.name)} failed too often and is left alone for ${lengthText(waitMs)}: ${why}. \`for-loop upstreams --reset\` ends that at once.`
  return refused("breaker", { status: 503, code: "overloaded", message, retryAfterMs: waitMs })
}

export function queueFull({ target }: AcquireOrder): Refused {
  const { name, queue } = target.upstream
  const message = `All slots of ${quoted(name)} are busy, with ${plural(queue.length, "request")} waiting already.`
  return refused("queue-full", { status: 429, code: "rate-limited", message, retryAfterMs: lookAgainMs })
}

export function queueTime({ target }: AcquireOrder): Refused {
  const { name, queue } = target.upstream
  const message = `No slot of ${quoted(name)} came free within ${lengthText(queue.waitMs)}.`
  return refused("queue-time", { status: 429, code: "rate-limited", message, retryAfterMs: lookAgainMs })
}

export function clientGone(): Refused {
  const message = "The client went away before a credential was free."
  return refused("aborted", { status: 499, code: "timeout", message, retryAfterMs: null })
}

export function poolClosed(): Refused {
  const message = "The gateway is stopping and takes no more requests."
  return refused("aborted", { status: 503, code: "overloaded", message, retryAfterMs: lookAgainMs })
}

function refused(reason: RefusalReason, error: Omit<GatewayError, "param">): Refused {
  return { kind: "refused", reason, error: { ...error, param: null } }
}

function quoted(name: string): string {
  return `"${name}"`
}

/** `900 ms`, `17 s`, `12 min`, `3 h`, rounded up. */
function lengthText(ms: number): string {
  if (ms < 1_000) return `${ms} ms`
  if (ms < 120_000) return `${Math.ceil(ms / 1_000)} s`
  if (ms < 7_200_000) return `${Math.ceil(ms / 60_000)} min`
  return `${Math.ceil(ms / 3_600_000)} h`
}

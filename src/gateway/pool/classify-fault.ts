import type { FaultMeaning } from "../../breaker/health.ts"
import { usedUpForMs } from "./limits-seen.ts"
import type { Outcome } from "./pool.ts"
import type { CooldownClass } from "./pool-view.ts"

type FaultOutcome = Extract<Outcome, { readonly kind: "fault" }>

/** What a failed call means for its credential, for the upstream and for another attempt. */
export type FaultFinding = {
  /** Null: the credential need not rest. */
  readonly rest: Rest | null
  /** For the breaker of upstream and model: a limit of one credential says nothing about the service. */
  readonly meaning: FaultMeaning
  /** Who may help: another credential, anybody of the upstream once more, another upstream alone, or nobody. */
  readonly retry: "other-credential" | "once-more" | "elsewhere" | "never"
}

export type Rest = {
  readonly class: CooldownClass
  /** `credential`: it rests for all models. */
  readonly scope: "model" | "credential"
  /** What the vendor asked for, in ms (G69). */
  readonly hintMs: number | null
  /** In our own words: a vendor's text might name a key. */
  readonly why: string
}

/** A vendor that rejects a key says so by a word in the body, sometimes with status 400 (Gemini). */
const keyWords =
  /"(?:reason|code|type)"\s*:\s*"(?:API_KEY_[A-Z_]+|invalid_api_key|authentication_error|ACCOUNT_STATE_INVALID|SERVICE_DISABLED|CONSUMER_SUSPENDED|account_deactivated)"/
/** Anthropic tells of an empty account by status 400 and this sentence alone. */
const moneyWords =
  /"(?:insufficient_quota|billing_error|billing_hard_limit_reached|BILLING_DISABLED)"|credit balance is too low/

/** Classes of failures by status and error code (G65, G68, G70). `now` in epoch ms. */
export function classifyFault(outcome: FaultOutcome, now: number): FaultFinding {
  const { status, error, body } = outcome
  const said = whatWasSaid(outcome)
  const hintMs = error.retryAfterMs
  if (moneyWords.test(body) || status === 402) {
    return ofCredential({
      class: "billing",
      scope: "credential",
      hintMs,
      why: `${said}: no money or quota left`,
    })
  }
  if (status === 401 || keyWords.test(body)) {
    return ofCredential({
      class: "auth",
      scope: "credential",
      hintMs,
      why: `${said}: the upstream rejects it`,
    })
  }
  if (status === 403 || error.code === "upstream-auth") {
    // Often one model that the account may not use: the others go on.
    return ofCredential({ class: "auth", scope: "model", hintMs, why: `${said}: it may not use this model` })
  }
  switch (error.code) {
    case "rate-limited":
    case "quota":
      return ofCredential(restOfLimit(outcome, said, now))
    case "overloaded":
      return {
        rest: { class: "overload", scope: "model", hintMs, why: `${said}: too busy` },
        meaning: "down",
        retry: "once-more",
      }
    case "upstream":
    case "timeout":
      return { rest: restAsked(hintMs, said), meaning: "down", retry: "once-more" }
    case "not-found":
      return { rest: null, meaning: "answers", retry: "elsewhere" }
    case "bad-request":
    case "too-large":
    case "unsupported":
    case "forbidden":
      return { rest: null, meaning: "answers", retry: "never" }
    case "unauthorized":
    case "budget":
    case "internal":
      return { rest: null, meaning: "says-nothing", retry: "never" }
    default:
      return error.code satisfies never
  }
}

/** The upstream's status, or our word for a failure without one. */
export function whatWasSaid({ status, error }: FaultOutcome): string {
  return status === null || status < 400 ? error.code : `status ${status}`
}

function ofCredential(rest: Rest): FaultFinding {
  return { rest, meaning: "says-nothing", retry: "other-credential" }
}

/** A limit: of the day, of the minute, or one that the vendor gives no reason and no time for (G70). */
function restOfLimit({ headers, body, error }: FaultOutcome, said: string, now: number): Rest {
  const quota = /"quotaId"\s*:\s*"([\w.-]{1,120})"/.exec(body)?.[1]
  const named = quota === undefined ? said : `${said}, ${quota}`
  const hintMs = error.retryAfterMs ?? usedUpForMs(headers, now)
  const rest = { scope: "model", hintMs } as const
  if (/"quotaId"\s*:\s*"[^"]*PerDay/i.test(body))
    return { ...rest, class: "day", why: `${named}: limit per day` }
  if (quota !== undefined && /Per(Minute|Second)/i.test(quota)) {
    return { ...rest, class: "minute", why: `${named}: limit per minute` }
  }
  if (error.code === "quota") return { ...rest, class: "day", why: `${named}: quota used up` }
  if (hintMs !== null) return { ...rest, class: "minute", why: `${named}: rate limit` }
  return {
    ...rest,
    class: "overload",
    why: `${named}: no reason told; fewer calls at the same time may help`,
  }
}

/** A failure that names a time is left alone until then, whatever it was. */
function restAsked(hintMs: number | null, said: string): Rest | null {
  return hintMs === null ? null : { class: "overload", scope: "model", hintMs, why: `${said}: asked to wait` }
}

import type { CredentialConfig, UpstreamConfig } from "../config/config.ts"
import type { GatewayError } from "../model/exchange.ts"
import type { UpstreamView } from "./pool-view.ts"

/** Headers as Node tells them: lower-case names. */
export type AnswerHeaders = Readonly<Record<string, string | readonly string[] | undefined>>

/** What is asked of the pool for one attempt. It asks only for what it reads of target and client key. */
export type AcquireOrder = {
  readonly target: { readonly upstream: UpstreamConfig; readonly model: string }
  readonly key: { readonly name: string; readonly concurrency: number | null }
  /** Hint that keeps a session on one credential (G14); null = none. */
  readonly session: string | null
  /** Ends the waiting; later it frees the slot at once, whatever `done` is told afterwards (G66). */
  readonly signal: AbortSignal
  /** Names of the credentials of this upstream that the request was tried with already. */
  readonly tried: readonly string[]
}

export type Acquired =
  | { readonly kind: "lease"; readonly lease: Lease }
  /** Nothing may be sent. `retryAfterMs` of the error is the earliest moment at which it makes sense (G71). */
  | { readonly kind: "refused"; readonly reason: RefusalReason; readonly error: GatewayError }

export type RefusalReason =
  /** Every credential rests, or is spent for today. */
  | "cooling"
  /** There is none that is enabled and was not tried. */
  | "no-credential"
  /** The breaker of upstream and model is open, or another call tries whether it answers again. */
  | "breaker"
  | "queue-full"
  | "queue-time"
  | "aborted"

/** A slot of one credential for one call. */
export type Lease = {
  readonly credential: CredentialConfig
  /** Why this one, in words. */
  readonly why: string
  readonly waitedMs: number
  /** The first of the answer came: if this call was the probe of a half-open breaker, others need not wait for its end. */
  answered(): void
  /** Frees the slot and remembers how it went; only the first call counts. */
  done(outcome: Outcome): Verdict
}

export type Outcome =
  | { readonly kind: "ok"; readonly headers: AnswerHeaders }
  /** `status` is the upstream's own, null when nothing was answered; `error` what the client would be told. */
  | {
      readonly kind: "fault"
      readonly status: number | null
      readonly headers: AnswerHeaders
      readonly body: string
      readonly error: GatewayError
    }
  | { readonly kind: "aborted" }

/** Before the first byte alone: whether another attempt makes sense (G65). */
export type Verdict =
  /** With another credential of this upstream, by `acquire` with this one among `tried`. */
  | { readonly kind: "again" }
  /** `elsewhere`: another upstream might do better; false where the request itself is at fault. */
  | { readonly kind: "give-up"; readonly elsewhere: boolean }

/** The user's credentials of every upstream, their limits, and who waits for them. */
export type Pool = {
  acquire(order: AcquireOrder): Promise<Acquired>
  view(): readonly UpstreamView[]
  /** Ends the rest of a credential (null = of all, and closes the upstream's breakers). Throws StoreError. */
  reset(upstream: string, credential: string | null): void
  /** Writes down what is not written yet and refuses whoever still waits. */
  close(): void
}

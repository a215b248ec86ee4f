import type { TokenUsage } from "../spend/token-usage.ts"
import type { BackendName } from "./backend.ts"

/** One model call before it is made. `upstream`: through which service, as the price table names it. */
type PlannedCall = {
  readonly loop: string
  readonly backend: BackendName
  readonly upstream: string
  readonly model: string
  /** Tokens that go in at most, and that may come out at most. */
  readonly inputTokens: number
  readonly maxOutputTokens: number
}

type Reservation =
  | { readonly kind: "reserved"; readonly id: string }
  /** `resetsAt`: epoch ms at which the cap lets calls through again; null = never by itself. */
  | { readonly kind: "refused"; readonly why: string; readonly resetsAt: number | null }

export type Cost = { readonly usd: number; readonly basis: "measured" | "estimated" }

/**
 * Money of a run: reserved before a call, settled after it, so that several processes together never pass a cap. A
 * call whose price is not known is refused where a cap holds (fail closed).
 */
export type Budget = {
  reserve(call: PlannedCall): Reservation
  /** Puts in what was used; settling again changes nothing. Returns sentences about caps that are nearly used up. */
  settle(
    id: string,
    call: { readonly upstream: string; readonly model: string; readonly usage: TokenUsage },
  ): readonly string[]
  /** The call was not made, or nothing was charged. */
  release(id: string): void
  /** What so many tokens cost through this service; null = no certain price. */
  costOf(upstream: string, model: string | null, usage: TokenUsage): Cost | null
}

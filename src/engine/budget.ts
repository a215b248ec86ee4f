import type { BackendName, TokenUsage } from "./backend.ts"

/** One model call before it is made. `maxUsd`: the most it can cost; null when its price is not known. */
export type PlannedCall = {
  readonly loop: string
  readonly backend: BackendName
  readonly model: string
  readonly maxUsd: number | null
}

export type Reservation =
  | { readonly kind: "reserved"; readonly id: string }
  /** `resetsAt`: epoch ms at which the cap lets calls through again; null = never by itself. */
  | { readonly kind: "refused"; readonly why: string; readonly resetsAt: number | null }

/**
 * Money of a run: reserved before a call, settled after it, so that several processes together never pass a cap. A
 * call whose price is not known is refused where a cap holds (fail closed).
 */
export type Budget = {
  reserve(call: PlannedCall): Reservation
  /** `usd`: what it cost; null = not known. */
  settle(
    id: string,
    call: { readonly model: string; readonly usage: TokenUsage; readonly usd: number | null },
  ): void
  /** The call was not made, or nothing was charged. */
  release(id: string): void
}

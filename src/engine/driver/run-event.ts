import type { LoopState } from "../../loop/state.ts"
import type { BackendName, FaultClass, TurnEvent } from "../backend.ts"
import type { PhaseName } from "../phases/phase.ts"
import type { How } from "../phases/route.ts"

/** Where a turn is done: a backend, and the model it is asked for (null = the backend's own choice). */
export type Link = { readonly backend: BackendName; readonly model: string | null }

export type PhaseEnd = {
  /** Path of the Markdown that the phase left. */
  readonly artifact: string
  readonly findings: { readonly P0: number; readonly P1: number; readonly P2: number }
  /** Where the loop goes from here; null when it ends or pauses for good. */
  readonly next: { readonly phase: PhaseName; readonly how: How } | null
  /** One sentence; null where the work just goes on. */
  readonly why: string | null
}

/** What happens in a headless run, for the live view, the event stream and the logs. */
export type RunEvent =
  /** Checks are chosen, branch and first checkpoint are made, the baseline is measured. */
  | {
      readonly kind: "begun"
      readonly state: LoopState
      readonly resumed: boolean
      /** Sentences about a branch or checkpoints that could not be made. */
      readonly notes: readonly string[]
    }
  | { readonly kind: "turn"; readonly turn: number; readonly link: Link; readonly prompt: string }
  | { readonly kind: "agent"; readonly turn: number; readonly event: TurnEvent }
  | {
      readonly kind: "fault"
      readonly turn: number
      readonly link: Link
      readonly class: FaultClass
      readonly why: string
    }
  /** Never silent: another backend or model goes on with the same state. */
  | { readonly kind: "failover"; readonly from: Link; readonly to: Link; readonly why: string }
  /** Nothing is done until `until` (epoch ms). */
  | { readonly kind: "waiting"; readonly until: number; readonly why: string }
  | { readonly kind: "checking"; readonly turn: number }
  /** A loop that works in phases begins one, or has ended a turn of one. */
  | {
      readonly kind: "phase"
      readonly turn: number
      readonly phase: PhaseName
      /** Null at its beginning. */
      readonly end: PhaseEnd | null
    }
  | { readonly kind: "decided"; readonly turn: number; readonly state: LoopState; readonly goesOn: boolean }
  | { readonly kind: "ended"; readonly state: LoopState }

import type { Usage } from "../loop/evidence.ts"
import type { Mode } from "../loop/settings.ts"
import type { TokenUsage } from "../spend/token-usage.ts"

/** Programs and services that can do the agent's work without an IDE. */
export const backendNames = ["agy", "gemini", "scripted"] as const
export type BackendName = (typeof backendNames)[number]

/** One agent turn as the driver orders it. */
export type TurnOrder = {
  readonly loop: string
  /** Counts from 1 over the whole loop; a turn that is taken up again after a crash keeps its number. */
  readonly turn: number
  /** Of the loop, as its checks will count it; counts from 1. */
  readonly iteration: number
  /** What the agent is told: announcement and task in the first turn, the hook's continue prompt later. */
  readonly prompt: string
  readonly workspace: string
  /** Private folder of this loop and backend, outside the workspace, for what must survive a crash. */
  readonly folder: string
  readonly model: string | null
  readonly mode: Mode
  /** Absolute paths of files that go with the prompt. */
  readonly attachments: readonly string[]
  /** Conversation of the earlier turns as this backend named it; null in the first. */
  readonly conversation: string | null
  /** Epoch ms by which the turn must have ended. */
  readonly deadline: number
}

/** What happens inside a turn, for the live view, the event stream and the spend caps. Texts are untrusted. */
export type TurnEvent =
  | { readonly kind: "text"; readonly text: string }
  | {
      readonly kind: "tool"
      readonly phase: "started" | "ended"
      readonly call: string
      readonly name: string
      /** One line for people: the command, the path. */
      readonly what: string
      readonly failed: boolean
    }
  | { readonly kind: "usage"; readonly model: string; readonly usage: TokenUsage }
  | { readonly kind: "note"; readonly text: string }

/** Why a turn did not end by the agent's own words. None of them spends an iteration. */
export type FaultClass =
  | "rate-limited"
  | "quota"
  | "auth"
  | "denied"
  | "context"
  | "timeout"
  | "empty"
  | "safety"
  | "budget"
  | "cancelled"
  | "unsupported"
  | "infrastructure"

export type TurnEnd =
  | {
      readonly kind: "finished"
      /** The agent's last message: the one place where a claim counts. */
      readonly message: string
      readonly conversation: string | null
      readonly model: string | null
      /** Sum of the turn in the terms of the ledger; unknown is null. */
      readonly usage: Usage
    }
  | {
      readonly kind: "fault"
      readonly class: FaultClass
      /** One sentence for people, redacted. */
      readonly why: string
      /** Whether the same turn may be tried again on the same backend. */
      readonly retryable: boolean
      /** Epoch ms from which a retry makes sense, where the service told it. */
      readonly resumeAt: number | null
      readonly conversation: string | null
      readonly model: string | null
      readonly usage: Usage
    }

export type Availability =
  | { readonly kind: "ready"; readonly why: string; readonly version: string | null }
  | { readonly kind: "unavailable"; readonly why: string; readonly next: string }

/**
 * One way to let an agent work. A turn is taken up where a crash left it when the same order comes again: what was paid
 * and answered is not asked again. Everything a turn starts ends with it, also when `signal` fires.
 */
export type Backend = {
  readonly name: BackendName
  /** Whether it can work here, proven without spending anything. */
  probe(signal: AbortSignal): Promise<Availability>
  turn(order: TurnOrder, on: (event: TurnEvent) => void, signal: AbortSignal): Promise<TurnEnd>
  close(): Promise<void>
}

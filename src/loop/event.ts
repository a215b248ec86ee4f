import type { Outcome } from "./outcome.ts"

/** Hosts that start our hook as a process and speak a dialect of their own. */
export const wireHosts = ["antigravity", "claude-code", "gemini-cli"] as const
export type WireHost = (typeof wireHosts)[number]

/** `headless`: our own driver (`for-loop run`), which calls the hook in its own process. */
export const hosts = [...wireHosts, "headless"] as const
export type Host = (typeof hosts)[number]

/** Why the host stopped, in our classes (platform contract, Stop section). */
export type Termination =
  | { readonly kind: "eligible" }
  | { readonly kind: "eligible-unless-human-wait" }
  | {
      readonly kind: "pause"
      readonly outcome: Outcome
      readonly why: string
      readonly resumeInMs: number | null
    }
  | { readonly kind: "not-a-stop" }
  | { readonly kind: "unknown"; readonly name: string }

type Common = {
  readonly host: Host
  /** Safe to use as a file name; the decoder refuses anything else. */
  readonly conversationId: string
  readonly workspacePaths: readonly string[]
  readonly transcriptPath: string | null
  readonly model: string | null
}

/** Tokens and money of one turn as a host tells them; the same shape as `Usage` of the evidence. */
type TurnUsage = {
  readonly inputTokens: number | null
  readonly outputTokens: number | null
  readonly usd: number | null
  readonly basis: "measured" | "estimated" | "unknown"
}

/**
 * What a Stop may mean in a loop that works in phases. `think`: no file was to be changed, so nothing is complete and
 * nothing stands still. `work`: a green check is not the end yet. `last`: judged like every Stop of other loops.
 */
export type Leg = "think" | "work" | "last"

export type StopEvent = Common & {
  readonly kind: "stop"
  readonly termination: Termination
  readonly fullyIdle: boolean
  /** Last assistant text when the host sends it; null = read the transcript. */
  readonly message: string | null
  /** True when `message` holds the whole continued turn, not only its last answer (Gemini CLI). */
  readonly messageAccumulates: boolean
  /** What the turn used, where the host tells it (only the headless driver does). */
  readonly usage?: TurnUsage
  /** What this Stop may mean; absent = it may complete the loop (only the headless driver works in phases). */
  readonly leg?: Leg
  /** Part of the payload that differs between two turns, for de-duplication (S42). */
  readonly turnKey: string
}

export type PromptEvent = Common & {
  readonly kind: "prompt"
  /** The user's text when the host sends it; null = read the transcript. */
  readonly prompt: string | null
}

export type HookEvent =
  | StopEvent
  | PromptEvent
  | (Common & { readonly kind: "heartbeat" })
  | (Common & { readonly kind: "session-start" })
  | (Common & {
      readonly kind: "tool"
      readonly phase: "before" | "after"
      readonly tool: { readonly name: string; readonly args: Readonly<Record<string, unknown>> } | null
      readonly error: string | null
    })

/** A tool call that did not happen, with its arguments as the host recorded them. */
export type FailedCall = { readonly name: string; readonly args: Readonly<Record<string, unknown>> }

/** A user request as the host recorded it. `key` identifies the row, so the same row is never a second command. */
export type UserRequest = { readonly text: string; readonly key: string }

/** What the end of a transcript says about the current turn. */
export type Turn = {
  readonly request: UserRequest | null
  /** Last assistant text after the last user row and after our own last continuation. */
  readonly message: string | null
  /** False while a tool call, a RUNNING row or a missing answer shows that the turn has not ended. */
  readonly over: boolean
  /** The turn ended on a question to the user (S55). */
  readonly waitingForHuman: boolean
  /** Changes whenever the transcript does; part of the de-duplication key. */
  readonly fingerprint: string
  readonly badLines: number
  /** Tool calls that were refused or broken off (S58), where the transcript shows them. */
  readonly failedCalls?: readonly FailedCall[]
}

/** What `decide` answers: let the agent stop, or keep it working with a prompt. */
export type Decision =
  | { readonly kind: "permit"; readonly outcome: Outcome | null; readonly reason: string }
  | { readonly kind: "continue"; readonly prompt: string }

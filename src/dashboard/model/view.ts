/**
 * What the dashboard shows, as plain data. Built on the machine (`dashboard/feed`), drawn in the browser (`dashboard/ui`).
 * Moments are epoch ms, durations ms. A number that is not known is null, never zero.
 */
export type DashboardView = {
  /** When this was read. */
  readonly at: number
  readonly setup: SetupView
  /** Prepared loops that wait for a conversation, newest first. */
  readonly arms: readonly ArmView[]
  /** Loops of these workspaces that have not ended, and the one that ended last; newest first; a tab each. */
  readonly loops: readonly LoopCard[]
  /** Loops that ended, newest first. */
  readonly history: readonly HistoryRow[]
  /** What cannot be read or needs attention and belongs to no loop that can be shown. */
  readonly troubles: readonly Trouble[]
  readonly abilities: Abilities
}

/** What the program around the UI can do; what it cannot is not offered. */
export type Abilities = {
  /** Which folder names the workspaces: shown and used by the start form. */
  readonly workspaces: readonly string[]
  /** How a line reaches the agent's chat. */
  readonly chat: "send" | "copy"
  /** Files, diffs and logs open in an editor; without one, diffs are shown as text. */
  readonly editor: boolean
  /** Setup and doctor can be run from here. */
  readonly setup: boolean
  /** What the start form holds at first, where the user has set that; left out, the defaults of a loop. */
  readonly start?: StartDefaults
}

export type StartDefaults = {
  readonly maxIterations: number
  readonly maxMinutes: number
  /** Null = the mode's cap. */
  readonly maxUsd: number | null
  readonly mode: "safe" | "auto" | "unsafe"
  readonly completion: string | null
  readonly branch: "auto" | "none"
}

export type SetupView = {
  readonly plugin: "installed" | "missing" | "outdated" | "damaged"
  /** When a host last really ran our hook (the armed light); null = never seen. */
  readonly hookSeenAt: number | null
  readonly disabled: boolean
  /** One sentence for people; empty when all is well. */
  readonly note: string
}

export type ArmView = {
  readonly token: string
  readonly task: string
  readonly workspace: string
  readonly checks: readonly string[]
  readonly expiresAt: number
  /** The line that starts it in the chat. */
  readonly paste: string
}

export type LoopWord = "armed" | "running" | "checking" | "interrupted" | "host-capped" | "paused" | "ended"

/** Why a loop waits or stopped is told by its word and its outcome. */
export type Activity =
  | { readonly kind: "thinking"; readonly since: number | null }
  /** `command` and `lastLine` (stripped and redacted) are null until known. */
  | {
      readonly kind: "checking"
      readonly since: number | null
      readonly command: string | null
      readonly lastLine: string | null
    }
  | { readonly kind: "waiting-for-you" }
  | { readonly kind: "waiting-for-reset"; readonly until: number | null }
  | { readonly kind: "stopped" }

export type LoopCard = {
  readonly id: string
  readonly word: LoopWord
  readonly outcome: OutcomeView | null
  readonly task: string
  readonly workspace: string
  readonly host: string
  readonly conversation: string | null
  readonly mode: "safe" | "auto" | "unsafe"
  readonly checks: readonly string[]
  readonly branch: { readonly name: string; readonly previous: string | null } | null
  readonly createdAt: number
  readonly startedAt: number | null
  readonly updatedAt: number
  readonly elapsedMs: number
  /** Whether `elapsedMs` still grows. */
  readonly clockRuns: boolean
  readonly iteration: number
  readonly activity: Activity
  readonly baseline: { readonly verdict: "green" | "red" | "unknown"; readonly failing: number }
  readonly failing: { readonly now: number; readonly first: readonly string[] }
  /** What the last iteration changed; null before the first. */
  readonly delta: {
    readonly fixed: number
    readonly still: number
    readonly added: number
    readonly flaky: number
  } | null
  readonly blocks: Blocker | null
  readonly ends: Ends
  readonly spend: SpendView
  readonly breaker: { readonly state: "closed" | "half-open" | "open"; readonly why: string | null }
  readonly gate: GateView
  readonly flaky: readonly string[]
  /** Requests of the user that the loop has not obeyed yet. */
  readonly requested: readonly ("cancel" | "pause" | "resume" | "steer" | "approve")[]
  /** Oldest first; `n` counts from 1. */
  readonly iterations: readonly IterationRow[]
  /** Whether the workspace has checkpoints, and if not why. */
  readonly checkpoints: { readonly kind: "kept" } | { readonly kind: "none"; readonly why: string }
  /** What the user may do now. */
  readonly actions: readonly LoopAction[]
  readonly next: string
}

export type LoopAction =
  | "pause"
  | "resume"
  | "cancel"
  | "steer"
  | "approve"
  | "restore"
  | "continue"
  | "extend"

export type OutcomeView = {
  readonly kind: string
  readonly reason: string
  readonly at: number
  readonly resumeAt: number | null
  readonly until: "resume" | "user-message" | "reset-time" | "never"
}

/** The first failure that stands in the way. */
export type Blocker = {
  readonly title: string
  readonly message: string
  readonly expected: string | null
  readonly actual: string | null
  /** Relative to the workspace where it lies in it. */
  readonly file: string | null
  readonly line: number | null
}

export type Need =
  /** Every check has to pass. `failing`: how many do not yet; 0 = not known by number. */
  | { readonly kind: "green"; readonly failing: number }
  /** So many findings have to be approved or taken back. */
  | { readonly kind: "findings"; readonly open: number }
  /** The agent has to claim this exact text. */
  | { readonly kind: "claim"; readonly text: string }

/** Distance to each end of the loop. */
export type Ends = {
  /** What completion still needs, nearest first. */
  readonly completion: readonly Need[]
  readonly iterationsLeft: number
  readonly maxIterations: number
  readonly minutesLeft: number
  readonly maxMinutes: number
  /** Null when no money is known. */
  readonly usdLeft: number | null
  readonly maxUsd: number
  readonly reviewIn: number | null
}

export type SpendView = {
  readonly usd: number | null
  readonly inputTokens: number | null
  readonly outputTokens: number | null
  readonly basis: "measured" | "estimated" | "unknown"
  readonly checkMs: number
}

export type GateView =
  | { readonly kind: "unmeasured" }
  | { readonly kind: "intact" }
  | { readonly kind: "findings"; readonly open: number; readonly findings: readonly FindingView[] }

export type FindingView = {
  readonly id: string
  readonly file: string
  readonly line: number | null
  readonly severity: string
  readonly why: string
  readonly before: string
  readonly after: string
  readonly approvedBy: string | null
}

export type IterationRow = {
  readonly n: number
  readonly at: number
  readonly durationMs: number
  readonly checkMs: number
  readonly verdict: "green" | "red" | "inconclusive" | "unchecked"
  readonly failing: number
  readonly fixed: number
  readonly added: number
  readonly flaky: number
  readonly findings: number
  readonly reused: boolean
  readonly claim: "none" | "promise" | "blocked"
  readonly decision: "continue" | "permit"
  readonly checkpoint: boolean
  /** Null until it was computed, or where there are no checkpoints. */
  readonly diff: { readonly files: number; readonly added: number; readonly removed: number } | null
}

export type HistoryRow = {
  readonly id: string
  readonly outcome: string
  readonly task: string
  readonly iterations: number
  readonly endedAt: number
  readonly elapsedMs: number
  readonly usd: number | null
  readonly basis: "measured" | "estimated" | "unknown"
}

export type Trouble = { readonly what: string; readonly next: string; readonly loop: string | null }

/** What an expanded row of the timeline shows; asked for when it is opened. `n` 0 is the baseline. */
export type IterationDetail = {
  readonly loop: string
  readonly n: number
  /** What the agent was told, as bounded and redacted text. */
  readonly digest: string
  readonly checks: readonly {
    readonly command: string
    readonly end: string
    readonly exitCode: number | null
    readonly durationMs: number
    readonly passed: number | null
    readonly failed: number | null
    readonly skipped: number | null
    readonly note: string | null
    readonly failures: readonly Blocker[]
    /** Whether a full log can be opened. */
    readonly log: boolean
  }[]
  readonly findings: readonly FindingView[]
  readonly notes: readonly string[]
}

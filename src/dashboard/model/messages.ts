import type { DashboardView, IterationDetail } from "./view.ts"

export type StartForm = {
  readonly task: string
  readonly workspace: string
  /** Null = the detected ones; empty = `--no-check`. */
  readonly checks: readonly string[] | null
  readonly maxIterations: number
  readonly maxMinutes: number
  readonly maxUsd: number | null
  readonly mode: "safe" | "auto" | "unsafe"
  readonly completion: string | null
  readonly branch: "auto" | "none"
}

/** What the UI asks of the program around it. */
export type Ask =
  | { readonly kind: "detect-checks"; readonly workspace: string }
  | { readonly kind: "start"; readonly form: StartForm }
  | { readonly kind: "withdraw-arm"; readonly token: string }
  /** Puts an arm's line into the chat, or on the clipboard where that is not possible. */
  | { readonly kind: "send-arm"; readonly token: string }
  | { readonly kind: "pause" | "resume" | "cancel"; readonly loop: string }
  /** A limit that ended the loop is raised by the user's own number. */
  | {
      readonly kind: "extend"
      readonly loop: string
      readonly maxIterations: number | null
      readonly maxMinutes: number | null
    }
  /** Re-prompts a loop whose host ended the turn. */
  | { readonly kind: "continue"; readonly loop: string }
  | { readonly kind: "steer"; readonly loop: string; readonly hint: string }
  | { readonly kind: "approve"; readonly loop: string; readonly finding: string }
  /** Asks the agent to take a weakening back (a steer that names the finding). */
  | { readonly kind: "reject"; readonly loop: string; readonly finding: string }
  | { readonly kind: "restore"; readonly loop: string; readonly checkpoint: number }
  /** Diff of iteration `n` against the checkpoint before it. */
  | { readonly kind: "diff"; readonly loop: string; readonly n: number }
  | { readonly kind: "iteration"; readonly loop: string; readonly n: number }
  | { readonly kind: "open-file"; readonly loop: string; readonly file: string; readonly line: number | null }
  | { readonly kind: "open-log"; readonly loop: string; readonly n: number }
  | { readonly kind: "report"; readonly loop: string; readonly format: "markdown" | "json" }
  | { readonly kind: "setup" | "doctor" }

/** What the program answers: an effect in one sentence, data, or why not with the next step. */
export type Reply =
  /** `sentArm`: the token of a waiting loop whose line is in the chat now. */
  | { readonly kind: "done"; readonly message: string; readonly sentArm?: string }
  | { readonly kind: "checks"; readonly checks: readonly string[]; readonly why: string }
  | { readonly kind: "detail"; readonly detail: IterationDetail }
  /** For a UI without an editor: a diff, report or log to be shown or saved. */
  | { readonly kind: "text"; readonly title: string; readonly text: string; readonly fileName: string }
  | { readonly kind: "refused"; readonly message: string; readonly next: string }

/** What the program sends to the UI. */
export type HostMessage =
  | { readonly kind: "view"; readonly view: DashboardView }
  | { readonly kind: "reply"; readonly id: number; readonly reply: Reply }
  /** Opens a place of the UI: a loop's tab, or the start form. */
  | { readonly kind: "show"; readonly place: "start" | "setup" | "loop"; readonly loop: string | null }

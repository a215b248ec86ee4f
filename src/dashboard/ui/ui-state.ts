import type { Ask } from "../model/messages.ts"
import type { IterationDetail } from "../model/view.ts"
import type { PageState } from "./run/page-state.ts"

/** What the reader looks at; the rest of the page follows from the view. */
export type Place =
  | { readonly kind: "loop"; readonly id: string }
  | { readonly kind: "arm"; readonly token: string }
  | { readonly kind: "start" }

/** What is open below the actions; `stop` is `cancel` asked where a finding is under review. */
export type Panel = "steer" | "cancel" | "stop" | "extend" | "restore-start" | "menu"

export type DetailState =
  | { readonly kind: "loading" }
  | { readonly kind: "detail"; readonly detail: IterationDetail }
  | { readonly kind: "refused"; readonly message: string }

export type StartDraft = {
  readonly task: string
  readonly workspace: string | null
  /** Null until the detected ones are known. */
  readonly checks: readonly string[] | null
  readonly why: string
  /** The workspace whose checks are known or being looked for. */
  readonly detectedFor: string | null
  /** Whether the user's own defaults were put in; from then on the fields are the user's. */
  readonly filled: boolean
  readonly noCheck: boolean
  readonly iterations: string
  readonly minutes: string
  readonly usd: string
  readonly mode: "safe" | "auto" | "unsafe"
  readonly completion: string
  readonly ownBranch: boolean
  readonly optionsOpen: boolean
  /** Whether a first try was made, so that what is missing is told. */
  readonly tried: boolean
}

export type UiState = PageState<Ask> & {
  /** Null = the most useful one is shown. */
  readonly place: Place | null
  readonly taskOpen: boolean
  readonly failuresOpen: boolean
  readonly panel: Panel | null
  /** Which open finding is under review. */
  readonly finding: number
  /** Keys (`loop/n`) of timeline rows that are open. */
  readonly openRows: readonly string[]
  /** The row that the keyboard is on. */
  readonly currentRow: string | null
  /** The row (`loop/n`) whose checkpoint is about to be restored. */
  readonly restoring: string | null
  /** Whether older iterations than the newest few are listed. */
  readonly wholeTimeline: boolean
  readonly details: Readonly<Record<string, DetailState>>
  readonly historyShown: number
  /** Tokens of waiting loops whose line was sent into the chat from here, newest last. */
  readonly sent: readonly string[]
  readonly hint: string
  readonly extend: { readonly iterations: string; readonly minutes: string }
  readonly draft: StartDraft
}

export const emptyDraft: StartDraft = {
  task: "",
  workspace: null,
  checks: null,
  why: "",
  detectedFor: null,
  filled: false,
  noCheck: false,
  iterations: "10",
  minutes: "60",
  usd: "",
  mode: "auto",
  completion: "",
  ownBranch: true,
  optionsOpen: false,
  tried: false,
}

export const initialState: UiState = {
  place: null,
  reading: null,
  link: "connected",
  taskOpen: false,
  failuresOpen: false,
  panel: null,
  finding: 0,
  openRows: [],
  currentRow: null,
  restoring: null,
  wholeTimeline: false,
  details: {},
  historyShown: 5,
  busy: [],
  notice: null,
  sent: [],
  hint: "",
  extend: { iterations: "10", minutes: "60" },
  draft: emptyDraft,
}

export function rowKey(loop: string, n: number): string {
  return `${loop}/${n}`
}

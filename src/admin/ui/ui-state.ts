import type { PageState } from "../../dashboard/ui/run/page-state.ts"
import type { AdminAsk } from "../model/messages.ts"
import type { AttemptView, Grouping, Range, SeriesView } from "../model/view.ts"

export type Tab = "traffic" | "upstreams" | "keys" | "clients"
export const tabNames: readonly Tab[] = ["traffic", "upstreams", "keys", "clients"]

export const metrics = ["requests", "success", "latency", "tokens", "cost"] as const
export type Metric = (typeof metrics)[number]

/** A form that is open; one at a time. `about` names what it changes, or is empty for something new. */
export type OpenForm = {
  readonly kind: FormKind
  readonly about: string
  readonly fields: Readonly<Record<string, string>>
  /** Whether a first try was made, so that what is missing is told. */
  readonly tried: boolean
}

export type FormKind =
  | "upstream"
  | "credential-add"
  | "credential-change"
  | "alias"
  | "budget"
  | "key-add"
  | "key-change"

export type Attempts =
  | { readonly kind: "loading" }
  | { readonly kind: "read"; readonly attempts: readonly AttemptView[] }
  | { readonly kind: "refused"; readonly message: string }

export type UiState = PageState<AdminAsk> & {
  readonly tab: Tab
  readonly range: Range
  readonly by: Grouping
  /** Which plot is shown where there is room for one. */
  readonly metric: Metric
  readonly series: SeriesView | null
  readonly filter: "all" | "failed"
  readonly requestsShown: number
  readonly openRequest: string | null
  readonly attempts: Readonly<Record<string, Attempts>>
  readonly form: OpenForm | null
  /** What waits for a yes: the ask as text. */
  readonly asking: string | null
  /** A key that was just made; nobody knows it after that. */
  readonly newKey: { readonly name: string; readonly secret: string } | null
}

export const initialState: UiState = {
  tab: "traffic",
  link: "connected",
  range: "1h",
  by: "model",
  metric: "requests",
  series: null,
  filter: "all",
  requestsShown: 25,
  openRequest: null,
  attempts: {},
  form: null,
  asking: null,
  newKey: null,
  reading: null,
  notice: null,
  busy: [],
}

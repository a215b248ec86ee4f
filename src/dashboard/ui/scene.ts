import type { Ask, Reply } from "../model/messages.ts"
import type { Speaker } from "../model/speak.ts"
import type { DashboardView } from "../model/view.ts"
import type { DetailState, UiState } from "./ui-state.ts"

/** Everything a part of the page is drawn from. */
export type Scene = {
  readonly view: DashboardView
  readonly state: UiState
  /** Epoch ms. */
  readonly now: number
  readonly words: Speaker
  readonly act: Act
}

/** What a part of the page may do. */
export type Act = {
  /** Changes what the page itself knows, and draws it. */
  set(change: Partial<UiState>): void
  /** Asks the program; what it answers is shown unless `then` takes it (by returning true). */
  ask(ask: Ask, then?: (reply: Reply) => boolean): void
  /** Whether this ask is under way. */
  busy(ask: Ask): boolean
  copy(text: string): void
  /** What the page knows at this moment, which may be more than what was drawn last. */
  current(): UiState
  /** Keeps what an iteration's row shows. */
  keep(row: string, detail: DetailState): void
}

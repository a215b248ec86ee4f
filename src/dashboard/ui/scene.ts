import type { Ask, Reply } from "../model/messages.ts"
import type { Speaker } from "../model/speak.ts"
import type { DashboardView } from "../model/view.ts"
import type { PageAct } from "./run/page-state.ts"
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
export type Act = PageAct<UiState, Ask, Reply> & {
  /** Keeps what an iteration's row shows. */
  keep(row: string, detail: DetailState): void
}

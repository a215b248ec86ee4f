import type { Speaker } from "../../dashboard/model/speak.ts"
import type { AdminAsk, AdminReply } from "../model/messages.ts"
import type { GatewayView } from "../model/view.ts"
import type { GatewayWordKey } from "../model/words/words.ts"
import type { UiState } from "./ui-state.ts"

export type GatewaySpeaker = Speaker<GatewayWordKey>

/** Everything a part of the page is drawn from. */
export type Scene = {
  readonly view: GatewayView
  readonly state: UiState
  /** Epoch ms. */
  readonly now: number
  readonly words: GatewaySpeaker
  readonly act: Act
}

/** What a part of the page may do. */
export type Act = {
  /** Changes what the page itself knows, and draws it. */
  set(change: Partial<UiState>): void
  /** Asks the program; what it answers is shown unless `then` takes it (by returning true). */
  ask(ask: AdminAsk, then?: (reply: AdminReply) => boolean): void
  /** Whether this ask is under way. */
  busy(ask: AdminAsk): boolean
  copy(text: string): void
  /** What the page knows at this moment, which may be more than what was drawn last. */
  current(): UiState
}

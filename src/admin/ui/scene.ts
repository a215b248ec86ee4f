import type { Speaker } from "../../dashboard/model/speak.ts"
import type { PageAct } from "../../dashboard/ui/run/page-state.ts"
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
type Act = PageAct<UiState, AdminAsk, AdminReply>

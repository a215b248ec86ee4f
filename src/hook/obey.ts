import { applyControls } from "../loop/control.ts"
import type { LoopState } from "../loop/state.ts"
import { openControls } from "../store/control.ts"
import { commit } from "./commit.ts"
import type { HookContext } from "./context.ts"

/**
 * Obeys what the user asked from the CLI or the sidebar since the last event. The requests are removed only once their
 * effect is saved, so a kill in between loses none. Returns the state as it is now.
 */
export function obeyControls(context: HookContext, state: LoopState): LoopState {
  const controls = openControls(context.home, state.id)
  const asked = applyControls(state, controls.requests, context.now())
  const obeyed = asked.events.length > 0 ? commit(context, asked.state, asked.events) : state
  controls.settle()
  return obeyed
}

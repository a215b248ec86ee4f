import type { HookContext } from "../../hook/context.ts"
import { withLoop } from "../../hook/locked.ts"
import { obeyControls } from "../../hook/obey.ts"
import { answerStop } from "../../hook/stop.ts"
import type { Decision, Leg, StopEvent, Termination } from "../../loop/event.ts"
import type { Usage } from "../../loop/evidence.ts"
import type { LoopState } from "../../loop/state.ts"
import { addControl } from "../../store/control.ts"
import { loadState } from "../../store/state-file.ts"
import type { FaultClass } from "../backend.ts"

/** How the turn ended that is now delivered as a Stop. */
export type DeliveredEnd = {
  readonly turn: number
  readonly message: string
  readonly model: string | null
  readonly usage: Usage
  readonly termination: Termination
  /** In a loop that works in phases: what the Stop may mean. */
  readonly leg?: Leg | undefined
}

const lockMs = 5000

/**
 * Delivers a turn's end as a Stop of the conversation `headless-…` that owns the loop. The same turn delivered again
 * after a crash gets the same answer and runs no check twice (S42).
 */
export async function deliverStop(
  context: HookContext,
  state: LoopState,
  end: DeliveredEnd,
): Promise<Decision> {
  const { turn, message, model, usage, termination, leg } = end
  const event: StopEvent = {
    kind: "stop",
    host: "headless",
    conversationId: state.conversationId ?? "",
    workspacePaths: [state.workspace],
    transcriptPath: null,
    model,
    usage,
    termination,
    ...(leg === undefined ? {} : { leg }),
    fullyIdle: true,
    message,
    messageAccumulates: false,
    turnKey: `turn ${turn}`,
  }
  return await answerStop(context, event, state.id)
}

/**
 * Obeys at once what was asked of a loop that nobody drives (a raised limit), and lifts its pause. Returns the state as
 * it is now.
 */
export async function takeUp(context: HookContext, state: LoopState): Promise<LoopState | null> {
  if (state.status === "paused") addControl(context.home, state.id, { kind: "resume", at: context.now() })
  const locked = await withLoop(context, state.id, lockMs, (loaded, held) => obeyControls(held, loaded))
  return locked.kind === "done" ? locked.value : null
}

/** The loop's state, or null when it cannot be read (the hook has told why). Throws StoreError. */
export function stateOf(home: string, loop: string): LoopState | null {
  const loaded = loadState(home, loop)
  return loaded.kind === "ok" ? loaded.state : null
}

/** The pause that a fault of a backend means for the loop (design §6); none of them spends an iteration. */
export function terminationOf(
  fault: { readonly class: FaultClass; readonly why: string; readonly resumeAt: number | null },
  now: number,
): Termination {
  const { why } = fault
  const resumeInMs = fault.resumeAt === null ? null : Math.max(0, fault.resumeAt - now)
  switch (fault.class) {
    case "rate-limited":
    case "quota":
      return { kind: "pause", outcome: "rate-limited", why, resumeInMs }
    case "auth":
    case "denied":
    case "unsupported":
    case "safety":
      return { kind: "pause", outcome: "needs-human", why, resumeInMs: null }
    case "budget":
      return { kind: "pause", outcome: "spend-limit", why, resumeInMs: null }
    case "cancelled":
      return { kind: "pause", outcome: "needs-human", why: `you stopped the run: ${why}`, resumeInMs: null }
    case "context":
    case "timeout":
    case "empty":
    case "infrastructure":
      return { kind: "pause", outcome: "host-error", why, resumeInMs: null }
    default:
      return fault.class satisfies never
  }
}

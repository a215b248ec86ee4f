import { conclude } from "../loop/control.ts"
import { decide } from "../loop/decide.ts"
import type { Decision, StopEvent, Turn } from "../loop/event.ts"
import { preflight } from "../loop/preflight.ts"
import type { LoopState } from "../loop/state.ts"
import type { LoadedState } from "../store/state-file.ts"
import { commit } from "./commit.ts"
import type { HookContext } from "./context.ts"
import { duplicateOf, turnKeyOf } from "./duplicate.ts"
import { failedCallsOf } from "./failed-calls.ts"
import { noteOutside } from "./fault.ts"
import { withLoop } from "./locked.ts"
import { measure } from "./measure.ts"
import { obeyControls } from "./obey.ts"
import { seenMessage, turnOf } from "./turn.ts"

/** A second copy of the hook waits this long for the first one's verdict; below the hook timeout of hooks.json. */
const lockWaitMs = 1_750_000

/**
 * Answers a Stop of a bound conversation: lock, controls, duplicate, preflight, measure, decide, save — and only then
 * the answer (invariant 2). Whatever goes wrong permits the stop and is written down (invariant 5).
 */
export async function answerStop(context: HookContext, event: StopEvent, loop: string): Promise<Decision> {
  const locked = await withLoop(
    context,
    loop,
    lockWaitMs,
    (state, held) => answerRunning(held, event, state),
    (loaded) => recover(context, loop, loaded),
  )
  switch (locked.kind) {
    case "done":
      return locked.value
    case "busy":
      return letGo(`another hook process is still at work (${locked.holder})`)
    case "unavailable":
      return letGo(locked.why)
    case "no-state":
      return letGo(`the loop's state is ${locked.loaded.kind}`)
    case "fault":
      return {
        kind: "permit",
        outcome: "fault",
        reason: "For Loop met an error of its own and let the agent stop",
      }
    default:
      return locked satisfies never
  }
}

async function answerRunning(context: HookContext, event: StopEvent, stored: LoopState): Promise<Decision> {
  const obeyed = obeyControls(context, stored)
  const turn = turnOf(event, obeyed)
  const turnKey = turnKeyOf(context, event, turn, obeyed)
  const again = duplicateOf(obeyed, turnKey)
  if (again !== null) {
    commit(context, again.state, [{ kind: "duplicate", detail: "the same Stop came again; same answer" }])
    return again.decision
  }
  const passed = preflight(obeyed, event, turn, context.now())
  if (passed.kind === "permit") {
    if (passed.state !== obeyed || passed.events.length > 0) commit(context, passed.state, passed.events)
    return passed.decision
  }
  return await answerMeasured(context, event, passed.state, turn, turnKey)
}

async function answerMeasured(
  context: HookContext,
  event: StopEvent,
  state: LoopState,
  turn: Turn,
  turnKey: string,
): Promise<Decision> {
  const measured = await measure(context, state, turn.message)
  if (context.holdsLock?.() === false) return await answerOfSuccessor(context, state.id, turnKey)
  if (measured.kind === "cancelled") {
    const reason = "you cancelled the loop while its checks ran"
    const cancelled = conclude(obeyControls(context, state), "cancelled", reason, context.now())
    commit(context, cancelled, [{ kind: "ended", detail: `cancelled: ${reason}` }])
    return { kind: "permit", outcome: "cancelled", reason }
  }
  if (measured.kind === "abandoned") {
    commit(context, state, [{ kind: "abandoned", detail: "the host ended the hook while its checks ran" }])
    return letGo("the host ended the hook")
  }
  const now = context.now()
  const failedCalls = await failedCallsOf(state, turn.failedCalls ?? [])
  const counted = { ...measured.evidence, failedCalls }
  const evidence = event.usage === undefined ? counted : { ...counted, usage: event.usage }
  const decided = decide(state, evidence, now, event.leg)
  const answered: LoopState = {
    ...decided.state,
    seenMessage: seenMessage(event),
    refused: [],
    faults: { count: 0, last: decided.state.faults.last },
    last: { turnKey, at: now, answer: decided.decision, replays: 0 },
  }
  commit(context, answered, [...measured.events, ...decided.events], evidence, event.model)
  return decided.decision
}

/**
 * Another process took the lock over while our checks ran: nothing of ours is saved, so that no iteration counts twice
 * (S42). Once the other is done, its answer to this Stop is repeated; without one the agent may stop.
 */
async function answerOfSuccessor(context: HookContext, loop: string, turnKey: string): Promise<Decision> {
  const detail = "the lock was taken over while the checks ran; nothing of them was saved"
  const locked = await withLoop(context, loop, lockWaitMs, (state, held) => {
    const again = duplicateOf(state, turnKey)
    // An ended loop let go of its conversation, which may have a new one by now.
    if (state.status !== "ended") commit(held, again?.state ?? state, [{ kind: "duplicate", detail }])
    return again?.decision ?? letGo(detail)
  })
  return locked.kind === "done" ? locked.value : letGo(detail)
}

/**
 * A damaged or edited state is never continued: it is kept aside, the last good copy is put back as a paused loop, and
 * the user is told (S13, S35).
 */
function recover(context: HookContext, loop: string, loaded: Exclude<LoadedState, { kind: "ok" }>): void {
  if (loaded.kind !== "corrupt") {
    noteOutside(context, loop, unusable(loaded))
    return
  }
  const why = `the loop's state was damaged or edited (${loaded.why}); it is kept as ${loaded.keptAs}`
  noteOutside(context, loop, why)
  const { recovered } = loaded
  if (recovered === null) return
  const paused =
    recovered.status === "ended" ? recovered : conclude(recovered, "needs-human", why, context.now())
  commit(context, paused, [{ kind: "tamper", detail: why }])
}

function unusable(loaded: Exclude<LoadedState, { kind: "ok" | "corrupt" }>): string {
  if (loaded.kind === "missing") return "the loop's state file is gone"
  return `the loop was written by a newer version (schema ${loaded.version}); update For Loop`
}

function letGo(reason: string): Decision {
  return { kind: "permit", outcome: null, reason }
}

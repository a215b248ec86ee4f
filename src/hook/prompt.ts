import { type LoopRequest, parseRequest } from "../loop/command.ts"
import { conclude, resume } from "../loop/control.ts"
import type { PromptEvent, UserRequest } from "../loop/event.ts"
import type { LoopState } from "../loop/state.ts"
import { usageText } from "../loop/usage.ts"
import { claimArm } from "../store/arm.ts"
import { writeBinding } from "../store/binding.ts"
import { type Binding, readBinding } from "../store/binding-lookup.ts"
import { addControl } from "../store/control.ts"
import { readHeartbeat, touchHeartbeat } from "../store/heartbeat.ts"
import { beginIn, type Order } from "./begin.ts"
import { commit, releaseConversation } from "./commit.ts"
import type { HookContext } from "./context.ts"
import { noteOutside } from "./fault.ts"
import { withLoop } from "./locked.ts"
import { requestOf } from "./mention.ts"
import { obeyControls } from "./obey.ts"

export type PromptAnswer = { readonly kind: "neutral" } | { readonly kind: "notice"; readonly text: string }

const neutral: PromptAnswer = { kind: "neutral" }
/** How everything we inject begins; a host may hand our own words back to us as a prompt. */
const ownWords = /^\s*(?:Stop hook (?:feedback|blocked termination):\s*)?\[for-loop[ \]]/
/** Nobody should hold a loop's lock while its conversation gets a new message. */
const lockWaitMs = 5000

/**
 * Answers the first model call of a user turn: starts, binds, cancels or takes up a loop as the user's request says.
 * Only the user's own words start anything; the same row is never taken twice.
 */
export async function answerPrompt(
  context: HookContext,
  event: PromptEvent,
  binding: Binding | null,
): Promise<PromptAnswer> {
  const request = requestOf(event)
  const active = binding?.active ? binding : null
  if (request === null || isSameRow(event, request, binding)) return beat(context, active)
  const command = ownWords.test(request.text) ? ({ kind: "none" } as const) : parseRequest(request.text)
  if (active === null) return await answerUnbound(context, event, request, command)
  return await answerBound(context, event, request, command, active.loop)
}

function beat(context: HookContext, active: Binding | null): PromptAnswer {
  if (active !== null) touchHeartbeat(context.home, active.loop, context.now())
  return neutral
}

/**
 * Whether this user row has been taken already. Where the host sends the prompt itself every event is a new message,
 * so an equal text counts as the same only while its loop is active (a copy of the hook, S96).
 */
function isSameRow(event: PromptEvent, request: UserRequest, binding: Binding | null): boolean {
  if (binding === null || binding.requestKey !== request.key) return false
  return event.prompt === null || binding.active
}

async function answerUnbound(
  context: HookContext,
  event: PromptEvent,
  request: UserRequest,
  command: LoopRequest,
): Promise<PromptAnswer> {
  switch (command.kind) {
    case "none":
      return neutral
    case "usage":
      return notice(`[for-loop] ${usageText(command.problem)}`)
    case "cancel":
      return notice("[for-loop] No loop is at work in this conversation, so there is nothing to cancel.")
    case "resume":
      return notice(
        "[for-loop] No loop is paused in this conversation. A loop that reached a limit is extended from a terminal: `for-loop resume ID --max-iterations N`; `for-loop list` shows the ids.",
      )
    case "arm": {
      const arm = claimArm(context.home, command.token, context.now())
      if (arm === null) {
        return notice("[for-loop] Not armed: this token is unknown, already used or older than 10 minutes.")
      }
      const { workspace, task, settings, loop } = arm
      const checks =
        arm.checks.length > 0
          ? ({ kind: "given", commands: arm.checks } as const)
          : ({ kind: "none" } as const)
      return notice(await started(context, event, request.key, { workspace, task, settings, checks, loop }))
    }
    case "start": {
      const workspace = event.workspacePaths[0]
      if (workspace === undefined) {
        return notice(
          "[for-loop] Not armed: the host names no workspace folder for this conversation. Open a folder (with agy: --add-dir), or run `for-loop start` in the project and paste what it prints.",
        )
      }
      const { task, settings, checks } = command
      return notice(await started(context, event, request.key, { workspace, task, settings, checks }))
    }
    default:
      return command satisfies never
  }
}

/** A start that fails (a home that cannot be written, a full disk) is told in one sentence; nothing is armed then. */
async function started(
  context: HookContext,
  event: PromptEvent,
  requestKey: string,
  order: Order,
): Promise<string> {
  try {
    return await beginIn(context, event, requestKey, order)
  } catch (fault) {
    const why = fault instanceof Error ? fault.message : String(fault)
    release(context, event)
    return `[for-loop] The loop was not started: ${why} Then type the command again; \`for-loop doctor\` tests the rest.`
  }
}

/** Lets go of a conversation that a failed start may have bound already, as far as the disk allows. */
function release(context: HookContext, event: PromptEvent): void {
  const bound = readBinding(context.home, event.conversationId)
  if (!bound?.active) return
  try {
    writeBinding(context.home, event.conversationId, { ...bound, active: false })
  } catch (fault) {
    noteOutside(context, bound.loop, `the conversation could not be released: ${String(fault)}`)
  }
}

/** A request in a conversation whose loop is armed, running or paused. */
async function answerBound(
  context: HookContext,
  event: PromptEvent,
  request: UserRequest,
  command: LoopRequest,
  loop: string,
): Promise<PromptAnswer> {
  const lastBeat = lastBeatOf(context, loop)
  touchHeartbeat(context.home, loop, context.now())
  const locked = await withLoop(context, loop, lockWaitMs, (stored, held) =>
    answerState(held, request, command, markStalled(held, obeyControls(held, stored), lastBeat)),
  )
  if (locked.kind === "done") {
    return locked.value ?? (await answerUnbound(context, event, request, command))
  }
  if (command.kind !== "cancel") return neutral
  addControl(context.home, loop, { kind: "cancel", at: context.now() })
  return notice("[for-loop] The loop is being cancelled; nothing of it will hold this conversation any more.")
}

/** Null: the loop has ended, but a kill kept its conversation bound; it is free now. */
function answerState(
  context: HookContext,
  request: UserRequest,
  command: LoopRequest,
  state: LoopState,
): PromptAnswer | null {
  if (state.status === "ended") {
    releaseConversation(context.home, state)
    return null
  }
  const now = context.now()
  switch (command.kind) {
    case "cancel":
      commit(context, conclude(state, "cancelled", "you cancelled the loop", now), [
        { kind: "ended", detail: "cancelled: from the chat" },
      ])
      return notice("[for-loop] The loop is cancelled. Nothing of it will hold this conversation any more.")
    case "resume":
      if (state.status !== "paused") return notice(`[for-loop] The loop is ${state.status}, not paused.`)
      return goOn(context, state, request, "from the chat")
    case "start":
    case "arm":
      return notice(
        `[for-loop] Not started: loop ${state.id} of this conversation is still ${state.status}. Cancel it first with /cancel-loop.`,
      )
    case "usage":
      return notice(`[for-loop] ${usageText(command.problem)}`)
    case "none":
      return plainMessage(context, state, request)
    default:
      return command satisfies never
  }
}

/** Last sign of life of the conversation before this event, in epoch ms; null when there was none. */
function lastBeatOf(context: HookContext, loop: string): number | null {
  return readHeartbeat(context.home, loop)?.at ?? null
}

/**
 * A continue that no model call followed was not taken up: the host ended the turn by itself (S39). It is written down
 * as host-capped; this new message of the user then takes the loop up again. Only Antigravity shows each model call.
 */
function markStalled(context: HookContext, state: LoopState, lastBeat: number | null): LoopState {
  const { awaitingSince } = state
  if (state.host !== "antigravity" || state.status !== "running" || awaitingSince === null) return state
  if (lastBeat !== null && lastBeat >= awaitingSince) return state
  const why = "the host did not take the last continue up and ended the turn"
  const lift = { until: "user-message", resumeAt: null } as const
  return commit(context, conclude(state, "host-capped", why, context.now(), lift), [
    { kind: "paused", detail: `host-capped: ${why}` },
  ])
}

/** An ordinary message during a loop: lifts a pause that waited for it, or else pauses the loop visibly (S54). */
function plainMessage(context: HookContext, state: LoopState, request: UserRequest): PromptAnswer {
  const now = context.now()
  if (state.status === "paused") {
    return isLifted(state, now) ? goOn(context, state, request, "by your message") : neutral
  }
  if (state.status !== "running" || state.requestKey === request.key) return neutral
  if (state.requestKey === null || ownWords.test(request.text)) {
    adopt(context, commit(context, { ...state, requestKey: request.key }, []))
    return neutral
  }
  const why = "you wrote another message in this conversation; resume the loop when it may go on"
  commit(context, conclude(state, "needs-human", why, now), [{ kind: "paused", detail: why }])
  return notice(
    "[for-loop] The loop is paused, because the user wrote another message. Answer that message; the loop goes on when the user types /for-loop --resume.",
  )
}

function goOn(context: HookContext, state: LoopState, request: UserRequest, how: string): PromptAnswer {
  const resumed = { ...resume(state, context.now()), requestKey: request.key }
  adopt(context, commit(context, resumed, [{ kind: "resumed", detail: how }]))
  const { iteration, settings, task } = resumed
  return notice(`[for-loop ${iteration}/${settings.maxIterations}] The loop goes on. The task: ${task}`)
}

/** From now on this user row drives the loop. */
function adopt(context: HookContext, state: LoopState): void {
  if (state.conversationId === null) return
  const { id: loop, requestKey } = state
  writeBinding(context.home, state.conversationId, { loop, active: true, requestKey })
}

function isLifted(state: LoopState, now: number): boolean {
  const { outcome } = state
  if (outcome === null) return false
  if (outcome.until === "user-message") return true
  return outcome.until === "reset-time" && outcome.resumeAt !== null && now >= outcome.resumeAt
}

function notice(text: string): PromptAnswer {
  return { kind: "notice", text }
}

import { belongsHere } from "../../control/belongs-here.ts"
import { exitCodeFor, lifeOf } from "../../control/life.ts"
import { viewLoop } from "../../control/loop-view.ts"
import type { LoopView } from "../../control/loop-view-schema.ts"
import { type ListedLoop, loopsIn, readableState } from "../../control/loops.ts"
import { waitingArms } from "../../control/waiting-arms.ts"
import { duration, iso, localTime, oneLine } from "../../control/words.ts"
import { isDisabled } from "../../store/kill-switch.ts"
import { readNotices } from "../../store/notices.ts"
import { type Given, isGiven } from "../arguments.ts"
import type { CliContext } from "../context.ts"
import { findLoop, readState } from "../loops/find-loop.ts"
import { loopText } from "../loops/loop-text.ts"
import type { Outputs } from "../output-schema.ts"
import type { Paint } from "../paint.ts"
import { personOf } from "../person-of.ts"
import { failed, output, type Result } from "../result.ts"
import { shownUpstreams, upstreamName, upstreamText } from "../upstreams/shown-upstreams.ts"
import { watchLoop } from "./watch.ts"

type Status = Outputs["status"]

const noticeAgeMs = 24 * 60 * 60_000

/** `for-loop status [ID] [--all] [--watch]`: the loops of this workspace, or one by its id. */
export async function runStatus(given: Given, context: CliContext): Promise<Result> {
  const id = given.words[0] ?? null
  if (isGiven(given, "watch")) {
    const found = findLoop(context, id, "unfinished")
    if (found.kind === "problem") return found
    const watched = await watchLoop(context, found)
    return watched.kind === "problem" ? watched : shown(context, [watched.loop], "one")
  }
  if (id !== null) {
    const found = findLoop(context, id)
    if (found.kind === "problem") return found
    const state = readState(context, found)
    return state.kind === "problem" ? failed(state.problem) : shown(context, [found], "one")
  }
  return shown(
    context,
    selected(loopsIn(context.home, context.cwd), isGiven(given, "all") ? "all" : "present"),
    "here",
  )
}

/** The unfinished loops and the last one that ended, newest first; or all. */
function selected(loops: readonly ListedLoop[], which: "all" | "present"): readonly ListedLoop[] {
  if (which === "all") return loops
  const isOver = (loop: ListedLoop) => readableState(loop.loaded)?.status === "ended"
  const lastEnded = loops.find(isOver)
  return loops.filter((loop) => !isOver(loop) || loop === lastEnded)
}

function shown(context: CliContext, loops: readonly ListedLoop[], scope: "one" | "here"): Result {
  const now = context.now()
  const value = statusOf(context, loops, scope, now)
  return output(
    value,
    (status, paint) => statusText(status, paint, now),
    exitCodeOfFirst(context, loops, now),
  )
}

function statusOf(
  context: CliContext,
  loops: readonly ListedLoop[],
  scope: "one" | "here",
  now: number,
): Status {
  const { home } = context
  const views: LoopView[] = []
  const unreadable: Status["unreadable"] = []
  for (const { id, loaded } of loops) {
    if (loaded.kind === "ok") views.push(viewLoop(personOf(context), loaded.state, now))
    if (loaded.kind === "corrupt")
      unreadable.push({ id, state: "damaged", why: `${loaded.why}; kept as ${loaded.keptAs}` })
  }
  const named = new Set(loops.map(({ id }) => id))
  const arms =
    scope === "one" ? [] : waitingArms(home, now).filter((arm) => belongsHere(arm.workspace, context.cwd))
  return {
    home,
    at: iso(now),
    hook: isDisabled(home, context.env) ? "off" : "on",
    loops: views,
    unreadable,
    arms: arms.map(({ token, task, workspace, expiresAt }) => ({
      token,
      task,
      workspace,
      expiresAt: iso(expiresAt),
    })),
    notices: readNotices(home)
      .filter((notice) => now - notice.at <= noticeAgeMs && (scope === "here" || named.has(notice.loop)))
      .map(({ at, loop, text }) => ({ at: iso(at), loop, text })),
    upstreams: shownUpstreams(home, now).filter(({ state }) => state !== "closed"),
  }
}

/** The newest loop decides (design §6); a damaged one is never a success. */
function exitCodeOfFirst(context: CliContext, loops: readonly ListedLoop[], now: number): number {
  const first = loops[0]?.loaded
  if (first === undefined) return 0
  if (first.kind !== "ok") return 1
  return exitCodeFor(first.state, lifeOf(context.home, first.state, now).word)
}

function statusText(status: Status, paint: Paint, now: number): string {
  const parts = [
    ...(status.hook === "off"
      ? [
          `${paint("yellow", "For Loop is switched off:")} every agent may stop (FOR_LOOP_DISABLE or ${status.home}/disabled).\n`,
        ]
      : []),
    ...status.arms.map((arm) => armText(arm, paint, now)),
    ...status.loops.map((view) => loopText(view, paint, now)),
    ...status.unreadable.map(
      ({ id, why }) => `${paint("red", "✗ damaged")}  ${paint("bold", id)}\n  ${oneLine(why, 400)}\n`,
    ),
    ...status.upstreams.map(
      (one) => `${paint("yellow", "○ left alone")}  ${upstreamName(one)}: ${upstreamText(one)}\n`,
    ),
    ...(status.notices.length === 0 ? [] : [noticesText(status.notices, paint)]),
  ]
  const nothing = status.loops.length + status.arms.length + status.unreadable.length === 0
  if (nothing) parts.push('No loop belongs to this folder. Start one with `for-loop start "what to do"`.\n')
  return parts.join("\n")
}

function armText(arm: Status["arms"][number], paint: Paint, now: number): string {
  const left = duration(Math.max(0, Date.parse(arm.expiresAt) - now))
  return [
    `${paint("yellow", "○ armed")}  waits for the agent's chat, ${left} left`,
    `  ${paint("dim", JSON.stringify(oneLine(arm.task, 90)))}`,
    `  next  Paste into the chat: /for-loop --arm ${arm.token}`,
    "",
  ].join("\n")
}

function noticesText(notices: Status["notices"], paint: Paint): string {
  const lines = notices.map(({ at, text }) => `  ${localTime(Date.parse(at))}  ${oneLine(text, 300)}`)
  return `${[paint("bold", "Notices of the last day"), ...lines].join("\n")}\n`
}

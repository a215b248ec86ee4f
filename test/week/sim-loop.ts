import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { deliverStop, takeUp } from "../../src/engine/driver/deliver.ts"
import { beginIn } from "../../src/hook/begin.ts"
import type { HookContext } from "../../src/hook/context.ts"
import { answerStop } from "../../src/hook/stop.ts"
import type { Decision, Termination } from "../../src/loop/event.ts"
import type { Usage } from "../../src/loop/evidence.ts"
import { defaultSettings } from "../../src/loop/settings.ts"
import type { LoopState } from "../../src/loop/state.ts"
import { readBinding } from "../../src/store/binding-lookup.ts"
import { readableState } from "../faults/counts.ts"
import type { Random } from "./random.ts"

/** How a loop is meant to end, after how many iterations. */
export type Plan = {
  readonly host: "headless" | "claude-code"
  readonly end: "verified" | "iteration-limit" | "spend-limit" | "time-limit" | "cancelled" | "unverified"
  readonly after: number
}

export type Turn = { readonly number: number; readonly usage: Usage; readonly message: string }

/** One loop of the week with everything that is known of it independently of the store. */
export type SimLoop = {
  readonly id: string
  readonly plan: Plan
  readonly workspace: string
  /** What each counted iteration used, the first of them at 0; kept by the simulation itself. */
  readonly used: Usage[]
  turns: number
  /** Times in epoch ms of the simulated clock: start, last event, and how long it was paused. */
  readonly begunAt: number
  lastAt: number
  restedMs: number
}

const unknown: Usage = { inputTokens: null, outputTokens: null, usd: null, basis: "unknown" }
const mostCases = 80
const usdPerTurn = 0.05

export function planOf(random: Random, after: number): Plan {
  const host = random.chance(0.7) ? "headless" : "claude-code"
  // Money is only known where the driver is ours; a loop without checks would soon count as standing still.
  const ends: readonly Plan["end"][] =
    after <= 2
      ? ["unverified", "verified", "iteration-limit", "cancelled"]
      : host === "headless"
        ? ["verified", "verified", "iteration-limit", "spend-limit", "time-limit", "cancelled"]
        : ["verified", "verified", "iteration-limit", "time-limit", "cancelled"]
  return { host, end: random.pick(ends), after }
}

/** Starts a loop as the driver does, in a folder of its own without git. `paceMs`: usual time of one of its turns. */
export async function beginLoop(
  context: HookContext,
  folder: string,
  number: number,
  plan: Plan,
  paceMs: number,
): Promise<SimLoop> {
  const workspace = join(folder, `project-${number}`)
  const conversation = `conversation-${number}`
  mkdirSync(workspace)
  writeReport(workspace, mostCases)
  const event = {
    kind: "prompt",
    host: plan.host,
    conversationId: conversation,
    workspacePaths: [workspace],
    transcriptPath: null,
    model: null,
    prompt: "count down",
  } as const
  const { after, end } = plan
  await beginIn({ ...context, host: plan.host }, event, `request-${number}`, {
    workspace,
    task: "count down",
    settings: {
      ...defaultSettings("auto"),
      maxIterations: end === "iteration-limit" ? after : Math.min(1000, after + 20),
      maxUsd: end === "spend-limit" ? after * usdPerTurn : 1000,
      maxMinutes:
        end === "time-limit" ? Math.min(10_080, Math.max(1, Math.round((after * paceMs) / 60_000))) : 10_080,
      branch: { kind: "none" },
    },
    checks:
      end === "unverified" ? { kind: "none" } : { kind: "given", commands: ["cat report; test -e done"] },
  })
  const id = readBinding(context.home, conversation)?.loop
  if (id === undefined) throw new Error("the loop was not started")
  const begunAt = context.now()
  return { id, plan, workspace, used: [unknown], turns: 0, begunAt, lastAt: begunAt, restedMs: 0 }
}

/** The agent works: fewer tests fail, or none at the end of a loop that is to be verified. */
export function nextTurn(loop: SimLoop, random: Random): Turn {
  loop.turns += 1
  const isLast = loop.used.length >= loop.plan.after
  const { end } = loop.plan
  if (isLast && end === "verified") {
    writeReport(loop.workspace, 0)
    writeFileSync(join(loop.workspace, "done"), "")
  } else writeReport(loop.workspace, Math.max(1, mostCases - loop.used.length))
  writeFileSync(join(loop.workspace, "work.txt"), `turn ${loop.turns}`)
  const usage: Usage =
    loop.plan.host === "headless"
      ? {
          inputTokens: random.between(100, 9000),
          outputTokens: random.between(1, 900),
          usd: usdPerTurn,
          basis: "measured",
        }
      : unknown
  const claim = isLast && end === "unverified" ? "\n\n<promise>DONE</promise>" : ""
  return { number: loop.turns, usage, message: `turn ${loop.turns}${claim}` }
}

/** Delivers the end of a turn as its host does. */
export async function deliver(
  context: HookContext,
  state: LoopState,
  turn: Turn,
  termination: Termination = { kind: "eligible" },
): Promise<Decision> {
  const { number, usage, message } = turn
  if (state.host === "headless") {
    const end = { turn: number, message, model: "model-of-the-week", usage, termination }
    return await deliverStop({ ...context, host: "headless" }, state, end)
  }
  return await answerStop(
    { ...context, host: state.host },
    {
      kind: "stop",
      host: state.host,
      conversationId: state.conversationId ?? "",
      workspacePaths: [state.workspace],
      transcriptPath: null,
      model: null,
      termination,
      fullyIdle: true,
      message,
      messageAccumulates: false,
      turnKey: `turn ${number}`,
    },
    state.id,
  )
}

/** A person takes a paused loop up again. */
export async function goOn(context: HookContext, state: LoopState): Promise<void> {
  await takeUp({ ...context, host: state.host }, state)
}

export function stateOf(home: string, loop: SimLoop): LoopState {
  const state = readableState(home, loop.id)
  if (state === null) throw new Error(`the state of ${loop.id} cannot be read`)
  return state
}

function writeReport(workspace: string, left: number): void {
  const lines = Array.from(
    { length: mostCases },
    (_, i) => `${i < left ? "not ok" : "ok"} ${i + 1} - case ${i + 1}`,
  )
  writeFileSync(join(workspace, "report"), `TAP version 13\n${lines.join("\n")}\n1..${mostCases}\n`)
}

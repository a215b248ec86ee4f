import { randomBytes } from "node:crypto"
import { beginIn, measureStart, type Order } from "../../hook/begin.ts"
import type { Outcome } from "../../loop/outcome.ts"
import type { LoopState } from "../../loop/state.ts"
import { unknownUsage } from "../../loop/usage-sum.ts"
import { readBinding } from "../../store/binding-lookup.ts"
import { readHeartbeat, touchHeartbeat } from "../../store/heartbeat.ts"
import { readJournal } from "../../store/journal.ts"
import { acquireLock, driverLock } from "../../store/lock.ts"
import { keepFailureShots } from "../media/failure-shots.ts"
import { leastTurns } from "../phases/route.ts"
import { afterStop, beginPhases, legOf } from "../phases/work.ts"
import { deliverStop, stateOf, takeUp, terminationOf } from "./deliver.ts"
import { restate } from "./restate.ts"
import { hookContextOf, type Run } from "./run.ts"
import type { Link } from "./run-event.ts"
import { engineFolder, loadSession, type Session, saveSession } from "./session.ts"
import { takeTurn } from "./take-turn.ts"

export type RunResult =
  /** The loop's state when the run ended: ended with an outcome, or paused. */
  | { readonly kind: "ran"; readonly state: LoopState }
  | { readonly kind: "refused"; readonly why: string; readonly next: string }

/** A lock of a run is only believed while its process lives; this bound is for file systems that cannot tell. */
const runLockStaleMs = 8 * 24 * 3_600_000

/** Starts a headless loop and drives it to its end or pause. `chain`: backends and models in order of preference. */
export async function startRun(
  run: Run,
  order: Order & { readonly chain: readonly Link[]; readonly attachments: readonly string[] },
): Promise<RunResult> {
  const { phases, maxIterations } = order.settings
  if (phases && maxIterations < leastTurns) {
    return refused(
      `The phases need at least ${leastTurns} iterations: one each, and the review again.`,
      `Give \`--max-iterations ${leastTurns}\` or more; the default leaves room for ways back.`,
    )
  }
  const context = hookContextOf(run)
  const conversationId = `headless-${randomBytes(8).toString("hex")}`
  const event = {
    kind: "prompt",
    host: "headless",
    conversationId,
    workspacePaths: [order.workspace],
    transcriptPath: null,
    model: null,
    prompt: order.task,
  } as const
  const told = await beginIn(context, event, "run", order)
  const loop = readBinding(run.home, conversationId)?.loop
  if (loop === undefined) {
    return { kind: "refused", why: told.replace(/^\[for-loop\] /, ""), next: "Nothing was started." }
  }
  return await driveLocked(run, loop, false, () =>
    saveSession(run.home, {
      loop,
      chain: order.chain,
      link: 0,
      turn: 1,
      prompt: told,
      attachments: order.attachments,
      conversations: {},
      stage: { kind: "turn" },
    }),
  )
}

/**
 * Takes a headless loop up where a kill, a pause or a closed terminal left it; a kept answer is not asked for again.
 * A paused loop is resumed. `chain`: what could work now; it takes the place of the stored backends only when the user
 * named it.
 */
export async function resumeRun(
  run: Run,
  loop: string,
  chain: { readonly links: readonly Link[]; readonly origin: "found" | "named" },
): Promise<RunResult> {
  const state = stateOf(run.home, loop)
  if (state === null)
    return refused(`The state of loop ${loop} cannot be read.`, "`for-loop list` shows what there is.")
  if (state.host !== "headless") {
    return refused(
      `Loop ${loop} belongs to a conversation of ${state.host}, not to \`for-loop run\`.`,
      `Take it up with \`for-loop resume ${loop}\`.`,
    )
  }
  return await driveLocked(run, loop, true, async () => {
    const kept = loadSession(run.home, loop)
    if (kept === null) return saveSession(run.home, await freshSession(run, state, chain.links))
    return chain.origin === "found" ? kept : saveSession(run.home, { ...kept, chain: chain.links, link: 0 })
  })
}

/** A loop that was cut off before its first turn was kept begins with that turn, and its start is measured whole. */
async function freshSession(run: Run, state: LoopState, chain: readonly Link[]): Promise<Session> {
  const untouched = state.iteration === 0 && state.status === "running"
  const prompt = untouched
    ? await measureStart(hookContextOf(run), state, "as chosen at the start", [])
    : restate(state, "Begin with what fails first.")
  return {
    loop: state.id,
    chain,
    link: 0,
    turn: state.iteration + 1,
    prompt,
    attachments: [],
    conversations: {},
    stage: { kind: "turn" },
  }
}

/** One driver per loop: the lock of a dead process is taken over. */
async function driveLocked(
  run: Run,
  loop: string,
  resumed: boolean,
  open: () => Promise<Session> | Session,
): Promise<RunResult> {
  const lock = await acquireLock(run.home, driverLock(loop), {
    now: run.now(),
    waitMs: 0,
    staleMs: runLockStaleMs,
  })
  if (lock.kind !== "held") {
    const why = lock.kind === "busy" ? `Loop ${loop} is being driven already (${lock.holder}).` : lock.why
    return refused(why, `Follow it with \`for-loop status ${loop} --watch\`.`)
  }
  try {
    const session = await open()
    return await drive(run, session, resumed)
  } finally {
    lock.release()
  }
}

/** The agent is told of it in its prompt; whoever waits for the run reads no prompts. */
function startNotes(home: string, loop: string): string[] {
  return readJournal(home, loop).events.flatMap(({ kind, detail }) => {
    if (kind === "no-git") return [`No checkpoints and no branch: ${detail}`]
    return kind === "no-branch" ? [`No branch of its own: ${detail}`] : []
  })
}

async function drive(run: Run, opened: Session, resumed: boolean): Promise<RunResult> {
  const context = hookContextOf(run)
  let session = opened
  let state = stateOf(run.home, session.loop)
  if (resumed && state !== null) state = await takeUp(context, state)
  if (state !== null) {
    run.on({ kind: "begun", state, resumed, notes: resumed ? [] : startNotes(run.home, state.id) })
    session = saveSession(run.home, await beginPhases(run, state, session))
  }
  for (;;) {
    if (state === null)
      return refused(`The state of loop ${session.loop} cannot be read any more.`, "Run `for-loop doctor`.")
    if (state.status !== "running") {
      run.on({ kind: "ended", state })
      return { kind: "ran", state }
    }
    if (session.stage.kind === "turn") {
      touchHeartbeat(run.home, session.loop, run.now())
      const taken = await takeTurn(run, state, session)
      session = taken.session
      if (taken.end.kind === "fault") {
        state = await pauseFor(run, state, session, taken.end)
        continue
      }
      const { message, model, usage } = taken.end
      session = saveSession(run.home, { ...session, stage: { kind: "stop", message, model, usage } })
    }
    run.on({ kind: "checking", turn: session.turn })
    const { stage } = session
    if (stage.kind !== "stop") continue
    const { message, model, usage } = stage
    const leg = await legOf(run, state, session)
    const end = { turn: session.turn, message, model, usage, leg, termination: { kind: "eligible" } as const }
    const counted = state.iteration
    const decision = await deliverStop(context, state, end)
    state = stateOf(run.home, session.loop)
    // Paused before anything was measured (Ctrl-C, `pause`): the answer stays and is measured when the run is taken up.
    if (decision.kind === "permit" && state?.status === "paused" && state.iteration === counted) continue
    const goesOn = decision.kind === "continue"
    if (state !== null) run.on({ kind: "decided", turn: session.turn, state, goesOn })
    if (decision.kind === "permit" && state?.status === "running") {
      // A permit that decided nothing (a fault of ours, a busy lock): the run ends here, the loop can be taken up.
      return refused(
        `The loop was let go: ${decision.reason}.`,
        `Take it up with \`for-loop run --resume ${session.loop}\`.`,
      )
    }
    // A pause for a person keeps its prompt: the next turn begins where this one ended.
    const prompt = decision.kind === "continue" ? decision.prompt : session.prompt
    const shots = goesOn && state !== null ? shotsOf(run, state, session.turn) : []
    const next: Session = { ...session, turn: session.turn + 1, prompt, shots, stage: { kind: "turn" } }
    const after = state === null ? null : await afterStop(run, state, session, next, decision)
    session = saveSession(run.home, after?.session ?? next)
    if (state !== null && after !== null && after.giveUp !== null) {
      state = await pauseAs(run, state, session, { outcome: "stuck", why: after.giveUp })
    }
  }
}

/** Screenshots that UI tests left when they failed in this turn's check. */
function shotsOf(run: Run, state: LoopState, turn: number): string[] {
  const since = readHeartbeat(run.home, state.id)?.at
  if (since === undefined || state.failing.length === 0) return []
  const shots = keepFailureShots(state.workspace, engineFolder(run.home, state.id), turn, since)
  if (shots.length > 0) {
    const text = `${shots.length === 1 ? "a screenshot" : `${shots.length} screenshots`} of what failed goes with the next turn`
    run.on({ kind: "agent", turn, event: { kind: "note", text } })
  }
  return shots
}

/** A fault that nothing could help pauses the loop with its cause; a killed run leaves it as it is, to be taken up. */
async function pauseFor(
  run: Run,
  state: LoopState,
  session: Session,
  fault: Parameters<typeof terminationOf>[0] & {
    readonly model: string | null
    readonly usage: LoopState["spend"] | Parameters<typeof deliverStop>[2]["usage"]
  },
): Promise<LoopState | null> {
  const termination = terminationOf(fault, run.now())
  const { model, usage } = fault
  await deliverStop(hookContextOf(run), state, { turn: session.turn, message: "", model, usage, termination })
  return stateOf(run.home, session.loop)
}

/** The phases lead nowhere any more: a person has to look. */
async function pauseAs(
  run: Run,
  state: LoopState,
  { turn, loop }: Session,
  { outcome, why }: { readonly outcome: Outcome; readonly why: string },
): Promise<LoopState | null> {
  const termination = { kind: "pause", outcome, why, resumeInMs: null } as const
  await deliverStop(hookContextOf(run), state, {
    turn,
    message: "",
    model: null,
    usage: unknownUsage,
    termination,
  })
  return stateOf(run.home, loop)
}

function refused(why: string, next: string): RunResult {
  return { kind: "refused", why, next }
}

import { openRepositoryOf } from "../../hook/open-repository.ts"
import { treeNow } from "../../hook/tree-now.ts"
import { promiseOf } from "../../loop/completion.ts"
import type { Decision, Leg } from "../../loop/event.ts"
import { excerpt } from "../../loop/excerpt.ts"
import { token } from "../../loop/prompt.ts"
import type { LoopState } from "../../loop/state.ts"
import { readPhaseFile, writePhaseFile } from "../../store/phase-artifacts.ts"
import type { Run } from "../driver/run.ts"
import type { PhaseEnd } from "../driver/run-event.ts"
import type { Session } from "../driver/session.ts"
import { artifactText, cleanMessage, saidIn } from "./artifact.ts"
import { type Changes, changesSince } from "./changes.ts"
import { type Listed, readFindings, type Severity } from "./findings.ts"
import { type Measured, measuredAt } from "./measured.ts"
import { artifactName, type PhaseName, phaseOf } from "./phase.ts"
import { phaseHeading, phaseOrder } from "./phase-order.ts"
import { entryOf, firstPhaseState, loadPhaseState, type PhaseState, savePhaseState } from "./phase-state.ts"
import { type Exit, type Route, route } from "./route.ts"
import { seatAnew, takeSeat } from "./seat.ts"

const failingTold = 20
const visitsKept = 1000

/**
 * Puts a session into the present phase of its loop when a run begins or is taken up; one that does not work in phases
 * comes back as it is. Throws StoreError.
 */
export async function beginPhases(run: Run, state: LoopState, session: Session): Promise<Session> {
  if (!state.settings.phases) return session
  if (state.status === "ended") return await completed(run, state, session)
  const stored = loadPhaseState(run.home, state.id)
  const known = stored ?? firstPhaseState(state, session.turn)
  const named = seatAnew(known, session, run.reviewerModel ?? null)
  // An answer that is kept waits for its checks first; its phase is the one that was stored with it.
  if (session.stage.kind === "stop") {
    savePhaseState(run.home, state.id, named.state)
    return named.session
  }
  const seated = takeSeat({ ...named.state, turn: session.turn, iteration: state.iteration }, named.session)
  savePhaseState(run.home, state.id, seated.state)
  const { phase } = seated.state.course
  run.on({ kind: "phase", turn: session.turn, phase, end: null })
  const prompt = `${session.prompt}${hintOf(state, session.prompt)}`
  // A kill may have come between two files: a prompt that was not told its phase yet is told it now.
  if (state.windDown !== null || prompt.includes(phaseHeading(phase))) return { ...seated.session, prompt }
  const changes = await changesSince(state, seated.state.entry.checkpoint)
  return { ...seated.session, prompt: `${prompt}\n\n${orderOf(run, state, seated.state, changes)}` }
}

/** A kill may have come between the loop's end and the artifact of its last phase. */
async function completed(run: Run, state: LoopState, session: Session): Promise<Session> {
  const over = { kind: "permit", outcome: null, reason: "" } as const
  if (session.stage.kind === "stop") await afterStop(run, state, session, session, over)
  return session
}

/** What the Stop of this turn may mean; undefined for a loop without phases. Throws StoreError. */
export async function legOf(run: Run, state: LoopState, session: Session): Promise<Leg | undefined> {
  if (!state.settings.phases) return undefined
  const stored = loadPhaseState(run.home, state.id)
  if (stored === null || stored.turn !== session.turn) return "think"
  const { leg } = phaseOf(stored.course.phase)
  if (leg !== "last" || stored.entry.tree === null) return leg
  // What changes at the hard gate was seen by no review: it must not be what is called verified.
  const opened = await openRepositoryOf(state.workspace)
  const tree = await treeNow(opened.kind === "git" ? opened.repo : null, state.workspace)
  return tree === stored.entry.tree ? "last" : "work"
}

export type AfterStop = { readonly session: Session; readonly giveUp: string | null }

/**
 * After the Stop of a turn: writes what the phase leaves, decides where to go and prepares the next turn. `next`: the
 * session as a loop without phases would go on. Done again after a kill, it does the same. Throws StoreError.
 */
export async function afterStop(
  run: Run,
  state: LoopState,
  session: Session,
  next: Session,
  decision: Decision,
): Promise<AfterStop> {
  if (!state.settings.phases) return { session: next, giveUp: null }
  const stored = loadPhaseState(run.home, state.id) ?? firstPhaseState(state, session.turn)
  if (stored.turn > session.turn) {
    const seated = { ...next, ...stored.seats[stored.sits] }
    return { session: await prepared(run, state, stored, seated, decision), giveUp: null }
  }
  const measured = state.iteration > stored.iteration ? measuredAt(run.home, state) : null
  if (measured === null) {
    // Paused before anything was measured: the phase is done again.
    savePhaseState(run.home, state.id, { ...stored, turn: next.turn })
    return { session: next, giveUp: null }
  }
  const ended = await endTurn(run, state, session, stored, measured)
  const seated = takeSeat({ ...ended.state, turn: next.turn }, next)
  savePhaseState(run.home, state.id, seated.state)
  const { giveUp } = ended
  const on = state.status === "running" && giveUp === null
  if (on) run.on({ kind: "phase", turn: next.turn, phase: seated.state.course.phase, end: null })
  return { session: await prepared(run, state, seated.state, seated.session, decision), giveUp }
}

type Ended = { readonly state: PhaseState; readonly giveUp: string | null }

async function endTurn(
  run: Run,
  state: LoopState,
  session: Session,
  stored: PhaseState,
  measured: Measured,
): Promise<Ended> {
  const { phase } = stored.course
  const message = session.stage.kind === "stop" ? session.stage.message : ""
  const model = session.stage.kind === "stop" ? session.stage.model : null
  const said = await cleanMessage(message)
  const listed = phaseOf(phase).lists ? readFindings(said) : null
  const tree = isChanged(stored, measured) ? "changed" : "unchanged"
  const changes = await changesSince(state, stored.entry.checkpoint)
  const taken = route(stored.course, exitOf(measured, tree, listed))
  const then = thenOf(state, taken)
  const text = artifactText({
    phase,
    turn: session.turn,
    state,
    model,
    measured,
    changed: changes.inPhase,
    tree,
    listed,
    then,
    said,
  })
  keepEarlier(run.home, state.id, stored)
  const artifact = writePhaseFile(run.home, state.id, artifactName(phase), text)
  const goesOn = state.status !== "ended" && taken.kind === "go"
  const end: PhaseEnd = {
    artifact,
    findings: countsOf(listed),
    next: goesOn ? { phase: taken.course.phase, how: taken.how } : null,
    why: goesOn ? taken.why : then,
  }
  run.on({ kind: "phase", turn: session.turn, phase, end })
  const giveUp = state.status === "running" && taken.kind === "give-up" ? taken.why : null
  const found = tree === "changed" && taken.course.phase === phase ? changedNow(changes) : ""
  return { state: moved(state, stored, taken, session.turn, found), giveUp }
}

function isChanged({ entry }: PhaseState, { tree }: Measured): boolean {
  return entry.tree !== null && tree !== null && entry.tree !== tree
}

function exitOf(measured: Measured, tree: Exit["tree"], listed: Listed | null): Exit {
  const { verdict, failing, findings, claim } = measured.record
  return { verdict, blocking: failing, weakened: findings, tree, listed, blocked: claim === "blocked" }
}

function thenOf(state: LoopState, taken: Route): string {
  if (state.status === "ended" && state.outcome !== null)
    return `The loop ended as ${state.outcome.kind}: ${excerpt(state.outcome.reason, 600)}.`
  if (taken.kind === "give-up") return `The loop pauses for a person: ${taken.why}.`
  const where = `${taken.how === "again" ? "Again" : taken.how === "next" ? "Next" : "Back to"}: ${taken.course.phase}.`
  return taken.why === null ? where : `${where} ${taken.why}`
}

function changedNow({ inPhase }: Changes): string {
  return inPhase === null ? "" : ` Changed: ${inPhase}.`
}

function countsOf(listed: Listed | null): PhaseEnd["findings"] {
  const found = listed?.kind === "list" ? listed.findings : []
  const of = (severity: Severity): number => found.filter((one) => one.severity === severity).length
  return { P0: of("P0"), P1: of("P1"), P2: of("P2") }
}

/** The artifact of an earlier turn of this phase stays under the turn's number. */
function keepEarlier(home: string, loop: string, { course, visits }: PhaseState): void {
  const earlier = visits.findLast(({ phase }) => phase === course.phase)
  if (earlier === undefined) return
  const name = artifactName(course.phase)
  const kept = name.replace(/\.md$/, `.turn-${earlier.turn}.md`)
  const text = readPhaseFile(home, loop, name)
  if (text !== null && readPhaseFile(home, loop, kept) === null) writePhaseFile(home, loop, kept, text)
}

/** The phase state after a turn; findings that led back stay open until the work is reviewed again. */
function moved(state: LoopState, stored: PhaseState, taken: Route, turn: number, found: string): PhaseState {
  const { course } = taken
  const stays = course.phase === stored.course.phase
  const isSameVisit = taken.kind === "go" && stays && course.phase !== "review"
  const toWork = phaseOf(course.phase).number <= phaseOf("implement").number
  return {
    ...stored,
    course,
    iteration: state.iteration,
    entry: isSameVisit ? stored.entry : entryOf(state),
    why: taken.why === null ? null : `${taken.why}${found}`,
    open: taken.open.length > 0 ? taken.open : toWork ? stored.open : [],
    visits: [...stored.visits, { turn, phase: stored.course.phase }].slice(-visitsKept),
  }
}

/** The session with the prompt of the state's phase. A wrap-up turn is told nothing of phases. */
async function prepared(
  run: Run,
  state: LoopState,
  phases: PhaseState,
  session: Session,
  decision: Decision,
): Promise<Session> {
  const told = decision.kind === "continue" ? decision.prompt : takenUp(state)
  if (state.windDown !== null) return { ...session, prompt: told }
  const changes = await changesSince(state, phases.entry.checkpoint)
  return { ...session, prompt: `${told}\n\n${orderOf(run, state, phases, changes)}` }
}

/** What is known when a loop goes on after a pause. */
function takenUp(state: LoopState): string {
  const failing = state.failing.slice(0, failingTold).map((id) => `- ${excerpt(id, 300)}`)
  const more = state.failing.length - failing.length
  const list = [...failing, ...(more > 0 ? [`… and ${more} more`] : [])]
  return [
    `${token(state)} The loop goes on after a pause.`,
    `The task: ${state.task.slice(0, 2000)}`,
    ...(list.length === 0 ? [] : [`Failing at the last check:\n${list.join("\n")}`]),
  ].join("\n\n")
}

/** A hint that came while the loop was paused: no continue prompt has told it yet. */
function hintOf({ hint }: LoopState, prompt: string): string {
  return hint === null || prompt.includes(hint.slice(0, 2000))
    ? ""
    : `\n\nThe user adds: ${hint.slice(0, 2000)}`
}

function orderOf(run: Run, state: LoopState, phases: PhaseState, changes: Changes): string {
  const { phase } = phases.course
  const artifacts: Partial<Record<PhaseName, string>> = {}
  for (const name of phaseOf(phase).needs)
    artifacts[name] = saidIn(readPhaseFile(run.home, state.id, artifactName(name)) ?? "")
  return phaseOrder({
    phase,
    why: phases.why,
    open: phases.open,
    artifacts,
    changed: changes.sinceStart,
    range: changes.range,
    promise: promiseOf(state),
  })
}

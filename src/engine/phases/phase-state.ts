import type { LoopState } from "../../loop/state.ts"
import { readPhaseFile, writePhaseFile } from "../../store/phase-artifacts.ts"
import { isCount, isRecord, parseRecord } from "../../system/json-record.ts"
import { decodeSeat, type Seat } from "../driver/session.ts"
import { type PhaseFinding, severities } from "./findings.ts"
import { type PhaseName, phaseNames } from "./phase.ts"
import { type Course, firstCourse } from "./route.ts"

/** What has been done: one entry per turn that was measured. */
type Visit = { readonly turn: number; readonly phase: PhaseName }

/** Where a loop stands among its phases; written as a whole before the turn it speaks of begins. */
export type PhaseState = {
  /** The turn that works on `course.phase`. */
  readonly turn: number
  readonly course: Course
  /** How the loop was when this turn began. */
  readonly iteration: number
  /** How it was when the visit of the phase began: files, and the checkpoint they were kept in. */
  readonly entry: { readonly tree: string | null; readonly checkpoint: string | null }
  readonly why: string | null
  readonly open: readonly PhaseFinding[]
  readonly reviewerModel: string | null
  readonly sits: "worker" | "reviewer"
  readonly seats: { readonly worker: Seat | null; readonly reviewer: Seat | null }
  readonly visits: readonly Visit[]
}

const fileName = "state.json"
const version = 1

/** Saves it, atomic and flushed. Throws StoreError. */
export function savePhaseState(home: string, loop: string, state: PhaseState): PhaseState {
  writePhaseFile(home, loop, fileName, `${JSON.stringify({ version, ...state })}\n`)
  return state
}

/** The stored one; null when there is none or it cannot be understood, and then the phases begin anew. Throws StoreError. */
export function loadPhaseState(home: string, loop: string): PhaseState | null {
  const value = parseRecord(readPhaseFile(home, loop, fileName) ?? "")
  if (value === null || value.version !== version) return null
  const course = courseOf(value.course)
  const { turn, iteration, entry, seats, sits } = value
  if (course === null || !isCount(turn) || !isCount(iteration) || !isRecord(entry)) return null
  return {
    turn,
    course,
    iteration,
    entry: { tree: textOf(entry.tree), checkpoint: textOf(entry.checkpoint) },
    why: textOf(value.why),
    open: Array.isArray(value.open) ? value.open.flatMap(findingOf) : [],
    reviewerModel: textOf(value.reviewerModel),
    sits: sits === "reviewer" ? "reviewer" : "worker",
    seats: isRecord(seats)
      ? { worker: decodeSeat(seats.worker), reviewer: decodeSeat(seats.reviewer) }
      : { worker: null, reviewer: null },
    visits: Array.isArray(value.visits) ? value.visits.flatMap(visitOf) : [],
  }
}

/** The state of a loop whose phases begin with turn `turn`. */
export function firstPhaseState(state: LoopState, turn: number): PhaseState {
  return {
    turn,
    course: firstCourse(),
    iteration: state.iteration,
    entry: entryOf(state),
    why: null,
    open: [],
    reviewerModel: null,
    sits: "worker",
    seats: { worker: null, reviewer: null },
    visits: [],
  }
}

/** How a loop is when a phase begins. */
export function entryOf(state: LoopState): PhaseState["entry"] {
  const kept = state.iterations.findLast(({ checkpoint }) => checkpoint !== null)
  return { tree: state.tree, checkpoint: kept?.checkpoint ?? null }
}

function courseOf(value: unknown): Course | null {
  if (!isRecord(value)) return null
  const phase = phaseNames.find((name) => name === value.phase)
  const { cleanReviews, wanted, back, repeats } = value
  if (phase === undefined || !isCount(cleanReviews) || !isCount(wanted)) return null
  const first = firstCourse(wanted)
  return {
    phase,
    cleanReviews,
    wanted: first.wanted,
    back: {
      redesign: countIn(back, "redesign"),
      partOne: countIn(back, "partOne"),
      repair: countIn(back, "repair"),
    },
    repeats: {
      tree: countIn(repeats, "tree"),
      list: countIn(repeats, "list"),
      work: countIn(repeats, "work"),
      review: countIn(repeats, "review"),
      gate: countIn(repeats, "gate"),
      blocked: countIn(repeats, "blocked"),
    },
  }
}

function countIn(value: unknown, name: string): number {
  const found = isRecord(value) ? value[name] : 0
  return isCount(found) ? found : 0
}

function findingOf(value: unknown): PhaseFinding[] {
  if (!isRecord(value)) return []
  const { id, what, where } = value
  const severity = severities.find((name) => name === value.severity)
  if (severity === undefined || typeof id !== "string" || typeof what !== "string") return []
  return [{ id, severity, what, where: typeof where === "string" ? where : "" }]
}

function visitOf(value: unknown): Visit[] {
  if (!isRecord(value) || !isCount(value.turn)) return []
  const phase = phaseNames.find((name) => name === value.phase)
  return phase === undefined ? [] : [{ turn: value.turn, phase }]
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null
}

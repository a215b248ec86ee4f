import type { Link } from "../driver/run-event.ts"
import type { Seat, Session } from "../driver/session.ts"
import { phaseOf } from "./phase.ts"
import type { PhaseState } from "./phase-state.ts"

export type Seated = { readonly state: PhaseState; readonly session: Session }

/**
 * Lets the right one work on the state's phase: a reviewer of another model has a conversation of its own, so that it
 * looks with eyes that did not write the work. Both seats are kept in the state, so a kill between two files loses none.
 */
export function takeSeat(state: PhaseState, session: Session): Seated {
  const mine = seatIn(session)
  const kept = { ...state.seats, [state.sits]: mine }
  const sits = sitterOf(state)
  const seat = sits === state.sits ? mine : (kept[sits] ?? freshSeat(mine, state.reviewerModel))
  return {
    state: { ...state, sits, seats: { ...kept, [sits]: seat } },
    session: { ...session, ...seat },
  }
}

/**
 * What the user named when the run was taken up holds for both seats: other backends, or another reviewer. The session
 * comes with the user's chain in whatever seat it was cut off.
 */
export function seatAnew(state: PhaseState, session: Session, reviewerModel: string | null): Seated {
  const { sits, seats } = state
  const isOtherChain = seats[sits] !== null && !isSame(seats[sits].chain, session.chain)
  const isOtherModel = reviewerModel !== null && reviewerModel !== state.reviewerModel
  if (!isOtherChain && !isOtherModel) return { state, session }
  const model = reviewerModel ?? state.reviewerModel
  const mine = seatIn(session)
  const others = sits === "worker" ? mine : (seats.worker ?? mine)
  const worker = isOtherChain ? { ...others, chain: session.chain, link: 0 } : others
  const known = sits === "reviewer" ? mine : seats.reviewer
  // A conversation belongs to the model that led it.
  const conversations = isOtherModel ? {} : (known?.conversations ?? {})
  const reviewer = model === null ? null : { ...freshSeat(worker, model), conversations }
  const seat = sits === "reviewer" && reviewer !== null ? reviewer : worker
  return {
    state: { ...state, reviewerModel: model, seats: { worker, reviewer } },
    session: { ...session, ...seat },
  }
}

function seatIn({ chain, link, conversations }: Session): Seat {
  return { chain, link, conversations }
}

function sitterOf({ reviewerModel, course }: PhaseState): PhaseState["sits"] {
  return reviewerModel === null ? "worker" : phaseOf(course.phase).who
}

/** The reviewer works through the same backends with its own model; those of the work stand in when it fails. */
function freshSeat(worker: Seat, model: string | null): Seat {
  if (model === null) return worker
  const backends = [...new Set(worker.chain.map(({ backend }) => backend))]
  return {
    chain: [...backends.map((backend) => ({ backend, model })), ...worker.chain],
    link: 0,
    conversations: {},
  }
}

function isSame(left: readonly Link[], right: readonly Link[]): boolean {
  return JSON.stringify(left) === JSON.stringify(right)
}

import type { Seat, Session } from "../driver/session.ts"
import { phaseOf } from "./phase.ts"
import type { PhaseState } from "./phase-state.ts"

/**
 * Lets the right one work on the state's phase: a reviewer of another model has a conversation of its own, so that it
 * looks with eyes that did not write the work. Both seats are kept in the state, so a kill between two files loses none.
 */
export function takeSeat(state: PhaseState, session: Session): { state: PhaseState; session: Session } {
  const mine: Seat = { chain: session.chain, link: session.link, conversations: session.conversations }
  const kept = { ...state.seats, [state.sits]: mine }
  const sits = sitterOf(state)
  const seat = sits === state.sits ? mine : (kept[sits] ?? freshSeat(sits, mine, state.reviewerModel))
  return {
    state: { ...state, sits, seats: { ...kept, [sits]: seat } },
    session: { ...session, ...seat },
  }
}

function sitterOf({ reviewerModel, course }: PhaseState): PhaseState["sits"] {
  return reviewerModel === null ? "worker" : phaseOf(course.phase).who
}

/** The reviewer works through the same backends with its own model; those of the work stand in when it fails. */
function freshSeat(sits: PhaseState["sits"], mine: Seat, model: string | null): Seat {
  if (sits === "worker" || model === null) return mine
  const backends = [...new Set(mine.chain.map(({ backend }) => backend))]
  return {
    chain: [...backends.map((backend) => ({ backend, model })), ...mine.chain],
    link: 0,
    conversations: {},
  }
}

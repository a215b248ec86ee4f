import { describe, expect, it } from "vitest"
import type { Link } from "../../../src/engine/driver/run-event.ts"
import type { Session } from "../../../src/engine/driver/session.ts"
import type { PhaseName } from "../../../src/engine/phases/phase.ts"
import type { PhaseState } from "../../../src/engine/phases/phase-state.ts"
import { firstCourse } from "../../../src/engine/phases/route.ts"
import { seatAnew, takeSeat } from "../../../src/engine/phases/seat.ts"

const agy: Link = { backend: "agy", model: null }
const small: Link = { backend: "gemini", model: "small" }
const big: Link = { backend: "gemini", model: "big" }
const bigOnAgy: Link = { backend: "agy", model: "big" }

function session(chain: readonly Link[], conversations: Session["conversations"] = {}): Session {
  return {
    loop: "one",
    chain,
    link: 0,
    turn: 6,
    prompt: "",
    attachments: [],
    conversations,
    stage: { kind: "turn" },
  }
}

function at(phase: PhaseName, more: Partial<PhaseState> = {}): PhaseState {
  return {
    turn: 6,
    course: { ...firstCourse(), phase },
    iteration: 5,
    entry: { tree: null, checkpoint: null },
    why: null,
    open: [],
    reviewerModel: "big",
    sits: "worker",
    seats: { worker: null, reviewer: null },
    visits: [],
    ...more,
  }
}

describe("who works on a phase", () => {
  it("is the reviewer's model in reviews, with the others standing in, and the worker goes on where it was", () => {
    const worked = session([agy, small], { agy: "talk" })
    const review = takeSeat(at("review"), worked)
    expect(review.session).toMatchObject({ chain: [bigOnAgy, big, agy, small], link: 0, conversations: {} })
    const reviewed = { ...review.session, link: 1, conversations: { gemini: "eyes" } }
    const back = takeSeat({ ...review.state, course: { ...firstCourse(), phase: "implement" } }, reviewed)
    expect(back.session).toMatchObject({ chain: [agy, small], conversations: { agy: "talk" } })
    const again = takeSeat({ ...back.state, course: { ...firstCourse(), phase: "audit" } }, back.session)
    expect(again.session).toMatchObject({ link: 1, conversations: { gemini: "eyes" } })
  })

  it("is always the same one when no reviewer was named", () => {
    const taken = takeSeat(at("review", { reviewerModel: null }), session([small], { gemini: "talk" }))
    expect(taken.session).toMatchObject({ chain: [small], conversations: { gemini: "talk" } })
  })

  it("keeps the reviewer a reviewer when other backends are named in the middle of a review", () => {
    const review = takeSeat(at("review"), session([small], { gemini: "talk" }))
    const cut = { ...review.session, conversations: { gemini: "eyes" } }
    expect(seatAnew(review.state, cut, null).session).toEqual(cut)
    const named = seatAnew(review.state, { ...cut, chain: [agy] }, null)
    expect(named.session).toMatchObject({ chain: [bigOnAgy, agy], conversations: { gemini: "eyes" } })
    expect(named.state.seats.worker).toEqual({ chain: [agy], link: 0, conversations: { gemini: "talk" } })
  })

  it("takes another reviewer that is named later, with a conversation of its own", () => {
    const review = takeSeat(at("review"), session([small], { gemini: "talk" }))
    const cut = { ...review.session, conversations: { gemini: "eyes" } }
    const named = seatAnew(review.state, cut, "other")
    expect(named.session).toMatchObject({
      chain: [{ backend: "gemini", model: "other" }, small],
      conversations: {},
    })
    expect(named.state).toMatchObject({ reviewerModel: "other", seats: { worker: { chain: [small] } } })
    const first = seatAnew(at("clarify", { reviewerModel: null }), session([small]), "big")
    expect(first).toMatchObject({ state: { reviewerModel: "big" }, session: { chain: [small] } })
  })
})

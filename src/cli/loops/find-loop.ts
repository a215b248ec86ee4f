import type { ListedLoop } from "../../control/loops.ts"
import { allLoops, loopsIn, readableState, stateOf } from "../../control/loops.ts"
import type { LoopState } from "../../loop/state.ts"
import type { CliContext } from "../context.ts"
import { personOf } from "../person-of.ts"
import { ambiguousLoop, noLoopHere, unknownLoop } from "../problem.ts"
import { problemOf } from "../problem-of.ts"
import type { Problem } from "../result.ts"

export type Found =
  | ({ readonly kind: "found" } & ListedLoop)
  | { readonly kind: "problem"; readonly problem: Problem }

export type FoundState =
  | { readonly kind: "state"; readonly state: LoopState }
  | { readonly kind: "problem"; readonly problem: Problem }

/** Which loop is meant when no id is given: the newest one, or the newest that has not ended. */
export type Preference = "newest" | "unfinished"

/** The loop a command is about: by id or the beginning of one, else by preference among those here. Throws StoreError. */
export function findLoop(context: CliContext, id: string | null, preference: Preference = "newest"): Found {
  if (id !== null) return byId(allLoops(context.home), id)
  const here = loopsIn(context.home, context.cwd)
  const unfinished = here.find(({ loaded }) => {
    const status = readableState(loaded)?.status
    return status !== undefined && status !== "ended"
  })
  const chosen = preference === "unfinished" ? (unfinished ?? here[0]) : here[0]
  return chosen === undefined
    ? { kind: "problem", problem: noLoopHere(context.cwd) }
    : { kind: "found", ...chosen }
}

/** The same for commands that need a whole state. Throws StoreError. */
export function findState(
  context: CliContext,
  id: string | null,
  preference: Preference = "newest",
): FoundState {
  const found = findLoop(context, id, preference)
  return found.kind === "problem" ? found : readState(context, found)
}

/** The state of a listed loop, or why there is none. */
export function readState(context: CliContext, listed: ListedLoop): FoundState {
  const state = stateOf(personOf(context), listed)
  if (state.kind === "state") return state
  const missing = listed.loaded.kind === "missing"
  return { kind: "problem", problem: missing ? unknownLoop(listed.id) : problemOf(state) }
}

function byId(loops: readonly ListedLoop[], id: string): Found {
  const exact = loops.find((loop) => loop.id === id)
  const matching = exact === undefined ? loops.filter((loop) => loop.id.startsWith(id)) : [exact]
  const [first, second] = matching
  if (first === undefined || id === "") return { kind: "problem", problem: unknownLoop(id) }
  if (second === undefined) return { kind: "found", ...first }
  return {
    kind: "problem",
    problem: ambiguousLoop(
      id,
      matching.map((loop) => loop.id),
    ),
  }
}

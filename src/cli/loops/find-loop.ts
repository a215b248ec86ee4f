import type { LoopState } from "../../loop/state.ts"
import { type LoadedState, listLoops } from "../../store/state-file.ts"
import type { CliContext } from "../context.ts"
import { ambiguousLoop, damagedState, newerStateOf, noLoopHere, unknownLoop } from "../problem.ts"
import type { Problem } from "../result.ts"
import { belongsHere } from "./belongs-here.ts"

export type ListedLoop = { readonly id: string; readonly loaded: LoadedState }

export type Found =
  | ({ readonly kind: "found" } & ListedLoop)
  | { readonly kind: "problem"; readonly problem: Problem }

export type FoundState =
  | { readonly kind: "state"; readonly state: LoopState }
  | { readonly kind: "problem"; readonly problem: Problem }

/** Which loop is meant when no id is given: the newest one, or the newest that has not ended. */
export type Preference = "newest" | "unfinished"

/** All loops, newest first; those without a readable state last. Throws StoreError. */
export function allLoops(home: string): ListedLoop[] {
  return listLoops(home).sort((a, b) => createdAt(b) - createdAt(a) || (a.id < b.id ? 1 : -1))
}

/** The loops of the working tree the user stands in, newest first. Throws StoreError. */
export function loopsHere(context: CliContext): ListedLoop[] {
  const known = new Map<string, boolean>()
  return allLoops(context.home).filter(({ loaded }) => {
    const workspace = readableState(loaded)?.workspace
    if (workspace === undefined) return false
    const here = known.get(workspace) ?? belongsHere(workspace, context.cwd)
    known.set(workspace, here)
    return here
  })
}

/** The loop a command is about: by id or the beginning of one, else by preference among those here. Throws StoreError. */
export function findLoop(context: CliContext, id: string | null, preference: Preference = "newest"): Found {
  if (id !== null) return byId(allLoops(context.home), id)
  const here = loopsHere(context)
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
  return found.kind === "problem" ? found : stateOf(found)
}

/** The state of a listed loop, or why there is none. */
export function stateOf({ id, loaded }: ListedLoop): FoundState {
  switch (loaded.kind) {
    case "ok":
      return { kind: "state", state: loaded.state }
    case "missing":
      return { kind: "problem", problem: unknownLoop(id) }
    case "corrupt":
      return { kind: "problem", problem: damagedState(id, loaded.why, loaded.keptAs) }
    case "newer":
      return { kind: "problem", problem: newerStateOf(id, loaded.version) }
    default:
      return loaded satisfies never
  }
}

/** The state itself, or the good copy beside a damaged one; null when nothing can be read. */
export function readableState(loaded: LoadedState): LoopState | null {
  if (loaded.kind === "ok") return loaded.state
  return loaded.kind === "corrupt" ? loaded.recovered : null
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

function createdAt({ loaded }: ListedLoop): number {
  return readableState(loaded)?.createdAt ?? 0
}

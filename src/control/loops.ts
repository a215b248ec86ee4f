import type { LoopState } from "../loop/state.ts"
import { isSafeId } from "../store/home.ts"
import { type LoadedState, listLoops, peekState } from "../store/state-file.ts"
import { belongsHere } from "./belongs-here.ts"
import type { Person } from "./person.ts"
import { type Refused, refused } from "./refused.ts"
import { plainWording } from "./wording.ts"
import { oneLine } from "./words.ts"

export type ListedLoop = { readonly id: string; readonly loaded: LoadedState }

export type FoundState = { readonly kind: "state"; readonly state: LoopState } | Refused

/** All loops, newest first; those without a readable state last. Throws StoreError. */
export function allLoops(home: string): ListedLoop[] {
  return listLoops(home).sort((a, b) => createdAt(b) - createdAt(a) || (a.id < b.id ? 1 : -1))
}

/** The loops of the working tree around `folder`, newest first. Throws StoreError. */
export function loopsIn(home: string, folder: string): ListedLoop[] {
  const known = new Map<string, boolean>()
  return allLoops(home).filter(({ loaded }) => {
    const workspace = readableState(loaded)?.workspace
    if (workspace === undefined) return false
    const here = known.get(workspace) ?? belongsHere(workspace, folder)
    known.set(workspace, here)
    return here
  })
}

/** The state of the loop with this id as it is now, or why there is none. Throws StoreError. */
export function stateById(person: Person, id: string): FoundState {
  const loaded: LoadedState = isSafeId(id) ? peekState(person.home, id) : { kind: "missing" }
  return stateOf(person, { id, loaded })
}

/** The state of a listed loop, or why there is none. */
export function stateOf(person: Pick<Person, "wording">, { id, loaded }: ListedLoop): FoundState {
  switch (loaded.kind) {
    case "ok":
      return { kind: "state", state: loaded.state }
    case "missing":
      return unknownLoop(person, id)
    case "corrupt":
      return refused(
        "corrupt-state",
        `The state of loop ${id} is damaged or was edited (${loaded.why}); it is kept as ${loaded.keptAs}.`,
        afterDamage(person, id, loaded.recovered),
      )
    case "newer":
      return refused(
        "newer-state",
        `Loop ${id} was written by a newer version of For Loop (state ${loaded.version}).`,
        "Update this installation; nothing was changed.",
      )
    default:
      return loaded satisfies never
  }
}

/** How the good copy beside a damaged state comes back: the hook does it, and a headless run has none. */
function afterDamage(
  { wording = plainWording }: Pick<Person, "wording">,
  id: string,
  recovered: LoopState | null,
): string {
  if (recovered === null) return `No good copy of it is left. ${wording.startNew}`
  if (recovered.host !== "headless")
    return "Send any message in its conversation: the last good copy comes back as a paused loop."
  return `Copy state.previous.json over state.json in its folder: that is the last good one. ${wording.runAgain(id)}`
}

export function unknownLoop({ wording = plainWording }: Pick<Person, "wording">, id: string): Refused {
  return refused("unknown-loop", `There is no loop ${oneLine(id, 60)}.`, wording.listLoops)
}

/** The state itself, or the good copy beside a damaged one; null when nothing can be read. */
export function readableState(loaded: LoadedState): LoopState | null {
  if (loaded.kind === "ok") return loaded.state
  return loaded.kind === "corrupt" ? loaded.recovered : null
}

function createdAt({ loaded }: ListedLoop): number {
  return readableState(loaded)?.createdAt ?? 0
}

import type { Change } from "./instrument.ts"
import type { Note } from "./notes.ts"

/** A change and what the tests said to it. */
export type Mutant = Change & {
  /** `loading`: only run through while a module is loaded, so that it cannot be switched on later. */
  readonly end: "noticed" | "timeout" | "survived" | "uncovered" | "loading"
}

/** The changes with what a run's notes say of them; `loaded` are the ids that were run through while loading. */
export function judged(changes: readonly Change[], notes: readonly Note[]): Mutant[] {
  const noticed = new Map(notes.flatMap((note) => (note.kind === "noticed" ? [[note.id, note.by]] : [])))
  const covered = new Set(notes.flatMap((note) => (note.kind === "covered" ? note.ids : [])))
  const loaded = new Set(notes.flatMap((note) => (note.kind === "loaded" ? note.ids : [])))
  return changes.map((change) => ({ ...change, end: endOf(change.id, noticed.get(change.id)) }))

  function endOf(id: string, by: string | undefined): Mutant["end"] {
    if (by !== undefined) return by === "timeout" ? "timeout" : "noticed"
    if (covered.has(id)) return "survived"
    return loaded.has(id) ? "loading" : "uncovered"
  }
}

import { startBranch } from "../git/branch.ts"
import { slugOf } from "../git/slug.ts"
import type { JournalEntry } from "../loop/journal.ts"
import type { LoopState } from "../loop/state.ts"
import { snapshot } from "./snapshot.ts"

export type Isolated = {
  readonly branch: LoopState["branch"]
  readonly tree: string | null
  readonly head: string | null
  readonly events: readonly JournalEntry[]
  /** Sentences for the user about what was or could not be done. */
  readonly notes: readonly string[]
}

/** Puts the loop on its own branch and keeps checkpoint 0, so that every later state can be undone. */
export async function isolate(state: LoopState): Promise<Isolated> {
  const before = await snapshot(state, "before the loop")
  if (before.repo === null) {
    const note = `No checkpoints and no branch: ${before.why}`
    return {
      branch: null,
      tree: before.tree,
      head: null,
      events: [{ kind: "no-git", detail: before.why }],
      notes: [note],
    }
  }
  const { branch } = state.settings
  const head = before.head
  const base = { tree: before.tree, head }
  if (branch.kind === "none") return { ...base, branch: null, events: before.events, notes: [] }
  const wanted =
    branch.kind === "named"
      ? { kind: "named" as const, name: branch.name }
      : { kind: "auto" as const, name: slugOf(state.task) }
  const started = await startBranch(before.repo, wanted)
  if (started.kind === "skipped") {
    const note = `No branch of its own: ${started.why}`
    return {
      ...base,
      branch: null,
      events: [...before.events, { kind: "no-branch", detail: started.why }],
      notes: [note],
    }
  }
  return {
    ...base,
    branch: { name: started.name, previous: started.previous },
    events: [...before.events, { kind: "branch", detail: started.name }],
    notes: [],
  }
}

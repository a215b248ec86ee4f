import type { Repository } from "../git/repository.ts"
import { excerpt } from "../loop/excerpt.ts"
import type { JournalEntry } from "../loop/journal.ts"
import type { LoopState } from "../loop/state.ts"

const nothing = { head: null, events: [] } as const

/**
 * With `--commit-each`: a real commit of the iteration on the loop's own branch, besides the checkpoint. Returns the new
 * HEAD, or null when nothing was committed; a refusal is journalled and never stops the loop.
 */
export async function commitEach(
  state: LoopState,
  repo: Repository | null,
  number: number,
  failing: number,
): Promise<{ readonly head: string | null; readonly events: readonly JournalEntry[] }> {
  if (!state.settings.commitEach || repo === null || state.branch === null) return nothing
  const { commitAll } = await import("../git/commit-all.ts")
  const left = failing === 0 ? "the checks pass" : `${failing} failing`
  const subject = `for-loop ${number}/${state.settings.maxIterations}: ${left}`
  const task = excerpt(state.task.split("\n", 1)[0] ?? "", 200)
  const made = await commitAll(repo, `${subject}\n\n${task}\n`, state.branch.name)
  switch (made.kind) {
    case "committed":
      return { head: made.commit, events: [{ kind: "commit", detail: made.commit }] }
    case "nothing":
      return nothing
    case "refused":
      return { head: null, events: [{ kind: "commit-refused", detail: made.why }] }
    default:
      return made satisfies never
  }
}

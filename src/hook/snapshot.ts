import type { Repository } from "../git/repository.ts"
import type { JournalEntry } from "../loop/journal.ts"
import type { LoopState } from "../loop/state.ts"
import { openRepositoryOf } from "./open-repository.ts"

export type Snapshot =
  | {
      readonly repo: Repository
      readonly tree: string | null
      readonly head: string | null
      readonly ref: string | null
      readonly events: readonly JournalEntry[]
    }
  | {
      readonly repo: null
      readonly tree: string | null
      readonly head: null
      readonly ref: null
      readonly why: string
    }

/**
 * Keeps the working tree as the checkpoint of the iteration that is being answered. A checkpoint that fails is
 * journalled and never stops the loop; outside git a folder fingerprint stands in for the tree hash.
 */
export async function snapshot(state: LoopState, message: string): Promise<Snapshot> {
  const opened = await openRepositoryOf(state.workspace)
  if (opened.kind === "none") {
    const { fingerprintFolder } = await import("../git/fingerprint.ts")
    const tree = await fingerprintFolder(state.workspace)
    return { repo: null, tree, head: null, ref: null, why: opened.why }
  }
  const { repo } = opened
  const [{ takeCheckpoint }, { headOf }] = await Promise.all([
    import("../git/checkpoint.ts"),
    import("../git/head.ts"),
  ])
  const number = state.startedAt === null ? 0 : state.iteration + 1
  const head = await headOf(repo)
  try {
    const parent = state.iterations.findLast((entry) => entry.checkpoint !== null)?.checkpoint ?? null
    const taken = await takeCheckpoint(repo, { loop: state.id, number, message, parent })
    return {
      repo,
      tree: taken.tree,
      head,
      ref: taken.ref,
      events: [{ kind: "checkpoint", detail: taken.ref }],
    }
  } catch (fault) {
    const detail = fault instanceof Error ? fault.message : String(fault)
    return { repo, tree: null, head, ref: null, events: [{ kind: "checkpoint-failed", detail }] }
  }
}

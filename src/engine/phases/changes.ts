import type { DiffStat } from "../../git/diff.ts"
import { openRepositoryOf } from "../../hook/open-repository.ts"
import { excerpt } from "../../loop/excerpt.ts"
import { plural } from "../../loop/plural.ts"
import type { LoopState } from "../../loop/state.ts"

export type Changes = {
  /** Since the first checkpoint; null where git has none. */
  readonly sinceStart: string | null
  readonly range: { readonly from: string; readonly to: string } | null
  /** Since the checkpoint of iteration `from`. */
  readonly inPhase: string | null
}

const mostNamed = 12

/** What changed between checkpoints, in words; every part that git cannot tell is null. */
export async function changesSince(state: LoopState, from: string | null): Promise<Changes> {
  const opened = await openRepositoryOf(state.workspace)
  const to = state.iterations.findLast(({ checkpoint }) => checkpoint !== null)?.checkpoint ?? null
  if (opened.kind === "none" || to === null) return { sinceStart: null, range: null, inPhase: null }
  const [{ diffStat }, { checkpointRef }] = await Promise.all([
    import("../../git/diff.ts"),
    import("../../git/checkpoint-ref.ts"),
  ])
  const first = checkpointRef(state.id, 0)
  const told = async (before: string): Promise<string | null> => {
    try {
      return diffWords(await diffStat(opened.repo, before, to))
    } catch {
      return null // a checkpoint that failed or was dropped: nothing is said about it
    }
  }
  const sinceStart = await told(first)
  return {
    sinceStart,
    range: sinceStart === null ? null : { from: first, to },
    inPhase: await told(from ?? first),
  }
}

function diffWords({ files, added, removed }: DiffStat): string {
  if (files.length === 0) return "no file"
  const named = files.slice(0, mostNamed).map(({ path }) => excerpt(path, 160))
  const more = files.length > named.length ? `, and ${files.length - named.length} more` : ""
  return `${plural(files.length, "file")} +${added} -${removed} (${named.join(", ")}${more})`
}

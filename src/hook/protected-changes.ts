import { homedir } from "node:os"
import { join } from "node:path"
import type { DiffStat } from "../git/diff.ts"
import type { JournalEntry } from "../loop/journal.ts"
import type { LoopState } from "../loop/state.ts"

const mostNamed = 20

/**
 * The protected files that changed since the last checkpoint, for the journal: the look after the fact, because a host
 * without a hook before each tool call never asked (design §10). Guarded files are told of already.
 */
export async function protectedChanges(
  state: LoopState,
  changed: DiffStat | null,
  guards: readonly string[],
): Promise<readonly JournalEntry[]> {
  if (changed === null || changed.files.length === 0) return []
  const { judgeChanges } = await import("../guard/judge-changes.ts")
  const { workspace } = state
  const place = { workspace, home: homedir(), platform: process.platform, extraWritable: [] }
  return judgeChanges(
    changed.files.map(({ path }) => path),
    place,
  )
    .filter(({ path }) => !guards.includes(join(workspace, path)))
    .slice(0, mostNamed)
    .map(({ path, what }) => ({ kind: "protected", detail: `${path} was changed; it ${what}` }))
}

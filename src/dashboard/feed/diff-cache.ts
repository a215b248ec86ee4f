import { type ListedCheckpoint, listCheckpoints } from "../../git/checkpoint-list.ts"
import { checkpointRef } from "../../git/checkpoint-ref.ts"
import { diffStat } from "../../git/diff.ts"
import { mayBeInGit } from "../../git/near.ts"
import { type Opened, openRepository, type Repository } from "../../git/repository.ts"
import type { LoopState } from "../../loop/state.ts"
import type { IterationRow } from "../model/view.ts"

type Size = NonNullable<IterationRow["diff"]>

/**
 * How much each iteration changed. Checkpoints are never overwritten, so a size is computed once; git is asked in the
 * background, one process at a time, and a view never waits for it.
 */
export type DiffCache = {
  /** The loop's timeline, with the sizes that are known by now; the same list while neither changes. */
  rows(state: LoopState): readonly IterationRow[]
  /** Computes what is missing of a loop, newest first. */
  want(state: LoopState): void
  /** Whether a workspace can have checkpoints; asked of git once a minute at most. */
  repository(workspace: string): Promise<Opened>
  dispose(): void
}

export type DiffCacheOrder = {
  readonly env: NodeJS.ProcessEnv
  readonly now: () => number
  /** Called after sizes became known. */
  readonly onNews: () => void
}

type Pair = { readonly n: number; readonly before: string; readonly after: string }

const repositoryMs = 60_000
/** Sizes become visible in steps, so that a long loop does not redraw five hundred times. */
const newsEvery = 25

export function createDiffCache(order: DiffCacheOrder): DiffCache {
  /** Null: the checkpoint is gone, asked no more. */
  const sizes = new Map<string, Size | null>()
  const opened = new Map<string, { readonly at: number; readonly found: Promise<Opened> }>()
  const waiting = new Map<string, LoopState>()
  const drawn = new WeakMap<LoopState, { readonly sizes: number; readonly rows: readonly IterationRow[] }>()
  let working = false
  let disposed = false

  const repository = (workspace: string): Promise<Opened> => {
    const known = opened.get(workspace)
    if (known !== undefined && order.now() - known.at < repositoryMs) return known.found
    const found: Promise<Opened> = mayBeInGit(workspace)
      ? openRepository(workspace, order.env)
      : Promise.resolve({ kind: "none", why: `${workspace} is not in a git repository.` })
    opened.set(workspace, { at: order.now(), found })
    return found
  }

  const compute = async (): Promise<void> => {
    working = true
    try {
      for (let next = first(waiting); next !== null && !disposed; next = first(waiting)) {
        waiting.delete(next.id)
        const found = await repository(next.workspace)
        if (found.kind === "git") await sizesOf(found.repo, next)
      }
    } catch {
      // A repository that went away: the sizes stay unknown.
      waiting.clear()
    } finally {
      working = false
    }
  }

  const sizesOf = async (repo: Repository, state: LoopState): Promise<void> => {
    const commits = new Map((await listCheckpoints(repo, state.id)).map((one) => [one.ref, one]))
    let fresh = 0
    for (const pair of missing(state)) {
      if (disposed) return
      sizes.set(keyOf(pair), await sizeOf(repo, commits, pair))
      fresh += 1
      if (fresh % newsEvery === 0) order.onNews()
    }
    if (fresh % newsEvery !== 0) order.onNews()
  }

  const missing = (state: LoopState): Pair[] => pairsOf(state).filter((pair) => !sizes.has(keyOf(pair)))

  return {
    rows(state) {
      const known = drawn.get(state)
      if (known?.sizes === sizes.size) return known.rows
      const rows = rowsOf(state, sizes)
      drawn.set(state, { sizes: sizes.size, rows })
      return rows
    },
    want(state) {
      if (disposed || missing(state).length === 0) return
      waiting.set(state.id, state)
      if (!working) void compute()
    },
    repository,
    dispose: () => {
      disposed = true
      waiting.clear()
    },
  }
}

/** Each iteration's checkpoint with the one before it, newest first. */
function pairsOf(state: LoopState): Pair[] {
  const pairs: Pair[] = []
  let before = checkpointRef(state.id, 0)
  for (const { n, checkpoint } of state.iterations) {
    if (checkpoint === null) continue
    pairs.push({ n, before, after: checkpoint })
    before = checkpoint
  }
  return pairs.reverse()
}

function rowsOf(state: LoopState, sizes: ReadonlyMap<string, Size | null>): readonly IterationRow[] {
  const keys = new Map(pairsOf(state).map((pair) => [pair.n, keyOf(pair)]))
  return state.iterations.map(({ checkpoint, ...row }) => ({
    ...row,
    checkpoint: checkpoint !== null,
    diff: sizes.get(keys.get(row.n) ?? "") ?? null,
  }))
}

function keyOf({ before, after }: Pair): string {
  return `${before}..${after}`
}

async function sizeOf(
  repo: Repository,
  commits: ReadonlyMap<string, ListedCheckpoint>,
  pair: Pair,
): Promise<Size | null> {
  const [before, after] = [commits.get(pair.before), commits.get(pair.after)]
  if (before === undefined || after === undefined) return null
  const { files, added, removed } = await diffStat(repo, before.commit, after.commit)
  return { files: files.length, added, removed }
}

function first(waiting: ReadonlyMap<string, LoopState>): LoopState | null {
  for (const state of waiting.values()) return state
  return null
}

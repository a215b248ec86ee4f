import { join } from "node:path"
import { checkpointRef } from "../../git/checkpoint-ref.ts"
import { GitError } from "../../git/git-error.ts"
import { commitOf } from "../../git/head.ts"
import { recentPaths } from "../../git/recent-paths.ts"
import type { Repository } from "../../git/repository.ts"
import { changedSince } from "../../git/working-files.ts"
import { shortHash } from "../../loop/hash.ts"
import type { LoopState } from "../../loop/state.ts"
import { ensureDir, readTextIfPresent, writeFileAtomic } from "../../system/atomic-file.ts"
import { isCount, isRecord, parseRecord } from "../../system/json-record.ts"
import { readTextQuickly } from "../../system/read-content.ts"
import type { Candidate, Found } from "./candidates.ts"
import { distancesFrom } from "./distance.ts"
import type { Facts } from "./facts.ts"
import { failingFiles } from "./failing-files.ts"
import { canImport, importsIn } from "./imports.ts"
import type { Focus } from "./rank.ts"
import { resolverOf } from "./resolve-imports.ts"

/** Steps along imports that still say something. */
const farthest = 3
/** Sources above this are data in the dress of code. */
const mostBytes = 400_000

/** What the pack is about, from the loop (null: only from git). `folder` keeps what git told of its history. Throws StoreError. */
export async function focusOf(
  order: {
    readonly home: string
    readonly workspace: string
    readonly loop: LoopState | null
    readonly repo: Repository | null
    readonly folder: string
  },
  found: Found,
  facts: Facts,
): Promise<Focus> {
  const { loop } = order
  const paths = found.candidates.map(({ path }) => path)
  const failing = loop === null ? new Set<string>() : failingFiles(order.home, loop, paths)
  const [since, recent] = await Promise.all([changedInLoop(order.repo, loop), recentOf(order, found.head)])
  const changed = new Set([...found.changed, ...since])
  const distance = distances([...failing, ...changed], found.candidates, order.workspace, facts)
  return { failing, changed, distance, recent }
}

/** What differs from the loop's checkpoint 0; nothing where that cannot be told. */
async function changedInLoop(repo: Repository | null, loop: LoopState | null): Promise<readonly string[]> {
  if (repo === null || loop === null) return []
  try {
    const begin = await commitOf(repo, checkpointRef(loop.id, 0))
    return begin === null ? [] : await changedSince(repo, begin)
  } catch (fault) {
    if (fault instanceof GitError) return []
    throw fault
  }
}

/** The history does not change under the same HEAD, so git is asked once. */
async function recentOf(
  {
    repo,
    workspace,
    folder,
  }: { readonly repo: Repository | null; readonly workspace: string; readonly folder: string },
  head: string | null,
): Promise<ReadonlyMap<string, number>> {
  if (repo === null || head === null) return new Map()
  const path = join(folder, `recent-${shortHash(workspace)}.json`)
  const kept = parseRecord(readTextIfPresent(path) ?? "")
  if (kept !== null && kept.head === head && isRecord(kept.files)) {
    return new Map(
      Object.entries(kept.files).flatMap(([name, at]) => (isCount(at) ? [[name, at] as const] : [])),
    )
  }
  const found = await recentPaths(repo)
  ensureDir(folder)
  writeFileAtomic(path, JSON.stringify({ head, files: Object.fromEntries(found) }), "cached")
  return found
}

function distances(
  seeds: readonly string[],
  candidates: readonly Candidate[],
  workspace: string,
  facts: Facts,
): ReadonlyMap<string, number> {
  if (seeds.length === 0) return new Map()
  const resolve = resolverOf(candidates.map(({ path }) => path))
  const imports = new Map<string, readonly string[]>()
  for (const { path, key, bytes } of candidates) {
    if (!canImport(path) || (bytes ?? facts.get(key)?.bytes ?? 0) > mostBytes) continue
    const names = facts.imports(key) ?? lookedUp(path, key, workspace, facts)
    const targets = names.flatMap((name) => resolve(path, name)).filter((target) => target !== path)
    if (targets.length > 0) imports.set(path, targets)
  }
  return distancesFrom(seeds, imports, farthest)
}

function lookedUp(path: string, key: string, workspace: string, facts: Facts): readonly string[] {
  const names = importsIn(path, readTextQuickly(join(workspace, path)) ?? "")
  facts.setImports(key, names)
  return names
}

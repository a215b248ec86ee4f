import { join } from "node:path"
import type { WorkingFiles } from "../../git/working-files.ts"
import { shortHash } from "../../loop/hash.ts"
import { readBeginning } from "../../system/bounded-read.ts"
import { plainFile } from "../../system/read-content.ts"
import { keyOfBlob } from "./facts.ts"
import type { LeftOutReason } from "./left-out.ts"
import { leftOutByName } from "./name-class.ts"
import { generatedPatterns, type PathFilter, pathFilter } from "./path-filter.ts"
import { walkFolder } from "./walk-folder.ts"

/** A file that may be packed. */
export type Candidate = {
  /** Relative to the workspace, with `/`. */
  readonly path: string
  /** Names its content in the cache: by git's blob where git knows it, else by path, size and times. */
  readonly key: string
  /** Null until somebody asks; git does not tell. */
  readonly bytes: number | null
}

export type LeftOut = { readonly path: string; readonly why: LeftOutReason }

/** Several files that are left out for the same reason; what is no path is passed over. */
export function listLeftOut(why: LeftOutReason, paths: readonly unknown[]): LeftOut[] {
  return paths.flatMap((path) => (typeof path === "string" ? [{ path, why }] : []))
}

export type Found = {
  readonly head: string | null
  readonly candidates: readonly Candidate[]
  /** Paths that differ from HEAD. */
  readonly changed: readonly string[]
  readonly leftOut: readonly LeftOut[]
}

/** Which files to look at: only those that match `include` (empty = all), none that match `exclude`. */
export type Selection = { readonly include: readonly string[]; readonly exclude: readonly string[] }

/**
 * Every file of the workspace that is not ignored, without those whose names already say that they do not belong in a
 * pack. `listed` is git's own list; null where there is no repository. Throws GitError.
 */
export async function findCandidates(
  listed: WorkingFiles | null,
  workspace: string,
  env: NodeJS.ProcessEnv,
  selection: Selection,
): Promise<Found> {
  const files = (await listed?.files()) ?? walkFolder(workspace, env).map((path) => ({ path, blob: null }))
  const judge = nameJudge(workspace, selection)
  const candidates: Candidate[] = []
  const leftOut: LeftOut[] = []
  for (const { path, blob } of files) {
    const why = judge(path)
    const facts = why === null && blob === null ? plainFile(join(workspace, path)) : null
    if (why !== null) leftOut.push({ path, why })
    else if (blob !== null) candidates.push({ path, key: keyOfBlob(blob), bytes: null })
    else if (facts === null) leftOut.push({ path, why: "unreadable" })
    else candidates.push({ path, key: `~${shortHash(`${path}\0${facts.stamp}`)}`, bytes: facts.bytes })
  }
  return { head: listed?.head ?? null, candidates, changed: listed?.changed ?? [], leftOut }
}

function nameJudge(
  workspace: string,
  { include, exclude }: Selection,
): (path: string) => LeftOutReason | null {
  const included: PathFilter = pathFilter(include)
  const excluded = pathFilter(exclude)
  const attributes = readBeginning(join(workspace, ".gitattributes"), 256 * 1024) ?? ""
  const generated = pathFilter(generatedPatterns(attributes))
  return (path) => {
    if (excluded(path)) return "excluded"
    const byName = leftOutByName(path)
    if (include.length > 0) {
      if (!included(path)) return "not-included"
      // Who asks for a generated file by name gets it; nobody gets a file of secrets.
      return byName === "secret" || byName === "binary" ? byName : null
    }
    return byName ?? (generated(path) ? "generated" : null)
  }
}

import { createHash } from "node:crypto"
import { join, posix } from "node:path"
import { readBeginning } from "../system/bounded-read.ts"
import { fileStamp } from "../system/file-stamp.ts"
import { listFolder } from "../system/list-folder.ts"
import { kindOf, settleKind, skippedFolders } from "./classify.ts"
import { grammarOf } from "./language.ts"
import { maskEnvironment } from "./settings/environment.ts"
import type { Surface, SurfaceFile } from "./surface.ts"
import { type Grammar, loadGrammars } from "./tree/tree-sitter.ts"

const mostFiles = 60_000
const deepestFolder = 24
/** Above this a file is compared by its hash alone: no person writes such a test. */
const longestText = 1_000_000
/** Sources beyond this many characters in all are not kept: they serve one heuristic only. */
const sourceBudget = 24_000_000

/**
 * The test surface of `workspace` as it is now. `previous` is an earlier surface of the same workspace: files with the
 * same content are taken over from it. Folders that are installed or built are left out. Never throws for what lies in
 * the workspace. Also loads the grammars that comparing this surface will need.
 */
export async function captureSurface(order: {
  readonly workspace: string
  readonly checks: readonly string[]
  readonly testIds: readonly string[] | null
  readonly previous: Surface | null
}): Promise<Surface> {
  const earlier = new Map(order.previous?.files.map((file) => [file.path, file]))
  const files: SurfaceFile[] = []
  let sourceLeft = sourceBudget
  for (const path of pathsBelow(order.workspace)) {
    const kind = kindOf(path)
    if (kind === null || (kind === "source" && sourceLeft <= 0)) continue
    const file = readFile(order.workspace, path, kind, earlier.get(path))
    if (file === null) continue
    files.push(file)
    if (kind === "source") sourceLeft -= file.text?.length ?? 0
  }
  await loadGrammars(neededGrammars(files, earlier))
  return { files, checks: [...order.checks], testIds: order.testIds === null ? null : [...order.testIds] }
}

/** Relative paths with `/`, in a stable order; breadth is bounded. */
function pathsBelow(workspace: string): string[] {
  const paths: string[] = []
  const folders: { readonly path: string; readonly depth: number }[] = [{ path: "", depth: 0 }]
  for (let folder = folders.pop(); folder !== undefined && paths.length < mostFiles; folder = folders.pop()) {
    for (const { name, kind } of listFolder(join(workspace, folder.path))) {
      const path = posix.join(folder.path, name)
      if (kind === "file") paths.push(path)
      else if (kind === "folder" && folder.depth < deepestFolder && !skippedFolders.has(name))
        folders.push({ path, depth: folder.depth + 1 })
    }
  }
  return paths.sort()
}

function readFile(
  workspace: string,
  path: string,
  kind: NonNullable<ReturnType<typeof kindOf>>,
  earlier: SurfaceFile | undefined,
): SurfaceFile | null {
  const full = join(workspace, path)
  const raw = readBeginning(full, longestText)
  if (raw === null) return null
  const text = kind === "env" ? maskEnvironment(raw) : raw
  if (earlier !== undefined && earlier.text === text) return earlier
  const settled = kind === "test-or-support" ? settleKind(path, text) : kind
  const large = raw.length >= longestText - 4
  const hash = `${large ? `${fileStamp(full).split(":")[0]}:` : ""}${createHash("sha1").update(text).digest("base64url")}`
  if (earlier !== undefined && large && earlier.hash === hash) return earlier
  return { path, kind: settled, hash, text: large ? null : text }
}

/** Grammars of the files that differ; of all files when nothing is known yet. */
function neededGrammars(
  files: readonly SurfaceFile[],
  earlier: ReadonlyMap<string, SurfaceFile>,
): Set<Grammar> {
  const paths = files.filter((file) => earlier.get(file.path) !== file).map(({ path }) => path)
  const here = new Set(files.map(({ path }) => path))
  paths.push(...[...earlier.keys()].filter((path) => !here.has(path)))
  return new Set(paths.flatMap((path) => grammarOf(path) ?? []))
}

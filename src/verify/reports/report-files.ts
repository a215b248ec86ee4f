import { join } from "node:path"
import { readBeginning } from "../../system/bounded-read.ts"
import { fileFacts } from "../../system/file-facts.ts"
import { listFolder } from "../../system/list-folder.ts"
import type { ReportFile } from "./report.ts"

/** Report files of a workspace and when they were written, by path. */
export type ReportStamps = ReadonlyMap<string, string>

const mostFiles = 1000
const mostFolders = 400
const deepest = 6
const largestFile = 10 * 1024 * 1024
const largestSum = 20 * 1024 * 1024

/** Names that runners give their report when the user's configuration asks for one. */
const namedLikeReport =
  /^(?:TEST-.*\.xml|.*junit.*\.xml|(?:test-?)?(?:results?|reports?)\.xml|.*ctrf.*\.json|test-?results?\.json|(?:jest|vitest|mocha)-?(?:results?|report)?\.json)$/i

/** What a folder can lead to. `reports`: every XML file is one. `way`: a folder of build tools above those. `modules`: holds projects. */
type Kind = "root" | "modules" | "module" | "way" | "reports"

const reportFolder =
  /^(?:surefire-reports|failsafe-reports|test-results?|test-reports?|testresults|ctrf|junit|nextest)$/i
const wayThere = /^(?:target|build|reports?|out|output|coverage|artifacts|tmp|logs?)$/i
const moduleParent = /^(?:packages|apps|libs|modules|services|crates|projects)$/
const never =
  /^(?:node_modules|\.git|\.venv|venv|vendor|\.tox|classes|test-classes|debug|release|deps|binary)$/i

type Folder = { readonly path: string; readonly kind: Kind; readonly depth: number }

/**
 * Where the test reports of a workspace lie, with a stamp of each: in its root, in the folders that build tools use, and the same in its
 * modules. Bounded in folders, files and depth; links are not followed.
 */
export function reportFilesOf(workspace: string): ReportStamps {
  const found = new Map<string, string>()
  const queue: Folder[] = [{ path: workspace, kind: "root", depth: 0 }]
  for (let i = 0; i < queue.length && i < mostFolders; i++) {
    const folder = queue[i]
    if (folder === undefined) break
    for (const { name, kind } of listFolder(folder.path)) {
      const path = join(folder.path, name)
      if (kind === "folder") {
        const next = kindBelow(folder, name)
        if (next !== null) queue.push({ path, kind: next, depth: folder.depth + 1 })
      } else if (kind === "file" && found.size < mostFiles && isReport(folder, name)) {
        const facts = fileFacts(path)
        if (facts !== null && facts.bytes <= largestFile) found.set(path, facts.stamp)
      }
    }
  }
  return found
}

function kindBelow(folder: Folder, name: string): Kind | null {
  if (never.test(name) || folder.depth >= deepest) return null
  if (folder.kind === "reports" || reportFolder.test(name)) return "reports"
  if (wayThere.test(name)) return "way"
  if (folder.kind === "root" && moduleParent.test(name)) return "modules"
  const holdsModules = folder.kind === "root" || folder.kind === "modules"
  return holdsModules && !name.startsWith(".") ? "module" : null
}

function isReport(folder: Folder, name: string): boolean {
  return namedLikeReport.test(name) || (folder.kind === "reports" && name.endsWith(".xml"))
}

/**
 * The reports that were written after `before` was taken, newest state, their texts bounded in sum. Told by their stamps and not by the clock:
 * a report of an earlier run is never taken for one of this run, however coarse the times of the file system are.
 */
export function reportsWrittenSince(before: ReportStamps, workspace: string): ReportFile[] {
  const files: ReportFile[] = []
  let left = largestSum
  for (const [path, stamp] of reportFilesOf(workspace)) {
    if (before.get(path) === stamp) continue
    const bytes = fileFacts(path)?.bytes ?? 0
    if (bytes > left) continue
    const text = readBeginning(path, largestFile)
    if (text === null) continue
    left -= bytes
    files.push({ path, text, origin: "found" })
  }
  return files
}

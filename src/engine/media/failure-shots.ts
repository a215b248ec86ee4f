import { basename, join, relative } from "node:path"
import { fileFacts } from "../../system/file-facts.ts"
import { fileTimes } from "../../system/file-times.ts"
import { placeCopy } from "../../system/files.ts"
import { listFolder } from "../../system/list-folder.ts"
import { attachmentFolder } from "./attachment-folder.ts"

/** Where the usual runners of browser tests put the pictures of what failed, below a project's folder. */
const homes = ["test-results", "cypress/screenshots", "playwright-report/data"]
/** Folders that hold projects of one repository, looked into one by one. */
const gatherings = [
  "packages",
  "apps",
  "services",
  "libs",
  "e2e",
  "tests",
  "test",
  "frontend",
  "web",
  "client",
]
const picture = /\.(png|jpe?g)$/i
/** What a runner expected, kept beside what it got: of less use than a picture of the failure. */
const expected = /-expected\.png$/i

const mostShots = 4
const mostShotBytes = 4_000_000
const mostTotalBytes = 8_000_000
const mostEntries = 5000

type Shot = { readonly path: string; readonly bytes: number; readonly at: number }

/**
 * Screenshots that failing UI tests left since `since` (epoch ms), the newest first, at most four of 4 MB each: copied
 * into the loop's private `folder`, because the next run of the tests overwrites them. Returns the copies.
 */
export function keepFailureShots(workspace: string, folder: string, turn: number, since: number): string[] {
  const to = join(attachmentFolder(folder), `turn-${turn}`)
  let bytes = 0
  const chosen: Shot[] = []
  for (const shot of shotsSince(workspace, since)) {
    if (chosen.length >= mostShots || bytes + shot.bytes > mostTotalBytes) break
    bytes += shot.bytes
    chosen.push(shot)
  }
  return chosen.map(({ path }) => {
    // The folder of a picture names its test.
    const name = relative(workspace, path).split(/[\\/]/).slice(-2).join("-").slice(-100)
    const copy = join(to, name)
    placeCopy(path, copy, 0o600)
    return copy
  })
}

function shotsSince(workspace: string, since: number): Shot[] {
  const places = [
    workspace,
    ...gatherings.flatMap((name) => [join(workspace, name), ...inside(workspace, name)]),
  ]
  const budget = { left: mostEntries }
  const found = places.flatMap((place) => homes.flatMap((home) => pictures(join(place, home), budget)))
  const fresh = found.flatMap((path): Shot[] => {
    const facts = fileFacts(path)
    const at = fileTimes(path)?.changedAt ?? 0
    return facts !== null && facts.bytes > 0 && facts.bytes <= mostShotBytes && at >= since
      ? [{ path, bytes: facts.bytes, at }]
      : []
  })
  return fresh.sort((a, b) => rank(a.path) - rank(b.path) || b.at - a.at || (a.path < b.path ? -1 : 1))
}

function inside(workspace: string, name: string): string[] {
  const folder = join(workspace, name)
  return listFolder(folder)
    .filter(({ kind }) => kind === "folder")
    .slice(0, 100)
    .map((entry) => join(folder, entry.name))
}

function pictures(folder: string, budget: { left: number }): string[] {
  return listFolder(folder).flatMap(({ name, kind }) => {
    budget.left -= 1
    if (budget.left < 0) return []
    const path = join(folder, name)
    if (kind === "folder") return pictures(path, budget)
    return kind === "file" && picture.test(name) ? [path] : []
  })
}

/** Pictures that say in their name that they show a failure go first. */
function rank(path: string): number {
  const name = basename(path)
  if (/fail|diff|actual/i.test(name)) return 0
  return expected.test(name) ? 2 : 1
}

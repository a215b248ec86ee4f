import { type Dirent, lstatSync, readdirSync, readlinkSync } from "node:fs"
import { join } from "node:path"
import { shortHash } from "../loop/hash.ts"

const mostEntries = 50_000
const skipped = new Set([".git", ".hg", ".svn", "node_modules", ".venv", "venv", "__pycache__", ".cache"])

/**
 * Hash over path, size and modification time of every file below a folder that is not in git; links by where they point,
 * never followed. Dependencies and caches are skipped. Null when the folder cannot be read or holds more than `most`
 * entries (50,000): "unknown" must not look like "unchanged".
 */
export async function fingerprintFolder(
  workspace: string,
  most: number = mostEntries,
): Promise<string | null> {
  const lines: string[] = []
  let entries = 0
  const folders = [""]
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const found = listed(join(workspace, folder))
    // A folder that may not be read below the top is left out as a whole, on every call alike.
    if (found === null && folder === "") return null
    for (const entry of found ?? []) {
      if (++entries > most) return null
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`
      if (entry.isDirectory()) {
        if (!skipped.has(entry.name)) folders.push(path)
      } else lines.push(JSON.stringify([path, ...marksOf(join(workspace, path), entry)]))
    }
  }
  return `${lines.length}:${shortHash(lines.join("\n"))}`
}

function listed(folder: string): Dirent[] | null {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  } catch {
    return null
  }
}

/** A file that vanishes while we look is told apart from one that is there. */
function marksOf(path: string, entry: Dirent): readonly (string | number)[] {
  try {
    if (entry.isSymbolicLink()) return ["link", readlinkSync(path)]
    const { size, mtimeMs } = lstatSync(path)
    return [size, mtimeMs]
  } catch {
    return ["gone"]
  }
}

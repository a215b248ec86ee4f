import { type Finding, finding } from "../verdict.ts"
import { unknown, type Zone } from "../where.ts"

/** What writing a path of this zone means; null when nothing speaks against it. */
export function writeFinding(path: string, zone: Zone): Finding | null {
  switch (zone) {
    case "judge":
      return finding("own-state", "judge", `changes ${shown(path)}, which belongs to the loop itself`)
    case "git":
      return finding("git-folder", "machine", `writes into the .git folder (${shown(path)})`)
    case "ci":
      return finding("ci-config", "machine", `changes what continuous integration runs (${shown(path)})`)
    case "device":
      return finding("disk", "machine", `writes to the device ${shown(path)}`)
    case "around":
    case "outside":
      return finding("write-outside", "machine", `writes outside the workspace (${shown(path)})`)
    case "inside":
    case "root":
    case "scratch":
    case "scratch-root":
    case "null":
    case "unknown":
      return null
    default:
      return zone satisfies never
  }
}

/** What deleting a path of this zone means; null when nothing speaks against it. */
export function deleteFinding(path: string, zone: Zone, how: "delete" | "wipe"): Finding | null {
  switch (zone) {
    case "judge":
      return finding("own-state", "judge", `deletes ${shown(path)}, which belongs to the loop itself`)
    case "git":
      return finding("git-folder", "machine", `deletes what git keeps (${shown(path)})`)
    case "ci":
      return finding("ci-config", "machine", `deletes what continuous integration runs (${shown(path)})`)
    case "around":
      return finding("delete-everything", "machine", `deletes ${shown(path)}, far more than the workspace`)
    case "root":
      return finding("delete-workspace", "tree", "deletes the whole workspace")
    case "device":
      return finding("disk", "machine", `deletes the device ${shown(path)}`)
    case "outside":
      return finding("delete-outside", "machine", `deletes files outside the workspace (${shown(path)})`)
    case "scratch-root":
      if (how === "delete") return null
      return finding("delete-outside", "machine", `empties ${shown(path)} for every program`)
    case "unknown":
      if (how === "delete") return null
      return finding("delete-unknown", "machine", "deletes a folder that only the running shell knows")
    case "inside":
    case "scratch":
    case "null":
      return null
    default:
      return zone satisfies never
  }
}

/** A path as people read it, bounded. */
export function shown(path: string): string {
  const text = path.replaceAll(unknown, "…").replace(/\s+/g, " ")
  return text.length > 120 ? `${text.slice(0, 119)}…` : text
}

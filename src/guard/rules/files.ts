import type { Call } from "../call.ts"
import type { Place } from "../place.ts"
import { type Touch, touchesOf } from "../touches.ts"
import { type Finding, finding } from "../verdict.ts"
import { absolute, holdsJudge, unknown, zoneOf } from "../where.ts"

/** What a call would write or delete where it must not. */
export function filesRule(call: Call, place: Place): readonly Finding[] {
  return touchesOf(call).flatMap((touch) => findingOf(touch, call, place) ?? [])
}

function findingOf(touch: Touch, call: Call, place: Place): Finding | null {
  if (touch.how === "link") {
    const judges = zoneOf(touch.path, call.cwd, place) === "judge"
    return judges ? writeFinding(touch.path, "judge") : null
  }
  return touch.how === "write" ? written(touch.path, call, place) : deleted(touch, call, place)
}

function written(path: string, call: Call, place: Place): Finding | null {
  if (/^\/dev\/(tcp|udp)\//.test(path))
    return finding("network-send", "machine", `sends data to ${shown(path)}`)
  return writeFinding(path, zoneOf(path, call.cwd, place))
}

/** What writing a path of this zone means; null when nothing speaks against it. */
export function writeFinding(path: string, zone: ReturnType<typeof zoneOf>): Finding | null {
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

function deleted({ path, how }: Touch, call: Call, place: Place): Finding | null {
  const zone = zoneOf(path, call.cwd, place, "parent")
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
      if (zoneOf(path.replace(/[\\/]\*+$/, ""), call.cwd, place, "parent") === "around")
        return finding("delete-everything", "machine", `deletes ${shown(path)}, far more than the workspace`)
      return finding("delete-outside", "machine", `deletes files outside the workspace (${shown(path)})`)
    case "scratch-root":
      return how === "wipe"
        ? finding("delete-outside", "machine", `empties ${shown(path)} for every program`)
        : null
    case "unknown":
      return how === "wipe"
        ? finding("delete-unknown", "machine", "deletes a folder that only the running shell knows")
        : null
    case "inside":
    case "scratch":
    case "null":
      return how === "wipe" ? wiped(path, call, place) : null
    default:
      return zone satisfies never
  }
}

/** A pattern or an empty variable that makes a path inside the workspace mean all of it. */
function wiped(path: string, call: Call, place: Place): Finding | null {
  const named = absolute(path.replaceAll(unknown, ""), call.cwd, place)
  if (named !== null && holdsJudge(named, place))
    return finding("own-state", "judge", `deletes ${shown(path)}, which holds the loop's own files`)
  const bare = path.replaceAll(unknown, "").replace(/[\\/]+$/, "")
  const above =
    bare.replace(/(^|[\\/])(\*+|\.\*|\.\[!?[^\]]*\]\*?|\.\?\*)$/, "") || (bare.startsWith("/") ? "/" : ".")
  if (bare === path && above === bare) return null
  const zone = zoneOf(above, call.cwd, place, "parent")
  if (zone === "root")
    return finding("delete-workspace", "tree", `can delete the whole workspace (${shown(path)})`)
  return zone === "around" || zone === "outside"
    ? finding("delete-everything", "machine", `can delete ${shown(above)}, outside the workspace`)
    : null
}

/** A path as people read it, bounded. */
export function shown(path: string): string {
  const text = path.replaceAll(unknown, "…").replace(/\s+/g, " ")
  return text.length > 120 ? `${text.slice(0, 119)}…` : text
}

import type { Call } from "../call.ts"
import type { Place } from "../place.ts"
import { type Touch, touchesOf } from "../touches.ts"
import { type Finding, finding } from "../verdict.ts"
import { absolute, holdsJudge, unknown, zoneOf } from "../where.ts"
import { deleteFinding, shown, writeFinding } from "./path-findings.ts"

/** What a call would write or delete where it must not. */
export function filesRule(call: Call, place: Place): readonly Finding[] {
  return touchesOf(call).flatMap((touch) => findingOf(touch, call, place) ?? [])
}

function findingOf(touch: Touch, call: Call, place: Place): Finding | null {
  if (touch.how === "link") {
    const judges = zoneOf(touch.path, call.cwd, place) === "judge"
    return judges ? writeFinding(touch.path, "judge") : null
  }
  return touch.how === "write"
    ? written(touch.path, call, place)
    : deleted(touch.path, touch.how, call, place)
}

function written(path: string, call: Call, place: Place): Finding | null {
  if (/^\/dev\/(tcp|udp)\//.test(path))
    return finding("network-send", "machine", `sends data to ${shown(path)}`)
  return writeFinding(path, zoneOf(path, call.cwd, place))
}

function deleted(path: string, how: "delete" | "wipe", call: Call, place: Place): Finding | null {
  const zone = zoneOf(path, call.cwd, place, "parent")
  if (zone === "outside" && zoneOf(path.replace(/[\\/]\*+$/, ""), call.cwd, place, "parent") === "around")
    return deleteFinding(path, "around", how)
  return deleteFinding(path, zone, how) ?? (how === "wipe" ? wiped(path, call, place) : null)
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

import type { Place } from "./place.ts"
import { zoneOf } from "./where.ts"

/** A protected file that was changed, and what it is, in words that go on from "it …". */
export type ProtectedChange = { readonly path: string; readonly what: string }

/**
 * The protected files among `paths` (relative to the workspace, or absolute): what judges the agent, and what other
 * machines run. For the look after the fact, where no host asked before.
 */
export function judgeChanges(paths: readonly string[], place: Place): readonly ProtectedChange[] {
  return paths.flatMap((path) => {
    switch (zoneOf(path, place.workspace, place, "parent")) {
      case "judge":
        return [{ path, what: "belongs to the loop itself or starts its hook" }]
      case "git":
        return [{ path, what: "lies in the .git folder" }]
      case "ci":
        return [{ path, what: "is what continuous integration runs" }]
      case "around":
      case "outside":
        return [{ path, what: "lies outside the workspace" }]
      default:
        return []
    }
  })
}

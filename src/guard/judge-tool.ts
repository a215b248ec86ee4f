import type { Mode } from "../loop/settings.ts"
import { findingsIn } from "./judge-command.ts"
import type { Place } from "./place.ts"
import { deleteFinding, writeFinding } from "./rules/path-findings.ts"
import { isSecretPath } from "./secret-paths.ts"
import { actOf, type ToolAct, type ToolCall } from "./tool-calls.ts"
import { type Finding, finding, type Verdict, verdictOf } from "./verdict.ts"
import { absolute, zoneOf } from "./where.ts"

/**
 * Judges one tool call of a host or of our own backend before it happens: command lines as `judgeCommand` does, files by
 * where they lie. Tools that neither run, write, delete nor read anything here are none of our business. Throws nothing.
 */
export function judgeTool(call: ToolCall, mode: Mode, place: Place): Verdict {
  try {
    return verdictOf(findingsOf(actOf(call), place), mode, place)
  } catch (fault) {
    const why = fault instanceof Error ? fault.message : String(fault)
    return verdictOf(
      [finding("unreadable", "unseen", `cannot be judged (${why.slice(0, 100)})`)],
      mode,
      place,
    )
  }
}

function findingsOf(act: ToolAct, place: Place): readonly Finding[] {
  switch (act.kind) {
    case "command": {
      const cwd = act.cwd === null ? place.workspace : absolute(act.cwd, place.workspace, place)
      return readings(act.lines, (line) => findingsIn(line, place, cwd))
    }
    case "write":
      return act.paths.flatMap((path) => writeFinding(path, zone(path, place, "file")) ?? [])
    case "delete":
      return act.paths.flatMap((path) => deleteFinding(path, zone(path, place, "parent"), "delete") ?? [])
    case "read": {
      const secret = act.paths.find((path) => isSecretPath(fromHome(path, place), place.workspace, place))
      return secret === undefined ? [] : [finding("credentials", "machine", `reads credentials (${secret})`)]
    }
    case "other":
      return []
    default:
      return act satisfies never
  }
}

/** Of several readings of one command line the ones that can be read count; only when none can, that is told. */
function readings(lines: readonly string[], judge: (line: string) => readonly Finding[]): readonly Finding[] {
  const all = lines.flatMap(judge)
  const readable = all.filter(({ rule }) => rule !== "unreadable")
  const someRead = lines.some((line) => judge(line).every(({ rule }) => rule !== "unreadable"))
  return someRead ? readable : all
}

function zone(path: string, place: Place, follow: "file" | "parent"): ReturnType<typeof zoneOf> {
  return zoneOf(fromHome(path, place), place.workspace, place, follow)
}

/** File tools expand no `~`, but a model that writes one means the home folder. */
function fromHome(path: string, place: Place): string {
  const bare = path.replace(/^file:\/\//, "")
  return /^~(?=[\\/]|$)/.test(bare) ? place.home + bare.slice(1) : bare
}

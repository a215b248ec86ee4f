import { readFileSync } from "node:fs"
import { join } from "node:path"
import type { LoopState } from "../loop/state.ts"
import { isRecord, parseRecord } from "../system/json-record.ts"

/** What a verdict on a tool call needs to know of a loop. */
export type LoopGlance = Pick<LoopState, "id" | "workspace" | "status"> & {
  readonly mode: LoopState["settings"]["mode"]
}

/**
 * A few fields of a loop's state without checking the rest of it: an agent waits for this at every tool call, and the
 * next Stop finds damage anyway. Null when the file is not there or cannot be understood. Never throws.
 */
export function glanceAtLoop(home: string, loop: string): LoopGlance | null {
  const state = parseRecord(textOf(join(home, "loops", loop, "state.json")))?.state
  if (!isRecord(state) || !isRecord(state.settings) || state.id !== loop) return null
  const mode = modes.find((name) => isRecord(state.settings) && state.settings.mode === name)
  const status = statuses.find((name) => state.status === name)
  if (mode === undefined || status === undefined || typeof state.workspace !== "string") return null
  return { id: loop, workspace: state.workspace, status, mode }
}

const modes = ["safe", "auto", "unsafe"] as const
const statuses = ["armed", "running", "paused", "ended"] as const

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8")
  } catch {
    return ""
  }
}

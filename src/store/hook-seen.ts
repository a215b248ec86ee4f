import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"

/**
 * Notes that a host really ran our hook at `now` (epoch ms): the canary and the armed light read it (S41). It is on the
 * fast path of every user turn, so it loads nothing, is not flushed and never throws; half a file reads as "never".
 */
export function markHookSeen(home: string, now: number): void {
  try {
    mkdirSync(home, { recursive: true, mode: 0o700 })
    writeFileSync(hookSeenPath(home), `${JSON.stringify({ at: now })}\n`, { mode: 0o600 })
  } catch {
    // A home that cannot be written is told by the doctor; the user's turn goes on.
  }
}

/** When a host last ran our hook (epoch ms); null = never, as far as we know. Never throws. */
export function readHookSeen(home: string): number | null {
  try {
    const value: unknown = JSON.parse(readFileSync(hookSeenPath(home), "utf8"))
    if (typeof value !== "object" || value === null || !("at" in value)) return null
    return typeof value.at === "number" && value.at >= 0 ? value.at : null
  } catch {
    return null
  }
}

function hookSeenPath(home: string): string {
  return join(home, "hook-seen.json")
}

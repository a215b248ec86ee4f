import { join } from "node:path"
import { readTextIfPresent } from "../../system/atomic-file.ts"
import { isRecord, parseRecord } from "../../system/json-record.ts"

export type Handler = { readonly command: string; readonly timeoutSec: number }

/** The platform's default when a handler names no timeout (hooks contract section 2). */
const defaultTimeoutSec = 30

/**
 * Handlers of one event in a plugin's root `hooks.json`, read as the platform reads it: top level = hook names, events
 * as flat lists, event names without regard to case.
 */
export function handlersOf(plugin: string, event: string): Handler[] {
  const hooks = parseRecord(readTextIfPresent(join(plugin, "hooks.json")) ?? "") ?? {}
  return Object.values(hooks).flatMap((named) => {
    if (!isRecord(named) || named.enabled === false) return []
    return Object.entries(named)
      .filter(([name]) => name.toLowerCase() === event.toLowerCase())
      .flatMap(([, handlers]) => (Array.isArray(handlers) ? handlers.flatMap(decode) : []))
  })
}

function decode(value: unknown): Handler[] {
  if (!isRecord(value) || typeof value.command !== "string") return []
  const timeoutSec = typeof value.timeout === "number" ? value.timeout : defaultTimeoutSec
  return [{ command: value.command, timeoutSec }]
}

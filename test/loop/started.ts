import type { LoopRequest } from "../../src/loop/command.ts"
import { defaultSettings, type Settings } from "../../src/loop/settings.ts"

/** The request that starts a loop on a task with default settings but for the given ones. */
export function started(task: string, settings: Partial<Settings> = {}): LoopRequest {
  return {
    kind: "start",
    task,
    settings: { ...defaultSettings("auto"), ...settings },
    checks: { kind: "detect" },
  }
}

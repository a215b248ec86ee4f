import { renameSync } from "node:fs"
import { errnoOf } from "./store-error.ts"

const attempts = 12
const passing: ReadonlySet<string> = new Set(["EPERM", "EACCES", "EBUSY"])

/** What `renameFile` needs of the system; replaced in tests, because the failure it survives exists on Windows only. */
export type RenameSystem = {
  readonly platform: NodeJS.Platform
  readonly rename: (from: string, to: string) => void
  readonly pause: (ms: number) => void
}

/**
 * Renames `from` over `to`, atomically. Windows refuses while another process (a virus scanner, the panel reading the
 * state) has the target open, so there the refusal is retried for about 0.4 s. Throws the system's own error.
 */
export function renameFile(from: string, to: string, system: RenameSystem = realSystem): void {
  for (let attempt = 1; ; attempt++) {
    try {
      system.rename(from, to)
      return
    } catch (error) {
      const mayPass = system.platform === "win32" && passing.has(errnoOf(error) ?? "")
      if (!mayPass || attempt >= attempts) throw error
      system.pause(attempt * 5)
    }
  }
}

const realSystem: RenameSystem = {
  platform: process.platform,
  rename: renameSync,
  pause: (ms) => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
  },
}

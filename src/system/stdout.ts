import { writeSync } from "node:fs"

/**
 * Writes text to standard output before it returns. `process.stdout` would load the code of sockets and terminals first
 * (3 ms at every hook run) and might still be writing when the process ends.
 */
export function writeStdout(text: string): void {
  let rest = Buffer.from(text)
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(1, rest))
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EAGAIN")) return
    }
  }
}

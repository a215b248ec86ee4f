import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"

/** A folder of its own for files; removed at the end of the scope. */
export function mediaPlace() {
  const folder = mkdtempSync(join(tmpdir(), "for-loop media-"))
  return {
    folder,
    /** Writes a file and returns its path; `grownTo` makes it that large without filling it. */
    put: (name: string, bytes: Uint8Array | string, grownTo?: number): string => {
      const path = join(folder, name)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, bytes)
      if (grownTo !== undefined) truncateSync(path, grownTo)
      return path
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  }
}

import { mkdtempSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

/** Makes a new, private folder in the system's temporary folder and returns its path. */
export function makeTempFolder(prefix: string): string {
  return mkdtempSync(join(tmpdir(), prefix))
}

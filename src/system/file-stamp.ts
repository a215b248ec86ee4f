import { statSync } from "node:fs"

/** Size and change time of a file as text, to tell whether it was written since; `none` when it cannot be seen. */
export function fileStamp(path: string): string {
  try {
    const found = statSync(path, { throwIfNoEntry: false })
    return found === undefined ? "none" : `${found.size}:${found.mtimeMs}`
  } catch {
    return "none"
  }
}

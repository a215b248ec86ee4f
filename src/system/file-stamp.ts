import { statSync } from "node:fs"

/** Size and change time of a file as text, to tell whether it was written since; `none` when it cannot be seen. */
export function fileStamp(path: string): string {
  try {
    const { size, mtimeMs } = statSync(path)
    return `${size}:${mtimeMs}`
  } catch {
    return "none"
  }
}

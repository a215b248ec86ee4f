import { statSync } from "node:fs"

/** Moments in epoch ms. Where the file system keeps no creation time, `createdAt` is that of the last change of the entry. */
export type FileTimes = { readonly createdAt: number; readonly changedAt: number }

/** When a file was created and last written; null when it cannot be seen. */
export function fileTimes(path: string): FileTimes | null {
  try {
    const { birthtimeMs, ctimeMs, mtimeMs } = statSync(path)
    return { createdAt: birthtimeMs > 0 ? birthtimeMs : ctimeMs, changedAt: mtimeMs }
  } catch {
    return null
  }
}

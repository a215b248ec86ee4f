import { realpathSync } from "node:fs"

/** The path with every link followed; null when nothing is there or it may not be looked at. */
export function followLinks(path: string): string | null {
  try {
    return realpathSync(path)
  } catch {
    return null
  }
}

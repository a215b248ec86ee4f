import { readdirSync } from "node:fs"
import { errnoOf, onDisk } from "./store-error.ts"

/** Names in a folder, sorted by code unit; empty when the folder does not exist. Throws StoreError. */
export function listNames(folder: string): string[] {
  return onDisk(folder, () => {
    try {
      return readdirSync(folder).sort()
    } catch (error) {
      if (errnoOf(error) === "ENOENT") return []
      throw error
    }
  })
}

import { open } from "node:fs/promises"
import { errnoOf, storeErrorOf } from "./store-error.ts"

/** Brings what was written to a file to the disk, without holding up the process; a file that is not there needs nothing. Throws StoreError. */
export async function flushFile(path: string): Promise<void> {
  try {
    await using file = await open(path, "r+")
    await file.datasync()
  } catch (error) {
    if (errnoOf(error) !== "ENOENT") throw storeErrorOf(path, error)
  }
}

import { chmodSync, mkdirSync, writeFileSync } from "node:fs"
import { dirname } from "node:path"
import { onDisk } from "./store-error.ts"

/** Writes bytes to a file with the given permission bits, creating the folders above. Throws StoreError. */
export function placeBytes(path: string, bytes: Uint8Array, mode: number): void {
  onDisk(path, () => {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, bytes)
    chmodSync(path, mode)
  })
}

import { join } from "node:path"
import { ensureDir, readTextIfPresent, writeFileAtomic } from "../../system/atomic-file.ts"
import { isCount, parseRecord } from "../../system/json-record.ts"
import type { Placed } from "./layout.ts"

/** Older prefixes are in nobody's cache any more. */
const longestMs = 6 * 3_600_000

/** The order of the last pack made for the same purpose; empty when there is none of the last hours. Throws StoreError. */
export function lastLayout(folder: string, purpose: string, now: number): readonly Placed[] {
  const value = parseRecord(readTextIfPresent(layoutPath(folder, purpose)) ?? "")
  if (value === null || !isCount(value.at) || now - value.at > longestMs || !Array.isArray(value.files))
    return []
  return value.files.flatMap((pair: unknown): Placed[] => {
    if (!Array.isArray(pair)) return []
    const [path, key] = pair
    return typeof path === "string" && typeof key === "string" ? [{ path, key }] : []
  })
}

/** Keeps the order for the next pack. Throws StoreError. */
export function keepLayout(folder: string, purpose: string, files: readonly Placed[], now: number): void {
  ensureDir(folder)
  const pairs = files.map(({ path, key }) => [path, key])
  writeFileAtomic(layoutPath(folder, purpose), JSON.stringify({ at: now, files: pairs }), "cached")
}

function layoutPath(folder: string, purpose: string): string {
  return join(folder, `layout-${purpose}.json`)
}

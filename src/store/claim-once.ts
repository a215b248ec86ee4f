import { rmSync, statSync } from "node:fs"
import { join } from "node:path"
import { ensureDir, readTextIfPresent, writeNewFile } from "../system/atomic-file.ts"
import { isCount, parseRecord } from "../system/json-record.ts"
import { listNames } from "../system/list-names.ts"
import { errnoOf, onDisk } from "../system/store-error.ts"
import { safeId } from "./paths.ts"

/** `taken`: another window or an earlier run had it, at that moment (epoch ms). */
export type Claim = { readonly kind: "ours" } | { readonly kind: "taken"; readonly at: number }

/**
 * Claims something that may happen once for this user, however many windows see its cause: of all that ask with the same
 * name exactly one gets it, also after a restart. `now` in epoch ms. Throws StoreError, also for a name that is no file
 * name; whoever cannot claim must not act by itself.
 */
export function claimOnce(home: string, name: string, now: number): Claim {
  const path = join(claimsFolder(home), safeId(name))
  ensureDir(claimsFolder(home))
  return onDisk(path, () => {
    try {
      writeNewFile(path, `${JSON.stringify({ at: Math.floor(now) })}\n`, "cached")
      return { kind: "ours" }
    } catch (error) {
      if (errnoOf(error) !== "EEXIST") throw error
      return { kind: "taken", at: momentOf(path) ?? now }
    }
  })
}

/** Removes claims that were made before `before` (epoch ms); returns how many. Throws StoreError. */
export function dropOldClaims(home: string, before: number): number {
  const folder = claimsFolder(home)
  const old = listNames(folder)
    .map((name) => join(folder, name))
    .filter((path) => (momentOf(path) ?? before) < before)
  for (const path of old) onDisk(path, () => rmSync(path, { force: true }))
  return old.length
}

/** A file that is not written yet, or was torn by a kill, counts from its creation. Null: it is gone. */
function momentOf(path: string): number | null {
  const at = parseRecord(readTextIfPresent(path) ?? "")?.at
  if (isCount(at)) return at
  return onDisk(path, () => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? null)
}

function claimsFolder(home: string): string {
  return join(home, "claims")
}

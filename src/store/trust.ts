import { realpathSync } from "node:fs"
import { join, resolve } from "node:path"
import { ensureDir, readTextIfPresent, writeFileAtomic } from "../system/atomic-file.ts"
import { isRecord, parseRecord } from "../system/json-record.ts"
import { setAside } from "./set-aside.ts"

type Approval = { readonly workspace: string; readonly hash: string; readonly at: number }

/**
 * Whether the user approved this exact content for this workspace (trust on first use, S34). `contentHash` is the hash
 * of the whole text whose commands would run, so a changed command asks again. A damaged list trusts nothing.
 * Throws StoreError when the list exists and cannot be read.
 */
export function readTrust(home: string, workspace: string, contentHash: string): boolean {
  const place = placeOf(workspace)
  return (approvals(home) ?? []).some((known) => known.workspace === place && known.hash === contentHash)
}

/**
 * Remembers the user's approval given at `now` (epoch ms). Two approvals at the same moment may lose one of them: the
 * user is then asked again, nothing runs unapproved. Throws StoreError.
 */
export function addTrust(home: string, workspace: string, contentHash: string, now: number): void {
  const known = approvals(home)
  if (known === null) setAside(trustPath(home))
  const place = placeOf(workspace)
  const others = (known ?? []).filter((entry) => entry.workspace !== place || entry.hash !== contentHash)
  const next: readonly Approval[] = [...others, { workspace: place, hash: contentHash, at: now }]
  ensureDir(home)
  writeFileAtomic(trustPath(home), `${JSON.stringify({ approvals: next }, null, 1)}\n`)
}

/** The stored approvals; null when the file is damaged as a whole. */
function approvals(home: string): Approval[] | null {
  const text = readTextIfPresent(trustPath(home))
  if (text === null) return []
  const list = parseRecord(text)?.approvals
  if (!Array.isArray(list)) return null
  return list.filter(isApproval)
}

function isApproval(value: unknown): value is Approval {
  if (!isRecord(value)) return false
  return typeof value.workspace === "string" && typeof value.hash === "string" && typeof value.at === "number"
}

/** Two ways to the same folder (links, `..`) are one workspace. */
function placeOf(workspace: string): string {
  try {
    return realpathSync(workspace)
  } catch {
    return resolve(workspace)
  }
}

function trustPath(home: string): string {
  return join(home, "trust.json")
}

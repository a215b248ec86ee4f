import { randomBytes } from "node:crypto"
import { join } from "node:path"
import { ensureDir, readTextIfPresent, writeFileAtomic } from "../system/atomic-file.ts"

/**
 * The secret that opens the gateway's page: made at the first start, kept in a file that only this user may read. It is
 * never one of a client's keys. Throws StoreError.
 */
export function adminToken(home: string): string {
  const folder = join(home, "gateway")
  const path = join(folder, "admin-token")
  const kept = readTextIfPresent(path)?.trim() ?? ""
  if (/^[\w-]{43,}$/.test(kept)) return kept
  const token = randomBytes(32).toString("base64url")
  ensureDir(folder)
  writeFileAtomic(path, `${token}\n`)
  return token
}

/** The address that lets a browser in. `url`: of the gateway, without a slash at its end. */
export function adminEntrance(url: string, token: string): string {
  return `${url}/admin/?token=${token}`
}

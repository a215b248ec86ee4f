import { join } from "node:path"
import { ensureDir, readTextIfPresent, writeFileAtomic } from "../system/atomic-file.ts"
import { modeOf, removeTree } from "../system/files.ts"
import { type KeyStore, refused } from "./key-store.ts"

/**
 * A file per key in our own home, readable by this account alone: for machines without a store of secrets, and only
 * where the user says so.
 */
export function keyFile(home: string, platform: NodeJS.Platform): KeyStore {
  const folder = join(home, "keys")
  const pathOf = (account: string): string => join(folder, account)
  return {
    isThere: () => true,
    name: `a file in ${folder}`,
    read: async (account) => {
      const path = pathOf(account)
      const key = readTextIfPresent(path)?.trim() ?? ""
      if (key === "") return { kind: "none" }
      if (platform !== "win32" && ((modeOf(path) ?? 0) & 0o077) !== 0)
        return refused(`other accounts can read ${path}; run \`chmod 600 ${path}\``)
      return { kind: "key", key }
    },
    write: async (account, key) => {
      ensureDir(folder)
      writeFileAtomic(pathOf(account), `${key}\n`)
      return { kind: "kept" }
    },
    remove: async (account) => {
      if (readTextIfPresent(pathOf(account)) === null) return { kind: "none" }
      removeTree(pathOf(account))
      return { kind: "removed" }
    },
  }
}

import { createHash, randomBytes, timingSafeEqual } from "node:crypto"
import { fileStamp } from "../../system/file-stamp.ts"
import { keysPath } from "../config/paths.ts"
import type { ClientKey, KeyOrder } from "./key.ts"
import { openKeyUse } from "./key-use.ts"
import { changeStoredKeys, readStoredKeys, type StoredKey } from "./stored-keys.ts"

/** `why` says nothing that helps to guess: it is for a person who holds the key. */
export type KeyCheck =
  | { readonly kind: "key"; readonly key: ClientKey }
  | { readonly kind: "refused"; readonly why: "unknown" | "revoked" | "expired" }

type KeyChange<T> = T | { readonly kind: "refused"; readonly why: string }

export type Keys = {
  /** Whose key a client presents. Asks the disk only whether the keys were written since. */
  check(presented: string): KeyCheck
  /** Makes a key; its secret is told this once and kept nowhere. Throws StoreError. */
  add(
    name: string,
    order: KeyOrder,
  ): Promise<KeyChange<{ readonly kind: "added"; readonly key: ClientKey; readonly secret: string }>>
  /** Every key, revoked ones too, in the order they were made. Throws StoreError. */
  list(): readonly ClientKey[]
  /** Throws StoreError. */
  change(
    name: string,
    order: KeyOrder,
  ): Promise<KeyChange<{ readonly kind: "changed"; readonly key: ClientKey }>>
  /** From now on the key opens nothing; its name stays taken, so that old records stay readable. Throws StoreError. */
  revoke(name: string): Promise<KeyChange<{ readonly kind: "revoked"; readonly key: ClientKey }>>
  /** Writes down when keys were used last; also happens by itself from time to time. */
  close(): void
}

/** How every secret begins, so that people and scanners recognise one. */
const secretStart = "fl-"
const shownCharacters = 9
const aName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/

/** The keys of clients, as every process of this home sees them. */
export function openKeys(home: string, now: () => number): Keys {
  const path = keysPath(home)
  const use = openKeyUse(home, now)
  let stamp: string | null = null
  let stored: readonly StoredKey[] = []
  let hashes: readonly (readonly [Buffer, StoredKey])[] = []
  /** Secrets that were right since the file was read: a client shows the same one with every call. */
  const right = new Map<string, StoredKey>()
  /** In this turn of the event loop: requests that came in together need one look. */
  let hasLooked = false

  const fresh = (): readonly StoredKey[] => {
    if (hasLooked) return stored
    const seen = fileStamp(path)
    if (seen !== stamp) {
      stored = readStoredKeys(home)
      hashes = stored.map((key) => [Buffer.from(key.hash, "hex"), key])
      right.clear()
      stamp = seen
    }
    hasLooked = true
    setImmediate(() => {
      hasLooked = false
    })
    return stored
  }
  const holderOf = (presented: string): StoredKey | null => {
    fresh()
    const known = right.get(presented)
    if (known !== undefined) return known
    const hash = hashOf(presented)
    let found: StoredKey | null = null
    // All of them, so that the time tells nothing about which one was nearly right.
    for (const [own, key] of hashes) if (timingSafeEqual(hash, own)) found = key
    if (found !== null) right.set(presented, found)
    return found
  }
  const shown = ({ hash: _, ...key }: StoredKey): ClientKey => ({ ...key, lastUsedAt: use.lastOf(key.name) })

  return {
    check: (presented) => {
      const found = holderOf(presented)
      if (found === null) return { kind: "refused", why: "unknown" }
      if (found.revokedAt !== null) return { kind: "refused", why: "revoked" }
      if (found.expiresAt !== null && found.expiresAt <= now()) return { kind: "refused", why: "expired" }
      use.note(found.name)
      return { kind: "key", key: shown(found) }
    },
    list: () => fresh().map(shown),

    add: async (name, order) => {
      if (!aName.test(name))
        return {
          kind: "refused",
          why: "a name has at most 64 letters, digits, dots, hyphens and underscores, and begins with a letter or digit",
        }
      const secret = `${secretStart}${randomBytes(32).toString("base64url")}`
      const added: StoredKey = {
        models: "all",
        formats: "all",
        expiresAt: null,
        caps: { dailyUsd: null, weeklyUsd: null, totalUsd: null },
        loop: null,
        concurrency: null,
        ...order,
        name,
        prefix: secret.slice(0, shownCharacters),
        hash: hashOf(secret).toString("hex"),
        revokedAt: null,
        createdAt: now(),
        lastUsedAt: null,
      }
      const done = await changeAll((keys) =>
        keys.some((key) => key.name === name)
          ? `there is a key "${name}" already; names stay taken after a key is revoked`
          : [...keys, added],
      )
      return done === null ? { kind: "added", key: shown(added), secret } : { kind: "refused", why: done }
    },

    change: async (name, order) => {
      const done = await changeOne(name, (key) => ({ ...key, ...order }))
      return typeof done === "string" ? { kind: "refused", why: done } : { kind: "changed", key: shown(done) }
    },

    revoke: async (name) => {
      const done = await changeOne(name, (key) => ({ ...key, revokedAt: key.revokedAt ?? now() }))
      return typeof done === "string" ? { kind: "refused", why: done } : { kind: "revoked", key: shown(done) }
    },
    close: use.close,
  }

  async function changeAll(next: Parameters<typeof changeStoredKeys>[2]): Promise<string | null> {
    const refused = await changeStoredKeys(home, now(), next)
    hasLooked = false
    return refused
  }

  /** The key as it is now, or why it was not changed. */
  async function changeOne(name: string, next: (key: StoredKey) => StoredKey): Promise<StoredKey | string> {
    let changed: StoredKey | null = null
    const refused = await changeAll((keys) => {
      const before = keys.find((key) => key.name === name)
      if (before === undefined) return `there is no key "${name}"`
      const after = next(before)
      changed = after
      return keys.map((key) => (key === before ? after : key))
    })
    return refused ?? changed ?? `there is no key "${name}"`
  }
}

function hashOf(secret: string): Buffer {
  return createHash("sha256").update(secret).digest()
}

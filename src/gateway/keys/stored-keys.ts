import { acquireLock } from "../../store/lock.ts"
import { ensureDir, readTextIfPresent, writeFileAtomic } from "../../system/atomic-file.ts"
import { isCount, isRecord, parseRecord } from "../../system/json-record.ts"
import { type Format, formats } from "../config/config.ts"
import { gatewayFolder, keysPath } from "../config/paths.ts"
import type { ClientKey, KeyCaps } from "./key.ts"

/** A key as it lies on the disk; `hash` is the SHA-256 of its secret in hex. */
export type StoredKey = ClientKey & { readonly hash: string }

const lockName = "gateway-keys"

/** The keys in the order they were made. An entry that cannot be read opens nothing. Throws StoreError. */
export function readStoredKeys(home: string): readonly StoredKey[] {
  return read(home) ?? []
}

/**
 * Changes the keys so that no change of another process is lost; `change` returns the new list, or why not. Null = done,
 * else one sentence for people. Throws StoreError.
 */
export async function changeStoredKeys(
  home: string,
  now: number,
  change: (keys: readonly StoredKey[]) => readonly StoredKey[] | string,
): Promise<string | null> {
  const lock = await acquireLock(home, lockName, { now, waitMs: 5_000, staleMs: 30_000 })
  if (lock.kind === "busy") return `the keys are being changed by ${lock.holder}; try again`
  if (lock.kind === "unavailable") return lock.why.replace(/\.$/, "")
  try {
    const keys = read(home)
    // Writing over what we cannot read would take every client's access away.
    if (keys === null) return unreadable(home)
    const next = change(keys)
    if (typeof next === "string") return next
    ensureDir(gatewayFolder(home))
    writeFileAtomic(keysPath(home), `${JSON.stringify({ keys: next }, null, 1)}\n`)
    return null
  } finally {
    lock.release()
  }
}

/** Forgets keys of loops that were revoked before this moment (epoch ms); returns how many. Throws StoreError. */
export async function dropLoopKeys(home: string, now: number, before: number): Promise<number> {
  const isOld = ({ loop, revokedAt, expiresAt }: StoredKey): boolean =>
    loop !== null && Math.min(revokedAt ?? Infinity, expiresAt ?? Infinity) < before
  const old = readStoredKeys(home).filter(isOld).length
  if (old === 0) return 0
  const refused = await changeStoredKeys(home, now, (keys) => keys.filter((key) => !isOld(key)))
  return refused === null ? old : 0
}

/** Why no key can be read at all, or null. Throws StoreError. */
export function unreadableKeys(home: string): string | null {
  return read(home) === null ? unreadable(home) : null
}

function unreadable(home: string): string {
  return `${keysPath(home)} cannot be read; correct it or move it away`
}

/** Null when the file as a whole cannot be read. */
function read(home: string): StoredKey[] | null {
  const text = readTextIfPresent(keysPath(home))
  if (text === null) return []
  const list = parseRecord(text)?.keys
  if (!Array.isArray(list)) return null
  return list.map(decode).filter((key) => key !== null)
}

function decode(value: unknown): StoredKey | null {
  if (!isRecord(value)) return null
  const { name, prefix, hash, createdAt } = value
  if (typeof name !== "string" || typeof prefix !== "string" || !isCount(createdAt)) return null
  if (typeof hash !== "string" || !/^[0-9a-f]{64}$/.test(hash)) return null
  const models = decodeModels(value.models)
  const served = decodeFormats(value.formats)
  const caps = decodeCaps(value.caps)
  const expiresAt = orNull(value.expiresAt, isCount)
  const revokedAt = orNull(value.revokedAt, isCount)
  const loop = orNull(value.loop, isText)
  const concurrency = orNull(value.concurrency, isCount)
  // A restriction that cannot be read might be the one that refuses.
  if (models === null || served === null || caps === null) return null
  if (expiresAt === undefined || revokedAt === undefined || loop === undefined || concurrency === undefined)
    return null
  return {
    name,
    prefix,
    hash,
    createdAt,
    models,
    formats: served,
    caps,
    expiresAt,
    revokedAt,
    loop,
    concurrency,
    lastUsedAt: null,
  }
}

function decodeModels(value: unknown): ClientKey["models"] | null {
  if (value === "all") return value
  return Array.isArray(value) && value.every(isText) ? value : null
}

function decodeFormats(value: unknown): ClientKey["formats"] | null {
  if (value === "all") return value
  if (!Array.isArray(value)) return null
  const known = value.map((name) => formats.find((format) => format === name))
  const all: Format[] = known.filter((format) => format !== undefined)
  return all.length === value.length ? all : null
}

function decodeCaps(value: unknown): KeyCaps | null {
  if (!isRecord(value)) return null
  const dailyUsd = orNull(value.dailyUsd, isCount)
  const weeklyUsd = orNull(value.weeklyUsd, isCount)
  const totalUsd = orNull(value.totalUsd, isCount)
  if (dailyUsd === undefined || weeklyUsd === undefined || totalUsd === undefined) return null
  return { dailyUsd, weeklyUsd, totalUsd }
}

function isText(value: unknown): value is string {
  return typeof value === "string"
}

/** Undefined = neither. */
function orNull<T>(value: unknown, is: (value: unknown) => value is T): T | null | undefined {
  if (value === null || value === undefined) return null
  return is(value) ? value : undefined
}

import { join } from "node:path"
import { ensureDir, readTextIfPresent, writeFileAtomic } from "../../system/atomic-file.ts"
import { removeTree } from "../../system/files.ts"
import { isRecord, parseRecord } from "../../system/json-record.ts"
import { gatewayFolder } from "../config/paths.ts"
import type { FormatName, SettableClient } from "./client-plan.ts"
import type { Before } from "./setting.ts"

/** A file that we changed, as it was before; null = it was not there. It may hold secrets of the user. */
export type ChangedFile = {
  readonly path: string
  readonly format: FormatName
  readonly before: string | null
  readonly mode: number | null
  /** SHA-256 of what we left behind. */
  readonly after: string
  readonly befores: readonly Before[]
}

/** What was changed for a client; null = nothing. Throws StoreError. */
export function readRecord(home: string, client: SettableClient): readonly ChangedFile[] | null {
  const text = readTextIfPresent(pathOf(home, client))
  const files = text === null ? null : parseRecord(text)?.files
  return Array.isArray(files) && files.every(isChangedFile) ? files : null
}

/** Kept for this user alone, on the disk before any file of the client is touched. Throws StoreError. */
export function writeRecord(home: string, client: SettableClient, files: readonly ChangedFile[]): void {
  ensureDir(join(gatewayFolder(home), "clients"))
  writeFileAtomic(pathOf(home, client), `${JSON.stringify({ client, files }, null, 2)}\n`)
}

export function forgetRecord(home: string, client: SettableClient): void {
  removeTree(pathOf(home, client))
}

function pathOf(home: string, client: SettableClient): string {
  return join(gatewayFolder(home), "clients", `${client}.json`)
}

function isChangedFile(value: unknown): value is ChangedFile {
  if (!isRecord(value)) return false
  const { path, format, before, mode, after, befores } = value
  return (
    typeof path === "string" &&
    (format === "json" || format === "env" || format === "toml") &&
    (before === null || typeof before === "string") &&
    (mode === null || typeof mode === "number") &&
    typeof after === "string" &&
    Array.isArray(befores) &&
    befores.every(isBefore)
  )
}

function isBefore(value: unknown): value is Before {
  if (!isRecord(value)) return false
  const { key, before, after, depth } = value
  return (
    Array.isArray(key) &&
    key.every((part) => typeof part === "string") &&
    (before === null || typeof before === "string") &&
    typeof after === "string" &&
    typeof depth === "number"
  )
}

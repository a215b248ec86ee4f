import { join } from "node:path"
import { ensureDir, readTextIfPresent, writeFileAtomic } from "../system/atomic-file.ts"
import { removeTree } from "../system/files.ts"
import { parseRecord } from "../system/json-record.ts"
import type { GuardChoice } from "./hook-entry.ts"

/** What an installation wrote, so that uninstalling takes away exactly that. All paths absolute. */
export type InstallRecord = {
  readonly plugin: string
  /** Below `plugin`, with `/`. */
  readonly files: readonly string[]
  readonly skills: readonly string[]
  /** Null: no entry in the global hooks file. */
  readonly globalHooks: "created" | "foreign" | null
  /** Whether the user wanted tool calls to be judged before they run. */
  readonly guard: GuardChoice
}

/** File whose first line is the plugin folder; the launcher falls back to it (S95). */
export function pluginPointer(home: string): string {
  return join(home, "plugin")
}

/** File whose first line is the program the launcher starts first. */
export function runtimePointer(home: string): string {
  return join(home, "runtime")
}

/** Writes the record and both pointers into our home, creating it. Throws StoreError. */
export function writeRecord(home: string, record: InstallRecord, runtime: string): void {
  ensureDir(home)
  writeFileAtomic(recordPath(home), `${JSON.stringify(record, null, 2)}\n`)
  writeFileAtomic(pluginPointer(home), `${record.plugin}\n`)
  writeRuntime(home, runtime)
}

/** Records the program that runs the hook. Throws StoreError. */
export function writeRuntime(home: string, runtime: string): void {
  ensureDir(home)
  writeFileAtomic(runtimePointer(home), `${runtime}\n`)
}

/** The last installation's record, or null when there is none or it cannot be understood. Throws StoreError. */
export function readRecord(home: string): InstallRecord | null {
  const value = parseRecord(readTextIfPresent(recordPath(home)) ?? "")
  if (value === null || typeof value.plugin !== "string") return null
  const globalHooks =
    value.globalHooks === "created" || value.globalHooks === "foreign" ? value.globalHooks : null
  const files = texts(value.files).filter((file) => !file.split(/[\\/]/).includes(".."))
  const guard = value.guard === "on" ? "on" : "off"
  return { plugin: value.plugin, files, skills: texts(value.skills), globalHooks, guard }
}

/** First line of a pointer file, or null. Throws StoreError. */
export function readPointer(path: string): string | null {
  const line = readTextIfPresent(path)?.split(/\r?\n/)[0] ?? ""
  return line === "" ? null : line
}

/** Removes record and pointers; everything else in our home stays. Throws StoreError. */
export function removeRecord(home: string): void {
  for (const path of [recordPath(home), pluginPointer(home), runtimePointer(home)]) removeTree(path)
}

function recordPath(home: string): string {
  return join(home, "install.json")
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : []
}

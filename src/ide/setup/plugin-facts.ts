import { join } from "node:path"
import { isSwitchedOff } from "../../install/check-plugin.ts"
import { pluginFolder } from "../../install/install.ts"
import { readPointer, readRecord, runtimePointer } from "../../install/install-record.ts"
import { type PluginFile, pluginFiles } from "../../install/plugin-files.ts"
import { readTextIfPresent } from "../../system/atomic-file.ts"
import { fileStamp } from "../../system/file-stamp.ts"
import { entryKind, readBytes } from "../../system/files.ts"
import { isExecutable } from "../../system/find-program.ts"
import { parseRecord } from "../../system/json-record.ts"

/** What lies in the host's plugin folder, beside what this extension would put there. */
export type PluginFacts = {
  /** `absent`: there is no folder. `link`: somebody's own checkout. */
  readonly folder: "absent" | "link" | "present"
  readonly version: { readonly installed: string | null; readonly packed: string | null }
  /** Files of ours that are gone or cannot be run as they must, and files whose content is another; relative, with `/`. */
  readonly broken: readonly string[]
  readonly different: readonly string[]
  /** The program that runs the hook: `unrecorded` leaves it to the launcher, `gone` is recorded and cannot be run. */
  readonly runtime: "usable" | "gone" | "unrecorded"
  /** Whether the last installation of this user wrote the folder. */
  readonly ours: boolean
  /** Whether the user disabled the plugin in the host. */
  readonly disabledInHost: boolean
}

export type FactsOrder = {
  readonly userHome: string
  /** Our own home (`forLoopHome`). */
  readonly home: string
  readonly pluginSource: string
  readonly platform: NodeJS.Platform
}

/** Reads the facts; comparing is skipped for files that did not change since the last call. Throws StoreError. */
export function pluginFactsReader(order: FactsOrder): () => PluginFacts {
  const compared = new Map<string, { readonly stamp: string; readonly same: boolean }>()
  const isSame = (file: PluginFile, installed: string): boolean => {
    const stamp = `${file.kind === "copy" ? fileStamp(file.from) : ""}|${fileStamp(installed)}`
    const known = compared.get(file.path)
    if (known?.stamp === stamp) return known.same
    const same = equal(contentOf(file), readBytes(installed))
    compared.set(file.path, { stamp, same })
    return same
  }
  return () => readFacts(order, isSame)
}

function readFacts(
  { userHome, home, pluginSource, platform }: FactsOrder,
  isSame: (file: PluginFile, installed: string) => boolean,
): PluginFacts {
  const folder = pluginFolder(userHome)
  const record = readRecord(home)
  const found = entryKind(folder)
  const packed = pluginFiles(pluginSource, platform, record?.guard ?? "off")
  const files = packed.kind === "incomplete" || found !== "folder" ? [] : packed.files
  // With an entry in the shared hooks file the plugin has none of its own (S96).
  const wanted = files.filter(({ path }) => path !== "hooks.json" || record?.globalHooks == null)
  const broken = wanted.filter((file) => !isWhole(file, join(folder, file.path), platform))
  const different = wanted.filter((file) => !broken.includes(file) && !isSame(file, join(folder, file.path)))
  return {
    folder: found === null ? "absent" : found === "folder" ? "present" : "link",
    version: { installed: versionIn(folder), packed: versionIn(pluginSource) },
    broken: broken.map(({ path }) => path),
    different: different.map(({ path }) => path),
    runtime: runtimeOf(home),
    ours: record?.plugin === folder,
    disabledInHost: isSwitchedOff(userHome),
  }
}

function isWhole(file: PluginFile, path: string, platform: NodeJS.Platform): boolean {
  if (entryKind(path) !== "file") return false
  return platform === "win32" || (file.mode & 0o111) === 0 || isExecutable(path)
}

function runtimeOf(home: string): PluginFacts["runtime"] {
  const recorded = readPointer(runtimePointer(home))
  if (recorded === null) return "unrecorded"
  return isExecutable(recorded) ? "usable" : "gone"
}

function versionIn(folder: string): string | null {
  const version = parseRecord(readTextIfPresent(join(folder, "plugin.json")) ?? "")?.version
  return typeof version === "string" ? version : null
}

function contentOf(file: PluginFile): Uint8Array | null {
  return file.kind === "text" ? Buffer.from(file.text) : readBytes(file.from)
}

function equal(one: Uint8Array | null, other: Uint8Array | null): boolean {
  return one !== null && other !== null && Buffer.compare(one, other) === 0
}

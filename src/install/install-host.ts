import { join } from "node:path"
import { ensureDir } from "../system/atomic-file.ts"
import { entryKind, removeIfEmpty, removeTree } from "../system/files.ts"
import { isExecutable } from "../system/find-program.ts"
import { type GuardChoice, launcherPath } from "./hook-entry.ts"
import {
  addHostHooks,
  hasGuard,
  removeHostHooks,
  type SettingsChange,
  type SettingsHost,
} from "./host-settings.ts"
import { writeRuntime } from "./install-record.ts"
import { placePlugin } from "./place-plugin.ts"
import { pluginFiles } from "./plugin-files.ts"

export type HostInstallOptions = {
  readonly host: SettingsHost
  /** Folder whose settings are changed: a project, or the user's home. */
  readonly folder: string
  readonly home: string
  readonly pluginSource: string
  readonly runtime: string
  readonly platform: NodeJS.Platform
  /** Whether tool calls are judged before they run; left out: as it is now. */
  readonly guard?: GuardChoice
}

/** Our own copy of the launcher and the hook for one host; the settings name it, so it must outlive the package. */
export function hostFolder(home: string, host: SettingsHost): string {
  return join(home, "hosts", host)
}

/**
 * Installs the loop for Claude Code or Gemini CLI: a copy of the hook in our home, and the entries in the settings that
 * start it. Refuses with one sentence and leaves the settings alone when they cannot be merged. Throws StoreError.
 */
export function installHost(options: HostInstallOptions): SettingsChange {
  const { host, folder, home, platform } = options
  if (!isExecutable(options.runtime)) {
    return {
      kind: "refused",
      why: `Not installed: ${options.runtime} is not a program that can run the hook.`,
    }
  }
  const found = pluginFiles(options.pluginSource, platform)
  if (found.kind === "incomplete") {
    return {
      kind: "refused",
      why: `Not installed: ${options.pluginSource} lacks ${found.missing.join(", ")}; build the package first.`,
    }
  }
  ensureDir(home)
  placePlugin(
    hostFolder(home, host),
    found.files.filter(({ path }) => path !== "hooks.json"),
  )
  writeRuntime(home, options.runtime)
  const guard = options.guard ?? (hasGuard(host, folder) ? "on" : "off")
  return addHostHooks(host, folder, launcherPath(hostFolder(home, host), platform), platform, guard)
}

/** Takes the entries out of the settings, then our copy of the hook. Throws StoreError. */
export function uninstallHost(host: SettingsHost, folder: string, home: string): SettingsChange {
  const change = removeHostHooks(host, folder)
  if (change.kind === "refused" || entryKind(hostFolder(home, host)) === null) return change
  removeTree(hostFolder(home, host))
  removeIfEmpty(join(home, "hosts"))
  return change
}

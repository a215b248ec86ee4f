import { join } from "node:path"
import { readTextIfPresent } from "../system/atomic-file.ts"
import { entryKind } from "../system/files.ts"
import { isExecutable } from "../system/find-program.ts"
import { isRecord, parseRecord } from "../system/json-record.ts"
import { type Diagnosis, type DoctorOptions, fail, ok } from "./diagnosis.ts"
import { pluginName } from "./hook-entry.ts"
import { pluginFolder } from "./install.ts"

/** Whether the installed plugin folder would be loaded and holds what the launcher needs (S95). Throws StoreError. */
export function checkPlugin({ userHome, platform }: DoctorOptions): Diagnosis {
  const folder = pluginFolder(userHome)
  const broken = (what: string) => fail("plugin", what, "Reinstall the plugin.", "reinstall")
  if (entryKind(folder) === null) return broken(`${folder} does not exist: the plugin is not installed.`)
  const text = readTextIfPresent(join(folder, "plugin.json"))
  if (text === null) return broken(`${folder} has no plugin.json, so Antigravity does not load it.`)
  const manifest = parseRecord(text)
  if (manifest === null || typeof manifest.name !== "string" || !/^[a-zA-Z0-9_-]+$/.test(manifest.name)) {
    return broken(`${folder}/plugin.json is not one that Antigravity loads.`)
  }
  if (manifest.disabled === true || isSwitchedOff(userHome)) {
    return fail(
      "plugin",
      "The plugin is disabled in Antigravity.",
      `Enable it: \`agy plugin enable ${pluginName}\`.`,
    )
  }
  if (entryKind(join(folder, "hooks", "hook.cjs")) === null) return broken(`${folder} lacks hooks/hook.cjs.`)
  if (platform !== "win32" && !isExecutable(join(folder, "hooks", "for-loop-hook"))) {
    return broken(`${folder}/hooks/for-loop-hook cannot be executed.`)
  }
  return ok("plugin", `${folder} is complete (version ${String(manifest.version ?? "unknown")}).`)
}

/** Whether the user disabled the plugin: Antigravity keeps that in its own configuration (platform contract section 1.3). */
export function isSwitchedOff(userHome: string): boolean {
  const config = parseRecord(readTextIfPresent(join(userHome, ".gemini", "config", "config.json")) ?? "")
  const plugins = config?.plugins
  const entry = isRecord(plugins) ? plugins[pluginName] : null
  return isRecord(entry) && entry.enabled === false
}

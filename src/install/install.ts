import { join } from "node:path"
import { entryKind } from "../system/files.ts"
import { isExecutable } from "../system/find-program.ts"
import { addGlobalHooks, globalHooksPath, globalHooksProblem, removeGlobalHooks } from "./global-hooks.ts"
import { type GuardChoice, launcherPath, pluginName } from "./hook-entry.ts"
import {
  type InstallRecord,
  pluginPointer,
  readRecord,
  runtimePointer,
  writeRecord,
} from "./install-record.ts"
import { placePlugin, removeFiles } from "./place-plugin.ts"
import { type PluginFile, pluginFiles } from "./plugin-files.ts"

export type InstallOptions = {
  /** The user's home folder, where `.gemini` lies. */
  readonly userHome: string
  /** Our own home (`forLoopHome`). */
  readonly home: string
  /** Repository root, packed plugin or another plugin folder. */
  readonly pluginSource: string
  /** Absolute path of the program that runs the hook (Node, or an editor's Electron). */
  readonly runtime: string
  readonly platform: NodeJS.Platform
  /** `global-file`: one entry in the shared hooks file instead of a `hooks.json` in the plugin (never both: S96). */
  readonly hooks: "plugin" | "global-file"
  /** `bare`: also copy the skills to the two global skill folders, where their short names work. */
  readonly skills: "plugin" | "bare"
  /** Whether tool calls are judged before they run; left out: as the last installation had it. */
  readonly guard?: GuardChoice
}

export type InstallResult =
  | {
      readonly kind: "installed"
      readonly plugin: string
      readonly replaced: boolean
      /** Absolute paths of everything written. */
      readonly written: readonly string[]
    }
  | { readonly kind: "refused"; readonly why: string }

type Plan = {
  readonly plugin: string
  readonly files: readonly PluginFile[]
  readonly skills: readonly BareSkill[]
}
type BareSkill = { readonly folder: string; readonly file: PluginFile }

/** Folder the platform loads our plugin from. */
export function pluginFolder(userHome: string): string {
  return join(userHome, ".gemini", "config", "plugins", pluginName)
}

/** The files an installation would write, absolute and sorted, without writing anything; or why it would be refused. */
export function planInstall(
  options: InstallOptions,
):
  | { readonly kind: "plan"; readonly writes: readonly string[] }
  | { readonly kind: "refused"; readonly why: string } {
  const plan = planOf(options)
  if (plan.kind === "refused") return plan
  const global = options.hooks === "global-file" ? [globalHooksPath(options.userHome)] : []
  return { kind: "plan", writes: [...writesOf(plan), ...global, ...pointers(options.home)].sort() }
}

/**
 * Installs the plugin for this user: clean replace of its folder, record of runtime and plugin path in our home and, if
 * asked, the global entry and bare skills. What an earlier installation left elsewhere is taken out. Throws StoreError.
 */
export function installPlugin(options: InstallOptions): InstallResult {
  const plan = planOf(options)
  if (plan.kind === "refused") return plan
  const before = readRecord(options.home)
  const placed = placePlugin(plan.plugin, plan.files)
  // The entry comes after the launcher it names: a host must never find a command that is not there.
  const global = applyGlobal(options, before, plan.plugin)
  if (global.kind === "refused") return global
  for (const old of before?.skills ?? []) removeFiles(old, ["SKILL.md"])
  for (const skill of plan.skills) placePlugin(skill.folder, [{ ...skill.file, path: "SKILL.md" }])
  const record: InstallRecord = {
    plugin: plan.plugin,
    files: plan.files.map((file) => file.path),
    skills: plan.skills.map((skill) => skill.folder),
    globalHooks: global.origin,
    guard: guardOf(options),
  }
  writeRecord(options.home, record, options.runtime)
  const written = [...writesOf(plan), ...global.paths, ...pointers(options.home)].sort()
  return { kind: "installed", plugin: plan.plugin, replaced: placed === "replaced", written }
}

function planOf(
  options: InstallOptions,
): ({ readonly kind: "ready" } & Plan) | { readonly kind: "refused"; readonly why: string } {
  if (!isExecutable(options.runtime)) {
    return {
      kind: "refused",
      why: `Not installed: ${options.runtime} is not a program that can run the hook.`,
    }
  }
  const problem = options.hooks === "global-file" ? globalHooksProblem(options.userHome) : null
  if (problem !== null) return { kind: "refused", why: problem }
  const found = pluginFiles(options.pluginSource, options.platform, guardOf(options))
  if (found.kind === "incomplete") {
    const missing = found.missing.join(", ")
    return {
      kind: "refused",
      why: `Not installed: ${options.pluginSource} lacks ${missing}; build the package first.`,
    }
  }
  const files = found.files.filter((file) => options.hooks === "plugin" || file.path !== "hooks.json")
  const skills = options.skills === "bare" ? bareSkills(options.userHome, files) : []
  const mine = new Set(readRecord(options.home)?.skills)
  const foreign = skills.find((skill) => entryKind(skill.folder) !== null && !mine.has(skill.folder))
  if (foreign !== undefined) {
    return {
      kind: "refused",
      why: `Not installed: ${foreign.folder} is there already and is not ours; move it away first.`,
    }
  }
  return { kind: "ready", plugin: pluginFolder(options.userHome), files, skills }
}

/** A repair or an update keeps what the user chose once. */
function guardOf({ guard, home }: Pick<InstallOptions, "guard" | "home">): GuardChoice {
  return guard ?? readRecord(home)?.guard ?? "off"
}

function bareSkills(userHome: string, files: readonly PluginFile[]): BareSkill[] {
  const roots = ["config", "antigravity-cli"].map((product) => join(userHome, ".gemini", product, "skills"))
  return files.flatMap((file) => {
    const name = /^skills\/([^/]+)\/SKILL\.md$/.exec(file.path)?.[1]
    return name === undefined ? [] : roots.map((root) => ({ folder: join(root, name), file }))
  })
}

type Global =
  | {
      readonly kind: "done"
      readonly origin: InstallRecord["globalHooks"]
      readonly paths: readonly string[]
    }
  | { readonly kind: "refused"; readonly why: string }

function applyGlobal(options: InstallOptions, before: InstallRecord | null, plugin: string): Global {
  const { userHome, platform } = options
  if (options.hooks === "plugin") {
    const removed = removeGlobalHooks(userHome, before?.globalHooks ?? "foreign")
    // A broken shared file holds no entry that runs; the doctor tells about it.
    return { kind: "done", origin: null, paths: removed.kind === "removed" ? [removed.path] : [] }
  }
  const change = addGlobalHooks(userHome, launcherPath(plugin, platform), platform, guardOf(options))
  if (change.kind === "refused") return change
  const origin = change.kind === "created" || before?.globalHooks === "created" ? "created" : "foreign"
  return { kind: "done", origin, paths: [change.path] }
}

function writesOf(plan: Plan): string[] {
  return [
    ...plan.files.map((file) => join(plan.plugin, file.path)),
    ...plan.skills.map((skill) => join(skill.folder, "SKILL.md")),
  ]
}

function pointers(home: string): string[] {
  return [join(home, "install.json"), pluginPointer(home), runtimePointer(home)]
}

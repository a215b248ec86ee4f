import { dirname, join } from "node:path"
import { readTextIfPresent } from "../system/atomic-file.ts"
import { entryKind, realPath } from "../system/files.ts"
import { listNames } from "../system/list-names.ts"
import { type Diagnosis, type DoctorOptions, fail, ok, warn } from "./diagnosis.ts"
import { globalHooksPath } from "./global-hooks.ts"
import { isOurCommand, pluginName } from "./hook-entry.ts"
import { type HooksReading, type NamedHook, readHooksText } from "./hooks-format.ts"
import { pluginFolder } from "./install.ts"

type Found = { readonly path: string; readonly reading: HooksReading; readonly ours: readonly NamedHook[] }

/** The hooks file of early builds, which current ones still merge (hooks contract section 3). */
export function legacyHooksPath(userHome: string): string {
  return join(userHome, ".gemini", "antigravity-cli", "hooks.json")
}

/** Every hooks file a host may read: whether it is valid, whether it starts our launcher, and how often that happens. Throws StoreError. */
export function checkHookFiles(options: DoctorOptions): Diagnosis[] {
  const files = candidates(options).flatMap(readCandidate)
  return [
    ...files.flatMap((file) => checkFile(options, file)),
    ...checkLink(options),
    checkRegistration(options, files),
  ]
}

function candidates({ userHome, workspace }: DoctorOptions): string[] {
  const roots = [
    join(userHome, ".gemini", "config"),
    ...(workspace === null ? [] : [join(workspace, ".agents")]),
  ]
  const plugins = roots.flatMap((root) =>
    listFolders(join(root, "plugins")).map((folder) => join(folder, "hooks.json")),
  )
  const named = [...roots.map((root) => join(root, "hooks.json")), legacyHooksPath(userHome), ...plugins]
  return [...new Set(named.flatMap((path) => realPath(path) ?? []))]
}

function listFolders(folder: string): string[] {
  return entryKind(folder) === null ? [] : listNames(folder).map((name) => join(folder, name))
}

function readCandidate(path: string): Found[] {
  const text = readTextIfPresent(path)
  if (text === null) return []
  const reading = readHooksText(text)
  const hooks = reading.kind === "valid" ? reading.hooks : []
  const ours = hooks.filter((hook) => hook.name === pluginName || hook.commands.some(isOurCommand))
  return [{ path, reading, ours }]
}

function checkFile({ userHome }: DoctorOptions, { path, reading }: Found): Diagnosis[] {
  const id = "hooks-file"
  if (reading.kind === "invalid") {
    const what = `${path} is ignored by Antigravity, with every hook in it: ${reading.why}.`
    return dirname(path) === realPath(pluginFolder(userHome))
      ? [fail(id, what, "Reinstall the plugin.", "reinstall")]
      : [fail(id, what, "Repair that file; it belongs to you or another tool, so it is not changed here.")]
  }
  return reading.warnings.map((warning) =>
    warn(id, `${path}: ${warning}.`, "Antigravity skips that part; correct it if it was meant to run."),
  )
}

function checkLink({ userHome }: DoctorOptions): Diagnosis[] {
  const path = globalHooksPath(userHome)
  if (entryKind(path) !== "link") return []
  const target = realPath(path)
  if (target !== null) return [ok("legacy-link", `${path} is a link to ${target}; both names are one file.`)]
  return [fail("legacy-link", `${path} is a link that leads nowhere.`, "Remove the link.")]
}

function checkRegistration({ userHome }: DoctorOptions, files: readonly Found[]): Diagnosis {
  const id = "registered"
  const holding = files.filter(({ ours }) => ours.length > 0)
  const paths = holding.map(({ path }) => path)
  const [first, second] = paths
  if (first === undefined)
    return fail(id, "No hooks file starts our launcher.", "Reinstall the plugin.", "reinstall")
  if (holding.some(({ ours }) => ours.some((hook) => !hook.enabled))) {
    return fail(
      id,
      `Our hook is switched off in ${paths.join(" and ")}.`,
      'Set "enabled" to true there, or remove the key.',
    )
  }
  if (second === undefined) return ok(id, `${first} starts our launcher.`)
  // Only one copy acts on a Stop (S96), but each costs a start, and they may be of different versions.
  const what = `Our launcher is started from ${paths.length} places: ${paths.join(", ")}.`
  const isHeld = (path: string) => paths.includes(realPath(path) ?? path)
  const global = globalHooksPath(userHome)
  if (isHeld(global)) return warn(id, what, `Remove our entry from ${global}.`, "remove-global-entry")
  const legacy = legacyHooksPath(userHome)
  if (isHeld(legacy)) return warn(id, what, `Remove our entry from ${legacy}.`, "remove-legacy-entry")
  return warn(id, what, "Keep one of them.")
}

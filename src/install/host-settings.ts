import { dirname, join } from "node:path"
import { readTextIfPresent } from "../system/atomic-file.ts"
import { entryKind, realPath, removeIfEmpty, removeTree, replaceFile } from "../system/files.ts"
import { isRecord } from "../system/json-record.ts"
import {
  type GuardChoice,
  guardTimeoutSec,
  hookTimeoutSec,
  isOurCommand,
  launcherWord,
  pluginName,
} from "./hook-entry.ts"

/** Hosts whose hooks stand in a settings file instead of a plugin. */
export type SettingsHost = "claude-code" | "gemini-cli"

export type SettingsChange =
  | { readonly kind: "changed" | "unchanged"; readonly path: string }
  | { readonly kind: "refused"; readonly why: string }

type Json = Readonly<Record<string, unknown>>

const events: Readonly<Record<SettingsHost, readonly string[]>> = {
  "claude-code": ["Stop", "UserPromptSubmit"],
  "gemini-cli": ["AfterAgent", "BeforeAgent"],
}

const toolEvent: Readonly<Record<SettingsHost, string>> = {
  "claude-code": "PreToolUse",
  "gemini-cli": "BeforeTool",
}

/** Settings file of a host below `folder`: a project (Claude Code) or the user's home (both). */
export function settingsPath(host: SettingsHost, folder: string): string {
  return join(folder, host === "claude-code" ? ".claude" : ".gemini", "settings.json")
}

/** The `hooks` part of a host's settings that starts our launcher (absolute path); Gemini CLI counts in milliseconds. */
export function hostHooks(
  host: SettingsHost,
  launcher: string,
  platform: NodeJS.Platform,
  guard: GuardChoice = "off",
): Json {
  const word = launcherWord(launcher, "", platform)
  const handler = (event: string, seconds: number) => {
    const command = `${word} ${event} --host ${host}`
    return host === "claude-code"
      ? { type: "command", command, timeout: seconds }
      : { type: "command", name: pluginName, command, timeout: seconds * 1000 }
  }
  const loop = events[host].map((event) => [event, [{ hooks: [handler(event, hookTimeoutSec)] }]] as const)
  if (guard === "off") return Object.fromEntries(loop)
  const tool = toolEvent[host]
  return Object.fromEntries([...loop, [tool, [{ hooks: [handler(tool, guardTimeoutSec)] }]]])
}

/** Whether our handler before each tool call stands in a host's settings. Throws StoreError. */
export function hasGuard(host: SettingsHost, folder: string): boolean {
  const settings = parse(readTextIfPresent(settingsPath(host, folder)) ?? "")
  const groups = isRecord(settings?.hooks) ? listOf(settings.hooks[toolEvent[host]]) : []
  return groups.some((group) => isRecord(group) && listOf(group.hooks).some(isOurs))
}

/**
 * Merges our hooks into a host's settings file, or replaces the ones of an older version; every other setting stays. A
 * file that is not plain JSON is refused with one sentence. Throws StoreError.
 */
export function addHostHooks(
  host: SettingsHost,
  folder: string,
  launcher: string,
  platform: NodeJS.Platform,
  guard: GuardChoice = "off",
): SettingsChange {
  return change(settingsPath(host, folder), (settings) => {
    const rest = withoutOurs(settings)
    if (!isMergeable(host, settings)) return null
    const ours = Object.entries(hostHooks(host, launcher, platform, guard))
    const others = isRecord(rest.hooks) ? rest.hooks : {}
    const merged = ours.map(([event, groups]) => [event, [...listOf(others[event]), ...listOf(groups)]])
    return { ...rest, hooks: { ...others, ...Object.fromEntries(merged) } }
  })
}

/**
 * Takes our hooks out of a host's settings file again, with the lists and groups that are empty then, and the file itself
 * when nothing else is in it and it is no link. Throws StoreError.
 */
export function removeHostHooks(host: SettingsHost, folder: string): SettingsChange {
  return change(settingsPath(host, folder), withoutOurs)
}

function change(named: string, edit: (settings: Json) => Json | null): SettingsChange {
  const path = realPath(named) ?? named
  const text = readTextIfPresent(path)
  const settings = parse(text ?? "{}")
  const changed = settings === null ? null : edit(settings)
  if (changed === null) {
    return {
      kind: "refused",
      why: `${named} was left alone, because it is not plain JSON with an object outside and objects and lists in \`hooks\`.`,
    }
  }
  if (JSON.stringify(changed) === JSON.stringify(settings)) return { kind: "unchanged", path }
  // A file that lies elsewhere, behind a link, is somebody's own and stays, empty.
  if (Object.keys(changed).length === 0 && entryKind(named) === "file") {
    removeTree(path)
    removeIfEmpty(dirname(path))
    return { kind: "changed", path }
  }
  const indent = /\n([ \t]+)"/.exec(text ?? "")?.[1] ?? "  "
  const lines = `${JSON.stringify(changed, null, indent)}\n`
  replaceFile(path, text?.includes("\r\n") === true ? lines.replaceAll("\n", "\r\n") : lines)
  return { kind: "changed", path }
}

function parse(text: string): Json | null {
  try {
    const value: unknown = JSON.parse(text)
    return isRecord(value) && isRecord(value.hooks ?? {}) ? value : null
  } catch {
    return null
  }
}

/** Our events must be lists; Gemini CLI also keeps switches of its own below `hooks`. */
function isMergeable(host: SettingsHost, settings: Json): boolean {
  const hooks = isRecord(settings.hooks) ? settings.hooks : {}
  return [...events[host], toolEvent[host]].every(
    (event) => hooks[event] === undefined || Array.isArray(hooks[event]),
  )
}

function withoutOurs(settings: Json): Json {
  if (!isRecord(settings.hooks)) return settings
  const events = Object.entries(settings.hooks).flatMap(([event, groups]) => {
    if (!Array.isArray(groups)) return [[event, groups] as const]
    const kept = groups.flatMap(withoutOurHandlers)
    return kept.length === 0 && groups.length > 0 ? [] : [[event, kept] as const]
  })
  const { hooks, ...rest } = settings
  if (events.length === 0 && Object.keys(hooks).length > 0) return rest
  return { ...settings, hooks: Object.fromEntries(events) }
}

function withoutOurHandlers(group: unknown): unknown[] {
  if (!isRecord(group) || !Array.isArray(group.hooks)) return [group]
  const kept = group.hooks.filter((handler: unknown) => !isOurs(handler))
  if (kept.length === group.hooks.length) return [group]
  return kept.length === 0 ? [] : [{ ...group, hooks: kept }]
}

function isOurs(handler: unknown): boolean {
  return isRecord(handler) && typeof handler.command === "string" && isOurCommand(handler.command)
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

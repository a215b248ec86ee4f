import { dirname, join } from "node:path"
import { readTextIfPresent } from "../system/atomic-file.ts"
import { entryKind, realPath, removeIfEmpty, removeTree, replaceFile } from "../system/files.ts"
import { parseRecord } from "../system/json-record.ts"
import {
  type GuardChoice,
  guardTimeoutSec,
  hookTimeoutSec,
  isOurCommand,
  launcherWord,
  pluginName,
} from "./hook-entry.ts"
import { memberSpans } from "./json-members.ts"
import { appendItem, editMembers, indentUnit, insertEntry, replaceValue, valueText } from "./splice-entry.ts"

/** Hosts whose hooks stand in a settings file instead of a plugin. */
export type SettingsHost = "claude-code" | "gemini-cli"

export type SettingsChange =
  | { readonly kind: "changed" | "unchanged"; readonly path: string }
  | { readonly kind: "refused"; readonly why: string }

type HostHooks = Readonly<Record<string, readonly unknown[]>>

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
): HostHooks {
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
  const text = readTextIfPresent(settingsPath(host, folder)) ?? ""
  const groups = isSettings(text) ? (valueText(hooksIn(text), toolEvent[host]) ?? "") : ""
  return withoutOurGroups(groups) !== groups
}

/**
 * Merges our hooks into a host's settings file, or replaces the ones of an older version; no other character of it
 * changes. A file that is not plain JSON is refused with one sentence. Throws StoreError.
 */
export function addHostHooks(
  host: SettingsHost,
  folder: string,
  launcher: string,
  platform: NodeJS.Platform,
  guard: GuardChoice = "off",
): SettingsChange {
  return change(settingsPath(host, folder), (settings) => {
    if (!isMergeable(host, settings)) return null
    const rest = withoutOurs(settings)
    const ours = hostHooks(host, launcher, platform, guard)
    const others = hooksIn(rest)
    if (!isEmpty(others)) return replaceValue(rest, "hooks", merged(others, ours, indentUnit(rest)))
    const fresh = rest.includes("\r\n") ? "{\r\n}\r\n" : "{\n}\n"
    return insertEntry(isEmpty(rest) ? fresh : rest, "hooks", ours)
  })
}

/**
 * Takes our hooks out of a host's settings file again, with the lists and groups that are empty then, and the file itself
 * when nothing else is in it and it is no link. Throws StoreError.
 */
export function removeHostHooks(host: SettingsHost, folder: string): SettingsChange {
  return change(settingsPath(host, folder), withoutOurs)
}

/** Changes the settings' text, never its parsed value: what is not ours keeps its order, spelling and line ends. */
function change(named: string, edit: (settings: string) => string | null): SettingsChange {
  const path = realPath(named) ?? named
  const text = readTextIfPresent(path) ?? "{}"
  const changed = isSettings(text) ? edit(text) : null
  if (changed === null) {
    return {
      kind: "refused",
      why: `${named} was left alone, because it is not plain JSON with an object outside and objects and lists in \`hooks\`.`,
    }
  }
  if (JSON.stringify(JSON.parse(changed)) === JSON.stringify(JSON.parse(text)))
    return { kind: "unchanged", path }
  // A file that lies elsewhere, behind a link, is somebody's own and stays, empty.
  if (isEmpty(changed) && entryKind(named) === "file") {
    removeTree(path)
    removeIfEmpty(dirname(path))
    return { kind: "changed", path }
  }
  replaceFile(path, isEmpty(changed) ? "{}\n" : changed)
  return { kind: "changed", path }
}

function isSettings(text: string): boolean {
  if (parseRecord(text) === null) return false
  const hooks = valueText(text, "hooks") ?? "null"
  return hooks === "null" || isObject(hooks)
}

/** Our events must be lists; Gemini CLI also keeps switches of its own below `hooks`. */
function isMergeable(host: SettingsHost, settings: string): boolean {
  const hooks = hooksIn(settings)
  return [...events[host], toolEvent[host]].every((event) => isList(valueText(hooks, event) ?? "[]"))
}

function hooksIn(settings: string): string {
  const hooks = valueText(settings, "hooks") ?? ""
  return isObject(hooks) ? hooks : "{}"
}

function merged(hooks: string, ours: HostHooks, unit: string): string {
  return Object.entries(ours).reduce((text, [event, groups]) => {
    const others = valueText(text, event) ?? "[]"
    if (isEmpty(others)) return insertEntry(text, event, groups, unit)
    const list = groups.reduce((items: string, group) => appendItem(items, group, unit), others)
    return replaceValue(text, event, list)
  }, hooks)
}

function withoutOurs(settings: string): string {
  return editMembers(settings, (value, key) =>
    key === "hooks" && isObject(value) ? emptied(value, withoutOurGroups) : value,
  )
}

function withoutOurGroups(groups: string): string | null {
  return isList(groups) ? emptied(groups, withoutOurHandlers) : groups
}

function withoutOurHandlers(group: string): string | null {
  if (!isObject(group)) return group
  const rest = editMembers(group, (value, key) =>
    key === "hooks" && isList(value)
      ? emptied(value, (handler) => (isOurs(handler) ? null : handler))
      : value,
  )
  return rest !== group && valueText(rest, "hooks") === null ? null : rest
}

/** The object or list with its values edited; null when that took the last one out. */
function emptied(text: string, edit: (value: string) => string | null): string | null {
  const rest = editMembers(text, edit)
  return rest !== text && isEmpty(rest) ? null : rest
}

function isOurs(handler: string): boolean {
  const command: unknown = isObject(handler) ? JSON.parse(valueText(handler, "command") ?? "null") : null
  return typeof command === "string" && isOurCommand(command)
}

function isObject(text: string): boolean {
  return text.startsWith("{")
}

function isList(text: string): boolean {
  return text.startsWith("[")
}

function isEmpty(text: string): boolean {
  return memberSpans(text).members.length === 0
}

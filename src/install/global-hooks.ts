import { dirname, join } from "node:path"
import { entryKind, readBytes, realPath, removeTree, replaceFile } from "../system/files.ts"
import { type GuardChoice, hookEntry, launcherWord, pluginName } from "./hook-entry.ts"
import { readHooksText } from "./hooks-format.ts"
import { memberSpans } from "./json-members.ts"
import { insertEntry, removeEntry } from "./splice-entry.ts"

export type GlobalHooksChange =
  | { readonly kind: "changed" | "created" | "removed" | "unchanged"; readonly path: string }
  | { readonly kind: "refused"; readonly why: string }

/** The hooks file that CLI, IDE and desktop app share (hooks contract section 3). */
export function globalHooksPath(userHome: string): string {
  return join(userHome, ".gemini", "config", "hooks.json")
}

/**
 * Puts our one named entry into the global hooks file; `launcher` is an absolute path. No foreign byte changes, links
 * are resolved first, and the file is checked before and after, because one bad entry switches every hook of every
 * tool off. Refuses with one sentence when the file is not what the host accepts. Throws StoreError.
 */
export function addGlobalHooks(
  userHome: string,
  launcher: string,
  platform: NodeJS.Platform,
  guard: GuardChoice = "off",
): GlobalHooksChange {
  const opened = open(userHome)
  if (opened.kind === "refused") return opened
  const entry = hookEntry(launcherWord(launcher, dirname(globalHooksPath(userHome)), platform), guard)
  const text = opened.text ?? "{}"
  const changed = opened.text === null ? freshText(entry) : insertEntry(text, pluginName, entry)
  if (changed === opened.text) return { kind: "unchanged", path: opened.path }
  const damaged =
    readHooksText(changed).kind === "invalid" ||
    removeEntry(changed, pluginName) !== removeEntry(text, pluginName)
  if (opened.text !== null && damaged) {
    return refused(opened.path, "our entry could not be added without changing the rest")
  }
  replaceFile(opened.path, changed)
  return { kind: opened.text === null ? "created" : "changed", path: opened.path }
}

/** Why `addGlobalHooks` would refuse the file as it is now, or null. Writes nothing. Throws StoreError. */
export function globalHooksProblem(userHome: string): string | null {
  const opened = open(userHome)
  return opened.kind === "refused" ? opened.why : null
}

/**
 * Takes our entry out of the global hooks file again; the rest is byte for byte what it was. `created`: the file did not
 * exist before us, so it goes when nothing else is left in it. Throws StoreError.
 */
export function removeGlobalHooks(userHome: string, origin: "created" | "foreign"): GlobalHooksChange {
  const opened = open(userHome)
  if (opened.kind === "refused") return opened
  if (opened.text === null) return { kind: "unchanged", path: opened.path }
  const changed = removeEntry(opened.text, pluginName)
  if (changed === opened.text) return { kind: "unchanged", path: opened.path }
  if (origin === "created" && memberSpans(changed).members.length === 0) removeTree(opened.path)
  else replaceFile(opened.path, changed)
  return { kind: "removed", path: opened.path }
}

type Opened =
  | { readonly kind: "opened"; readonly path: string; readonly text: string | null }
  | { readonly kind: "refused"; readonly why: string }

function open(userHome: string): Opened {
  const named = globalHooksPath(userHome)
  const path = realPath(named) ?? named
  if (entryKind(path) === "link") return refused(named, "it is a link that leads nowhere")
  if (entryKind(path) === "folder") return refused(named, "it is a folder")
  const bytes = readBytes(path)
  if (bytes === null) return { kind: "opened", path, text: null }
  const text = decode(bytes)
  if (text === null) return refused(named, "it is not valid UTF-8")
  const reading = readHooksText(text)
  return reading.kind === "invalid" ? refused(named, reading.why) : { kind: "opened", path, text }
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}

function refused(path: string, why: string): { readonly kind: "refused"; readonly why: string } {
  return {
    kind: "refused",
    why: `${path} was left alone, because ${why}, and Antigravity ignores such a file: repair or remove it, then try again.`,
  }
}

function freshText(entry: unknown): string {
  return `${JSON.stringify({ [pluginName]: entry }, null, 2)}\n`
}

import { createHash } from "node:crypto"
import { dirname } from "node:path"
import {
  modeOf,
  placeText,
  readBytes,
  realPath,
  removeIfEmpty,
  removeTree,
  replaceFile,
  setMode,
} from "../../system/files.ts"
import { formatOf, type PlannedFile, planOf, type SettableClient } from "./client-plan.ts"
import { type ChangedFile, forgetRecord, readRecord, writeRecord } from "./client-record.ts"

export type ClientOrder = {
  /** Of For Loop: what was there before is kept in it. */
  readonly home: string
  readonly env: NodeJS.ProcessEnv
}

export type SetUpOrder = ClientOrder & {
  /** Of the gateway, without a slash at its end. */
  readonly url: string
  /** The client key's text. */
  readonly key: string
  /** Models offered to clients that do not ask for a list. */
  readonly models: readonly string[]
  /** The one that a client shall ask for, where the user named one. */
  readonly model?: string | null
}

export type ClientChange =
  | { readonly kind: "changed"; readonly files: readonly string[]; readonly message: string }
  /** Nothing of ours is there. */
  | { readonly kind: "nothing"; readonly message: string }
  | { readonly kind: "refused"; readonly message: string; readonly next: string }

/**
 * Puts the gateway's address and a key into a client's settings; everything else in them stays as it is, byte for byte.
 * Again for a client that is set up: its settings are first put back. Throws StoreError.
 */
export function setUpClient(client: SettableClient, order: SetUpOrder): ClientChange {
  const { home, env } = order
  if (readRecord(home, client) !== null) {
    const undone = undoClient(client, order)
    if (undone.kind === "refused") return undone
  }
  const changes: { readonly file: ChangedFile; readonly text: string }[] = []
  for (const planned of planOf(client, env, order)) {
    const change = changeOf(planned)
    if (typeof change === "string")
      return {
        kind: "refused",
        message: `${planned.path} cannot be changed: ${change}.`,
        next: "Nothing was changed. Put the settings in by hand.",
      }
    changes.push(change)
  }
  const files = changes.map(({ file }) => file)
  writeRecord(home, client, files)
  for (const { file, text } of changes) writePrivate(file.path, text)
  return {
    kind: "changed",
    files: files.map(({ path }) => path),
    message: `${names[client]} uses the gateway from its next start on.${hintFor(client, order)}`,
  }
}

/**
 * Takes back what `setUpClient` did: byte for byte where nobody changed the files since, else only its own settings.
 * Throws StoreError.
 */
export function undoClient(client: SettableClient, { home }: ClientOrder): ClientChange {
  const files = readRecord(home, client)
  if (files === null) return { kind: "nothing", message: `${names[client]} was not set up from here.` }
  for (const file of files) takeBack(file)
  forgetRecord(home, client)
  return {
    kind: "changed",
    files: files.map(({ path }) => path),
    message: `${names[client]} has its own settings again.`,
  }
}

/** Whether a client is set up, and which files that concerns. Throws StoreError. */
export function clientFiles(
  client: SettableClient,
  { home, env }: ClientOrder,
): { readonly isSetUp: boolean; readonly files: readonly string[] } {
  const record = readRecord(home, client)
  const files = record ?? planOf(client, env, { url: "", key: "", models: [] })
  return { isSetUp: record !== null, files: files.map(({ path }) => path) }
}

const names = {
  "claude-code": "Claude Code",
  "gemini-cli": "Gemini CLI",
  codex: "Codex",
  opencode: "OpenCode",
} as const satisfies Record<SettableClient, string>

const hints = {
  "claude-code": "",
  "gemini-cli": " A .env file of a project goes before its own.",
  codex: " Name a model of the gateway with `codex --model`.",
  opencode: " Its models are listed under For Loop gateway.",
} as const satisfies Record<SettableClient, string>

function hintFor(client: SettableClient, { model = null }: SetUpOrder): string {
  return client === "codex" && model !== null ? "" : hints[client]
}

/** The file with the settings in it, or why they cannot be put there. */
function changeOf({
  path,
  format,
  settings,
}: PlannedFile): { readonly file: ChangedFile; readonly text: string } | string {
  // Settings that are kept elsewhere and linked stay linked.
  const real = realPath(path) ?? path
  const bytes = readBytes(real)
  const before = bytes === null ? null : Buffer.from(bytes).toString("utf8")
  if (bytes !== null && before !== null && !Buffer.from(before, "utf8").equals(bytes))
    return "it is no UTF-8 text"
  const applied = formatOf(format).apply(before ?? "", settings)
  if (applied.kind === "refused") return applied.why
  const { text, befores } = applied
  return { file: { path: real, format, before, mode: modeOf(real), after: hashOf(text), befores }, text }
}

function takeBack({ path, format, before, mode, after, befores }: ChangedFile): void {
  const bytes = readBytes(path)
  // Whoever removed the file has removed our settings with it.
  if (bytes === null) return
  const present = Buffer.from(bytes).toString("utf8")
  if (hashOf(present) !== after) {
    replaceFile(path, formatOf(format).withdraw(present, befores))
  } else if (before === null) {
    removeTree(path)
    removeIfEmpty(dirname(path))
    return
  } else replaceFile(path, before)
  if (mode !== null) setMode(path, mode & 0o777)
}

/** From now on a key stands in it. */
function writePrivate(path: string, text: string): void {
  if (modeOf(path) === null) placeText(path, text, 0o600)
  else {
    replaceFile(path, text)
    setMode(path, 0o600)
  }
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex")
}

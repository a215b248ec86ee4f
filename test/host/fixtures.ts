import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { onTestFinished } from "vitest"
import { isRecord } from "../../src/host/payload.ts"

const root = join(import.meta.dirname, "..", "fixtures")

/** Absolute path of a fixture; `name` is relative to `test/fixtures`. */
export function fixturePath(name: string): string {
  return join(root, name)
}

export function fixtureBytes(name: string): Buffer {
  return readFileSync(fixturePath(name))
}

export function fixtureText(name: string): string {
  return fixtureBytes(name).toString("utf8")
}

export function fixtureNames(folder: string): readonly string[] {
  return readdirSync(join(root, folder)).sort()
}

/** Entries of an index file under `key`; fails loudly when the index has another shape. */
export function indexEntries(name: string, key: string): readonly Readonly<Record<string, unknown>>[] {
  const index: unknown = JSON.parse(fixtureText(name))
  const entries = isRecord(index) ? index[key] : null
  if (!Array.isArray(entries) || !entries.every(isRecord)) throw new Error(`${name} has no list ${key}`)
  return entries
}

export function textOf(entry: Readonly<Record<string, unknown>>, name: string): string {
  const value = entry[name]
  if (typeof value !== "string") throw new Error(`${name} is no text in ${JSON.stringify(entry)}`)
  return value
}

/** A fresh folder that is removed when the running test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "for-loop-host-"))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Writes a file into a fresh folder and returns its path. */
export function temporaryFile(content: string | Buffer): string {
  const path = join(temporaryFolder(), "transcript_full.jsonl")
  writeFileSync(path, content)
  return path
}

type Row = Readonly<Record<string, unknown>>

/** A transcript text: one row per line, each with a step index in file order unless it brings its own. */
export function transcriptOf(...rows: readonly Row[]): string {
  return rows.map((row, at) => `${JSON.stringify({ step_index: at, status: "DONE", ...row })}\n`).join("")
}

export function userRow(request: string, more: Row = {}): Row {
  return {
    source: "USER_EXPLICIT",
    type: "USER_INPUT",
    created_at: "2026-11-18T09:30:03Z",
    content: `<USER_REQUEST>\n${request}\n</USER_REQUEST>`,
    ...more,
  }
}

export function answerRow(content: string, more: Row = {}): Row {
  return { source: "MODEL", type: "PLANNER_RESPONSE", content, ...more }
}

export function toolCallRow(name: string, more: Row = {}): Row {
  return { source: "MODEL", type: "PLANNER_RESPONSE", tool_calls: [{ name, args: {} }], ...more }
}

export function toolRow(content: string, more: Row = {}): Row {
  return { source: "MODEL", type: "RUN_COMMAND", content, ...more }
}

export function continuationRow(text: string, more: Row = {}): Row {
  return {
    source: "SYSTEM",
    type: "SYSTEM_MESSAGE",
    content: `Note\n\n<SYSTEM_MESSAGE>\nStop hook blocked termination: ${text}\n</SYSTEM_MESSAGE>`,
    ...more,
  }
}

import { isRecord } from "../system/json-record.ts"

/** A tool call as a host tells it. */
export type ToolCall = { readonly name: string; readonly args: Readonly<Record<string, unknown>> }

/**
 * What a tool call does, in our words. Names of Antigravity, of its SDK, of Claude Code, of Gemini CLI and of our own
 * backend; whatever is unknown is read by the shape of its arguments.
 */
export type ToolAct =
  | { readonly kind: "command"; readonly lines: readonly string[]; readonly cwd: string | null }
  | { readonly kind: "write" | "delete" | "read"; readonly paths: readonly string[] }
  | { readonly kind: "other" }

const commandTools =
  /^(run_?(shell_?)?command|run_?in_?terminal|execute_?command|send_?command_?input|bash|shell|powershell|local_?shell|terminal)$/i
const deleteTools = /(^|_)(delete|remove|unlink)_?(file|folder|dir\w*|path)?(_|$)/i
const writeTools =
  /^(write|edit|multi_?edit|replace|create|patch|apply|notebook_?edit|str_?replace\w*|insert\w*)$|(^|_)(write|edit|replace|create|patch|append|insert|move|rename|save|copy)(_|$)/i
const readTools =
  /^(read|view|grep|glob|ls|cat|search|list)$|(^|_)(read|view|grep|search|list|find|open)(_|$)/i

const commandArguments = /^(command_?line|command|cmd|script|input|code)$/i
const pathArguments =
  /^(target_?(file|path|dir\w*)|absolute_?path|file_?paths?|files?|paths?|notebook_?path|director(y|y_?path|ies)|dir_?path|search_?(path|dir\w*)|source(_?path)?|destination(_?path)?|(old|new)_?path|output_?path|filename)$/i
const folderArguments = /^(cwd|work_?dir|working_?dir(ectory)?|dir_?path|directory)$/i

/** Reads a call; arguments may be JSON encoded once more by some builds, and both readings are then looked at. */
export function actOf({ name, args }: ToolCall): ToolAct {
  const bare = name.replace(/^(mcp__.+?__|default_api[.:])/, "")
  const lines = textsOf(args, commandArguments)
  if (commandTools.test(bare))
    return { kind: "command", lines, cwd: textsOf(args, folderArguments).at(-1) ?? null }
  const paths = textsOf(args, pathArguments)
  if (deleteTools.test(bare)) return { kind: "delete", paths }
  if (writeTools.test(bare)) return { kind: "write", paths }
  if (readTools.test(bare)) return { kind: "read", paths }
  // A tool nobody knows that takes a command line runs it, as far as anyone can tell.
  const unknownLines = textsOf(args, /^(command_?line|command|cmd)$/i)
  if (unknownLines.length > 0) return { kind: "command", lines: unknownLines, cwd: null }
  return { kind: "other" }
}

function textsOf(args: Readonly<Record<string, unknown>>, wanted: RegExp): readonly string[] {
  return Object.entries(args).flatMap(([name, value]) => (wanted.test(name) ? texts(value) : []))
}

/** Every text in a value; for an encoded one the text as it came and the text inside. */
/** A value without the layers of JSON that some builds put around it. */
export function innermost(value: unknown): unknown {
  if (typeof value !== "string") return value
  const inner = decoded(value)
  return inner === null ? value : innermost(inner)
}

function texts(value: unknown): readonly string[] {
  if (typeof value === "string") {
    const inner = decoded(value)
    return inner === null ? [value] : [value, ...texts(inner)]
  }
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value
    const parts = items.flatMap(texts)
    // Program and words as a list are one command line.
    return items.length > 1 && items.every((item) => typeof item === "string")
      ? [...parts, parts.map(quoted).join(" ")]
      : parts
  }
  return isRecord(value) ? Object.values(value).flatMap(texts) : []
}

function decoded(text: string): unknown {
  if (!/^\s*["[{]/.test(text)) return null
  try {
    const value: unknown = JSON.parse(text)
    return value
  } catch {
    return null
  }
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}

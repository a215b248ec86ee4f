import { isAbsolute, posix, relative } from "node:path"
import type { Failure, FailureClass } from "../../loop/evidence.ts"
import { classOf } from "./failure-class.ts"

const longestMessage = 2000
const longestValue = 600

type Parts = {
  /** Place of the test from the outside in: file or package, suites, name. The id is made of it, so no line numbers. */
  readonly path: readonly string[]
  readonly message: string
  readonly file?: string | null
  readonly line?: number | null
  /** Taken from the message when the tool does not say it. */
  readonly class?: FailureClass
  readonly expected?: string | null
  readonly actual?: string | null
  readonly frame?: string | null
}

/** A failure with its id, its texts bounded so that a megabyte in one assertion stays out of the state. */
export function failure(parts: Parts): Failure {
  const path = plainPath(parts.path)
  const message = trimLines(parts.message)
  return {
    id: idOf(parts.path),
    suite: path.slice(0, -1).join(" > "),
    file: parts.file ?? null,
    line: parts.line ?? null,
    class: parts.class ?? classOf(message),
    message: message.slice(0, longestMessage),
    expected: parts.expected?.slice(0, longestValue) ?? null,
    actual: parts.actual?.slice(0, longestValue) ?? null,
    frame: parts.frame?.slice(0, longestValue) ?? null,
  }
}

/** Id of a test by its place from the outside in; the same for a failure and for a test that passed. */
export function idOf(path: readonly string[]): string {
  return plainPath(path).join(" > ").slice(0, 400) || "(unnamed)"
}

/** A finding of a compiler or linter: its id is the file with rule and sentence, so it survives a move to another line. */
export function finding(parts: {
  readonly file: string
  readonly line: number | null
  readonly rule: string | null
  readonly message: string
  readonly class: FailureClass
}): Failure {
  const sentence = parts.message.split("\n", 1)[0] ?? ""
  return failure({
    path: [parts.file, [parts.rule, sentence].filter(Boolean).join(" ")],
    file: parts.file,
    line: parts.line,
    message: parts.rule === null ? parts.message : `${parts.message} (${parts.rule})`,
    class: parts.class,
  })
}

/** Name of the pseudo test that fails when a whole file cannot be loaded. */
export const wholeFile = "(file)"

/** The same failures, each id once; the first one wins (runners repeat failures in a summary). */
export function distinct(failures: readonly Failure[]): Failure[] {
  const byId = new Map<string, Failure>()
  for (const entry of failures) if (!byId.has(entry.id)) byId.set(entry.id, entry)
  return [...byId.values()]
}

/** For diagnostics, where the same sentence twice is two problems: the second gets `(2)`, independent of its line. */
export function numbered(failures: readonly Failure[]): Failure[] {
  const seen = new Map<string, number>()
  return failures.map((entry) => {
    const count = (seen.get(entry.id) ?? 0) + 1
    seen.set(entry.id, count)
    return count === 1 ? entry : { ...entry, id: `${entry.id} (${count})` }
  })
}

/** A path as people write it in this workspace: relative, with slashes; also for `file://` addresses. Others stay as they are. */
export function workspacePath(path: string, workspace: string): string {
  const plain = path.startsWith("file://") ? decodeUri(path.slice("file://".length)) : path
  const inside = isAbsolute(plain) ? relative(workspace, plain) : plain
  if (inside.startsWith("..") || isAbsolute(inside)) return plain
  return posix.normalize(inside.replaceAll("\\", "/"))
}

function plainPath(path: readonly string[]): string[] {
  return path.map((part) => part.replace(/\s+/g, " ").trim()).filter((part) => part !== "")
}

function decodeUri(text: string): string {
  try {
    const decoded = decodeURIComponent(text)
    return /^\/[A-Za-z]:/.test(decoded) ? decoded.slice(1) : decoded
  } catch {
    return text
  }
}

function trimLines(text: string): string {
  return text.replace(/^(?:[ \t]*\n)+/, "").trimEnd()
}

import type { Finding } from "../loop/evidence.ts"
import { shortHash } from "../loop/hash.ts"

/** What a rule found, before it has an id. `what` is the class, `about` tells findings of a class apart that look alike. */
export type Found = {
  readonly what: FindingClass
  readonly about?: string
  readonly file: string
  readonly line: number | null
  readonly severity: Finding["severity"]
  readonly why: string
  readonly before: string
  readonly after: string
}

/** Classes of findings; an id begins with its class. */
type FindingClass =
  | "removed-test"
  | "fewer-cases"
  | "skipped"
  | "weakened"
  | "fewer-assertions"
  | "edited-expectation"
  | "unchecked-assertion"
  | "mocked-subject"
  | "patched-runner"
  | "limit"
  | "snapshot"
  | "configuration"
  | "command"
  | "ci"
  | "environment"
  | "special-case"
  | "own-file"
  | "unreadable"

const longest = 600

/**
 * Gives findings their ids and order (gravest first, then by place) and drops repeats. An id is made of class, file,
 * test and the texts before and after, never of line numbers, so that an approval survives moved lines (S79).
 */
export function asFindings(found: readonly Found[]): Finding[] {
  const byId = new Map<string, Finding>()
  for (const { what, about, file, line, severity, why, before, after } of found) {
    const id = `${what}-${shortHash([what, file, about, plain(before), plain(after)].join("\0"))}`
    if (!byId.has(id)) byId.set(id, { id, file, line, severity, why, before: cut(before), after: cut(after) })
  }
  return [...byId.values()].sort(
    (a, b) =>
      order.indexOf(a.severity) - order.indexOf(b.severity) ||
      compareText(a.file, b.file) ||
      (a.line ?? 0) - (b.line ?? 0) ||
      compareText(a.id, b.id),
  )
}

const order: readonly Finding["severity"][] = ["high", "medium", "low"]

function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1
}

function plain(text: string): string {
  return text.replace(/\s+/g, " ").trim()
}

function cut(text: string): string {
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text
}

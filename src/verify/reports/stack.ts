import { workspacePath } from "./failure.ts"

export type Place = { readonly file: string; readonly line: number }

/** The first line of a JavaScript stack that lies in the workspace and not in an installed package; null when there is none. */
export function firstOwnFrame(
  lines: readonly string[],
  workspace: string,
): { place: Place; text: string } | null {
  for (const line of lines) {
    const match = /(?:\(|at |^|\s)((?:file:\/\/)?[^\s()]+?):(\d+):\d+\)?/.exec(line)
    if (match?.[1] === undefined || match[2] === undefined) continue
    const file = workspacePath(match[1], workspace)
    if (/^node:|(?:^|\/)node_modules\//.test(file) || file.startsWith("<")) continue
    return { place: { file, line: Number(match[2]) }, text: line.trim() }
  }
  return null
}

/** Whether a line belongs to a JavaScript stack trace. */
export function isStackLine(line: string): boolean {
  return /^\s*at (?:async |new |Object\.|[\w$.<>#[\] ]+\(|file:|node:|\/|[A-Za-z]:\\|[\w./-]+:\d+)/.test(line)
}

import type { TurnOrder } from "../../backend.ts"

/** Version of an agy as `[major, minor, patch]`. */
export type AgyVersion = readonly [number, number, number]

/** Builds whose stream this room was written against; a newer one is used, and told. */
export const parsedVersions = ["1.1.12", "1.2.17", "1.3.1"] as const
/** Before it the input envelope was another one (platform document §5.1). */
const floor: AgyVersion = [1, 1, 15]
/** From it on `-p` has to be left out for stream-json input; before it the flag had to be there, empty. */
const withoutPrint: AgyVersion = [1, 2, 17]

export function readVersion(text: string): AgyVersion | null {
  const found = /(\d+)\.(\d+)\.(\d+)/.exec(text)
  return found === null ? null : [Number(found[1]), Number(found[2]), Number(found[3])]
}

export function isTooOld(version: AgyVersion): boolean {
  return compare(version, floor) < 0
}

export function isNewerThanParsed(version: AgyVersion): boolean {
  const newest = readVersion(parsedVersions.at(-1) ?? "")
  return newest !== null && compare(version, newest) > 0
}

/**
 * Arguments of one turn. The prompt goes through stdin, so no length limit of the platform's argument list and no shell
 * matters. Approvals are only bypassed in `unsafe`, which the caller allows in a throw-away worktree alone.
 */
export function turnArguments(
  order: Pick<TurnOrder, "model" | "workspace" | "conversation" | "mode">,
  version: AgyVersion,
  timeoutSec: number,
  /** Folders outside the workspace that it may look into. */
  alsoReadable: readonly string[] = [],
): string[] {
  return [
    ...(compare(version, withoutPrint) < 0 ? ["--print="] : []),
    "--input-format",
    "stream-json",
    "--output-format",
    "stream-json",
    "--add-dir",
    order.workspace,
    ...alsoReadable.flatMap((folder) => ["--add-dir", folder]),
    "--print-timeout",
    `${Math.max(1, Math.ceil(timeoutSec))}s`,
    ...(order.model === null ? [] : ["--model", order.model]),
    ...(order.conversation === null ? [] : ["--conversation", order.conversation]),
    ...(order.mode === "unsafe" ? ["--dangerously-skip-permissions"] : []),
  ]
}

/** The one line that agy reads from stdin for a turn. */
export function turnInput(prompt: string): string {
  return `${JSON.stringify({ event: "user", message: { role: "user", content: prompt } })}\n`
}

function compare(a: AgyVersion, b: AgyVersion): number {
  for (const at of [0, 1, 2] as const) if (a[at] !== b[at]) return a[at] - b[at]
  return 0
}

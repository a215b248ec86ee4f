import type { Found } from "../finding.ts"
import { oneLine } from "../text/lines.ts"
import type { Comparison } from "./context.ts"

/** Our own configuration, and tests and their data too large to be looked into. */
export function ownFiles({ before, after }: Comparison): Found[] {
  return [...after.changed, ...before.changed].flatMap((file): Found[] => {
    const old = before.byPath.get(file.path)
    const now = after.byPath.get(file.path)
    const base = {
      file: file.path,
      line: null,
      before: oneLine(old?.text ?? "", 300),
      after: oneLine(now?.text ?? "", 300),
    }
    if (file.kind === "own")
      return [
        {
          ...base,
          what: "own-file",
          severity: old === undefined ? "medium" : "high",
          why: "The configuration of the loop itself was changed.",
        },
      ]
    const large =
      (file.kind === "test" || file.kind === "snapshot" || file.kind === "data") &&
      old !== undefined &&
      now !== undefined &&
      now.text === null
    return large
      ? [{ ...base, what: "unreadable", severity: "low", why: "This file is too large to be compared." }]
      : []
  })
}

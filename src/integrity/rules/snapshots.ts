import type { Found } from "../finding.ts"
import type { SurfaceFile } from "../surface.ts"
import { oneLine } from "../text/lines.ts"
import type { Comparison } from "./context.ts"

/**
 * Deleted and rewritten snapshots and golden files. One that changed together with the sources is only listed: that is what
 * snapshots are for.
 */
export function changedSnapshots({ before, after, sourceChanged, matching }: Comparison): Found[] {
  const moved = new Set(after.changed.filter(({ kind }) => kind === "snapshot").map(({ hash }) => hash))
  const renamed = new Set(
    after.changed.flatMap((file) =>
      file.kind === "snapshot" && !before.byPath.has(file.path) ? [...entriesOf(file).values()] : [],
    ),
  )
  const gone = new Set(matching.gone.map(({ test }) => test.path.join(" ")))
  return before.changed.flatMap((file): Found[] => {
    if (file.kind !== "snapshot") return []
    const now = after.byPath.get(file.path)
    if (now === undefined) {
      const elsewhere =
        moved.has(file.hash) || [...entriesOf(file).values()].every((value) => renamed.has(value))
      if (elsewhere) return []
      return [
        {
          what: "snapshot",
          about: "deleted",
          file: file.path,
          line: null,
          severity: "medium",
          why: "A snapshot was deleted; the next run accepts whatever comes.",
          before: oneLine(file.text ?? "", 400),
          after: "",
        },
      ]
    }
    const old = entriesOf(file)
    const entries = entriesOf(now)
    const values = new Set(entries.values())
    return [...old].flatMap(([name, value]): Found[] => {
      const current = entries.get(name)
      if (current === value) return []
      if (current === undefined) {
        if (values.has(value)) return []
        const testGone = [...gone].some((path) => path !== "" && name.startsWith(path))
        return [
          {
            what: "snapshot",
            about: name,
            file: file.path,
            line: null,
            severity: testGone || sourceChanged ? "low" : "medium",
            why: `The snapshot "${oneLine(name, 80)}" was deleted.`,
            before: oneLine(value, 400),
            after: "",
          },
        ]
      }
      return [
        {
          what: "snapshot",
          about: name,
          file: file.path,
          line: null,
          severity: sourceChanged ? "low" : "medium",
          why: sourceChanged
            ? `The snapshot "${oneLine(name, 80)}" changed together with the sources.`
            : `The snapshot "${oneLine(name, 80)}" was rewritten although no source changed.`,
          before: oneLine(value, 400),
          after: oneLine(current, 400),
        },
      ]
    })
  })
}

/** Entries of a snapshot file by name: jest and vitest exports, syrupy blocks; any other file is one entry. */
function entriesOf({ path, text }: SurfaceFile): Map<string, string> {
  const content = (text ?? "").replace(/\r\n/g, "\n")
  const entries = new Map<string, string>()
  for (const match of content.matchAll(/^exports\[`((?:[^`\\]|\\.)*)`\] = `((?:[^`\\]|\\.)*)`;?$/gm))
    entries.set(match[1] ?? "", match[2] ?? "")
  if (/\.ambr$/.test(path))
    for (const block of content.split(/^# name: /m).slice(1))
      entries.set(block.split("\n")[0] ?? "", block.split("\n").slice(1).join("\n"))
  if (entries.size === 0) entries.set("", content.trim())
  return entries
}

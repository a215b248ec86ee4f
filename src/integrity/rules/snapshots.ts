import { posix } from "node:path"
import type { Found } from "../finding.ts"
import { type Unit, unitsOf } from "../match/unit.ts"
import type { SurfaceFile } from "../surface.ts"
import { oneLine } from "../text/lines.ts"
import type { Comparison } from "./context.ts"

/**
 * Deleted and rewritten snapshots, golden files and test data. A snapshot that changed together with the sources is only
 * listed, for that is what snapshots are for, unless the test that reads it was failing.
 */
export function changedSnapshots(comparison: Comparison): Found[] {
  const { before, after } = comparison
  const moved = new Set(after.changed.map(({ hash }) => hash))
  return before.changed.flatMap((file): Found[] => {
    const now = after.byPath.get(file.path)
    if (file.kind === "data") return now === undefined ? [] : editedData(file, now, comparison)
    if (file.kind !== "snapshot") return []
    if (now !== undefined) return rewritten(file, now, comparison)
    const values = entriesIn(after.changed)
    if (moved.has(file.hash) || [...entriesOf(file).values()].every((value) => values.has(value))) return []
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
  })
}

function rewritten(file: SurfaceFile, now: SurfaceFile, comparison: Comparison): Found[] {
  const { sourceChanged, matching, after } = comparison
  const entries = entriesOf(now)
  const values = entriesIn(after.changed)
  const gone = matching.gone.map(({ test }) => test.path.join(" ")).filter((path) => path !== "")
  return [...entriesOf(file)].flatMap(([name, value]): Found[] => {
    const current = entries.get(name)
    if (current === value || (current === undefined && values.has(value))) return []
    const failed = readers(file, name, comparison).some(comparison.failedBefore)
    const base = {
      what: "snapshot" as const,
      about: name,
      file: file.path,
      line: null,
      before: oneLine(value, 400),
      after: oneLine(current ?? "", 400),
    }
    const title = name === "" ? "The golden file" : `The snapshot "${oneLine(name, 80)}"`
    if (current === undefined) {
      const excused = gone.some((path) => name.startsWith(path)) || (sourceChanged && !failed)
      return [{ ...base, severity: excused ? "low" : "medium", why: `${title} was deleted.` }]
    }
    if (failed)
      return [
        {
          ...base,
          severity: "medium",
          why: `${title} was rewritten, and the test that reads it was failing.`,
        },
      ]
    return [
      {
        ...base,
        severity: sourceChanged ? "low" : "medium",
        why: sourceChanged
          ? `${title} changed together with the sources.`
          : `${title} was rewritten although no source changed.`,
      },
    ]
  })
}

/** Data that a failing test reads, edited: the input or the expectation became another one. */
function editedData(file: SurfaceFile, now: SurfaceFile, comparison: Comparison): Found[] {
  const failed = readers(file, "", comparison).some(comparison.failedBefore)
  const plain = ({ text }: SurfaceFile) => (text ?? "").replace(/\s+/g, "")
  if (plain(file) === plain(now)) return []
  return [
    {
      what: "snapshot",
      about: "data",
      file: file.path,
      line: null,
      severity: failed ? "medium" : "low",
      why: failed ? "Data of a test that was failing was edited." : "Data of tests was edited.",
      before: oneLine(file.text ?? "", 400),
      after: oneLine(now.text ?? "", 400),
    },
  ]
}

/** Earlier tests that read a snapshot entry or a file, by the name the runner gives it or by the file they name. */
function readers(file: SurfaceFile, entry: string, { before }: Comparison): Unit[] {
  const base = posix.basename(file.path)
  const owner = /(^|\/)__snapshots__\//.test(file.path) ? base.replace(/\.(snap|ambr)$/, "") : null
  const files = before.surface.files.filter(
    ({ kind, path, text }) =>
      kind === "test" &&
      (owner === null
        ? text?.includes(base) === true || text?.includes(base.replace(/\.\w+$/, "")) === true
        : posix.basename(path).startsWith(owner)),
  )
  return files
    .slice(0, 40)
    .flatMap((test) =>
      unitsOf(before, test).filter((unit) =>
        entry === ""
          ? owner !== null || namesFile(unit, base)
          : entry.startsWith(unit.test.path.join(" ")) ||
            entry.startsWith(unit.test.path.join(" > ")) ||
            entry.startsWith(unit.test.path.at(-1) ?? "\0"),
      ),
    )
}

/** Whether a test names the file itself; where none of them does, any of the test file may read it. */
function namesFile(unit: Unit, base: string): boolean {
  const stem = base.replace(/\.\w+$/, "")
  const all = `${unit.test.body} ${unit.assertions.map(({ subject, expected }) => `${subject} ${expected ?? ""}`).join(" ")} ${(unit.test.rows ?? []).join(" ")}`
  return all.includes(stem) || !unit.facts.tests.some(({ body }) => body.includes(stem))
}

function entriesIn(files: readonly SurfaceFile[]): Set<string> {
  return new Set(files.flatMap((file) => (file.kind === "snapshot" ? [...entriesOf(file).values()] : [])))
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

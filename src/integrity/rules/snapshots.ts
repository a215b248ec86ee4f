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
  const later = entriesIn(after.changed)
  return before.changed.flatMap((file): Found[] => {
    const now = after.byPath.get(file.path)
    if (file.kind === "data") return now === undefined ? [] : editedData(file, now, comparison)
    if (file.kind !== "snapshot") return []
    if (now !== undefined) return rewritten(file, now, later, comparison)
    if ([...entriesOf(file).values()].every((value) => later.has(value))) return []
    return [
      {
        what: "snapshot",
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

function rewritten(
  file: SurfaceFile,
  now: SurfaceFile,
  later: ReadonlySet<string>,
  comparison: Comparison,
): Found[] {
  const { sourceChanged, matching } = comparison
  const entries = entriesOf(now)
  return [...entriesOf(file)].flatMap(([name, value]): Found[] => {
    const current = entries.get(name)
    if (current === value || (current === undefined && later.has(value))) return []
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
      const excused = matching.gone.some((unit) => isOf(name, unit)) || (sourceChanged && !failed)
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
  const plain = ({ text }: SurfaceFile) => text?.replace(/\s/g, "")
  if (plain(file) === plain(now)) return []
  return [
    {
      what: "snapshot",
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
  const stem = base.replace(/\.\w+$/, "")
  const owned = /(^|\/)__snapshots__\//.test(file.path)
  return before.surface.files
    .filter(
      ({ kind, path, text }) =>
        kind === "test" &&
        (owned ? posix.basename(path).startsWith(base.replace(/\.(snap|ambr)$/, "")) : text?.includes(stem)),
    )
    .slice(0, 40)
    .flatMap((test) => {
      const units = unitsOf(before, test)
      if (entry !== "") return units.filter((unit) => isOf(entry, unit))
      const naming = units.filter((unit) => names(unit, stem))
      // Where none of them names the file itself, any may read it.
      return naming.length > 0 ? naming : units
    })
}

/** Whether a snapshot is of a test: jest joins the titles with spaces, vitest with `>`, syrupy with a full stop. */
function isOf(entry: string, { test: { path } }: Unit): boolean {
  return [" ", " > ", "."].some((joint) => {
    const name = path.join(joint)
    // Behind it stand a hint and a number (jest, vitest), or the number or the parameters alone (syrupy).
    return entry.startsWith(name) && /^((:| >) .*)? \d+$|^([.[].*)?$/.test(entry.slice(name.length))
  })
}

function names(unit: Unit, stem: string): boolean {
  return unit.test.body.includes(stem) || [...unit.literals()].some((literal) => literal.includes(stem))
}

function entriesIn(files: readonly SurfaceFile[]): Set<string> {
  return new Set(files.filter(({ text }) => text !== null).flatMap((file) => [...entriesOf(file).values()]))
}

/** Entries of a snapshot file by name: jest and vitest exports, syrupy blocks; any other file is one entry. */
function entriesOf({ path, text }: SurfaceFile): Map<string, string> {
  const content = (text ?? "").replace(/\r\n/g, "\n")
  const entries = new Map<string, string>()
  for (const match of content.matchAll(/exports\[`((?:[^`\\]|\\.)*)`\] = `((?:[^`\\]|\\.)*)`/g))
    entries.set(match[1] ?? "", match[2] ?? "")
  if (path.endsWith(".ambr"))
    for (const block of content.split(/^# name: /m))
      entries.set(block.split("\n")[0] ?? "", block.split("\n").slice(1).join("\n"))
  if (entries.size === 0) entries.set("", content.trim())
  return entries
}

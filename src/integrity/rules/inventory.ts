import { plural } from "../../loop/plural.ts"
import type { Found } from "../finding.ts"
import { keyOf, nameOf, type Unit } from "../match/unit.ts"
import { literalsOf, similarity } from "../text/canonical.ts"
import { oneLine } from "../text/lines.ts"
import type { Comparison } from "./context.ts"

/** Removed tests. Tests that became cases of a table, or whose assertions others took over, are no removals (S73). */
export function removedTests(comparison: Comparison): Found[] {
  const { matching, allowTestEdits, after } = comparison
  const fates = settle(
    matching.gone,
    [...matching.added, ...matching.pairs.map((pair) => pair.after)],
    matching,
  )
  const lost = fates.filter(({ fate }) => fate === "lost").map(({ unit }) => unit)
  const rewritten = allowTestEdits ? rewrites(lost, matching.added) : new Set<Unit>()
  const merged = fates.filter(({ fate }) => fate === "merged").map(({ unit }) => unit)
  const real = lost.filter((unit) => !rewritten.has(unit))
  const files = new Set(real.map(({ file }) => file.path))
  const grouped = [...files].flatMap((path): Found[] => {
    const units = real.filter(({ file }) => file.path === path)
    if (after.byPath.has(path) || units.length < 2 || units.some(isIdle)) return units.map(removed)
    return [
      {
        what: "removed-test",
        file: path,
        line: null,
        severity: "high",
        why: `The test file with ${plural(units.length, "test")} is gone or is no longer collected.`,
        before: units.map(nameOf).join("\n"),
        after: "",
      },
    ]
  })
  return [
    ...grouped,
    ...merged.map((unit) => ({
      ...removed(unit),
      severity: "low" as const,
      why: `The test "${nameOf(unit)}" went into another one with all its assertions.`,
    })),
  ]
}

function removed(unit: Unit): Found {
  return {
    what: "removed-test",
    about: nameOf(unit),
    file: unit.file.path,
    line: unit.test.line,
    severity: isIdle(unit) ? "low" : "high",
    why: isIdle(unit)
      ? `The skipped test "${nameOf(unit)}" was removed.`
      : `The test "${nameOf(unit)}" was removed.`,
    before: oneLine(`${unit.test.text} ${unit.assertions.map(({ text }) => text).join("; ")}`, 400),
    after: "",
  }
}

function isIdle(unit: Unit): boolean {
  return unit.test.markers.some(({ kind }) => kind === "skip" || kind === "todo")
}

/** With `--allow-test-edits` as many tests may be replaced as new ones came. */
function rewrites(lost: readonly Unit[], added: readonly Unit[]): Set<Unit> {
  const free = added.filter(({ assertions }) => assertions.some(({ form }) => form !== "trivial"))
  return new Set(lost.slice(0, free.length))
}

type Settled = { readonly unit: Unit; readonly fate: "lost" | "merged" | "case" }

function settle(
  gone: readonly Unit[],
  candidates: readonly Unit[],
  matching: Comparison["matching"],
): Settled[] {
  const earlierRows = new Map(
    matching.pairs.map(({ before, after }) => [after, new Set(before.test.rows ?? [])]),
  )
  const earlierKeys = new Map(
    matching.pairs.map(({ before, after }) => [after, new Set(before.assertions.map(keyOf))]),
  )
  const usedRows = new Set<string>()
  return gone.map((unit) => {
    if (candidates.some((other) => takesAsCase(unit, other, earlierRows.get(other), usedRows)))
      return { unit, fate: "case" as const }
    const real = unit.assertions.filter(({ form }) => form !== "trivial")
    const fresh = (other: Unit) =>
      new Set(
        other.assertions
          .filter((entry) => entry.flow === "always")
          .map(keyOf)
          .filter((key) => !earlierKeys.get(other)?.has(key)),
      )
    const pool = new Set(candidates.flatMap((other) => [...fresh(other)]))
    if (real.length > 0 && real.every((entry) => pool.has(keyOf(entry))))
      return { unit, fate: "merged" as const }
    // A table written out as single tests.
    const rows = unit.test.rows ?? []
    if (
      rows.length > 0 &&
      rows.every((row) =>
        matching.added.some((other) =>
          literalsOf(row, unit.style).every((literal) => other.literals().has(literal)),
        ),
      )
    )
      return { unit, fate: "case" as const }
    return { unit, fate: "lost" as const }
  })
}

/**
 * Whether a table that is new or has grown holds the values of a removed test: one row with all of them, or a row for each
 * of its assertions. Each row stands for one test or assertion.
 */
function takesAsCase(
  unit: Unit,
  other: Unit,
  earlier: ReadonlySet<string> | undefined,
  used: Set<string>,
): boolean {
  const rows = other.test.rows
  const alike = similarity(unit.test.body, other.test.body, unit.style)
  if (rows === null) return alike >= 0.5
  const stated = new Set(literalsOf(other.test.body, unit.style))
  const place = (row: number) => `${other.file.path}\0${other.test.line}\0${row}`
  const rowFor = (values: readonly string[], taken: ReadonlySet<string>): string | null => {
    const open = values.filter((literal) => !stated.has(literal))
    if (open.length === 0 && alike < 0.35) return null
    const row = rows.findIndex((entry, i) => {
      if (earlier?.has(entry) || used.has(place(i)) || taken.has(place(i))) return false
      const own = new Set(literalsOf(entry, unit.style))
      return open.every((literal) => own.has(literal))
    })
    return row < 0 ? null : place(row)
  }
  // Values that a formula over the table gives now: as many alike assertions, a row of its own.
  const asVariant = (): boolean => {
    if (
      alike < 0.5 ||
      (earlier !== undefined && earlier.size > 0) ||
      other.assertions.length < unit.assertions.length
    )
      return false
    const [row, ...more] = rows.map((_, i) => place(i)).filter((entry) => !used.has(entry))
    // The test that became the table has a row of its own.
    if (row === undefined || (earlier !== undefined && more.length === 0)) return false
    used.add(row)
    return true
  }
  const lists = unit.assertions.map(({ subject, expected }) =>
    literalsOf(`${subject} ${expected ?? ""}`, unit.style),
  )
  const all = [...new Set(lists.flat())]
  const single = rowFor(all.length > 0 ? all : literalsOf(unit.test.body, unit.style), new Set())
  if (single !== null) {
    used.add(single)
    return true
  }
  const taken = new Set<string>()
  for (const values of lists) {
    const row = rowFor(values, taken)
    if (row === null) return asVariant()
    taken.add(row)
  }
  if (taken.size > 0) {
    for (const row of taken) used.add(row)
    return true
  }
  return false
}

/** Fewer cases in a table, although it is still written down here. */
export function removedCases({ matching }: Comparison): Found[] {
  const isElsewhere = (row: string) => matching.added.some(({ test }) => test.rows?.includes(row))
  return matching.pairs.flatMap(({ before, after }): Found[] => {
    const old = before.test.rows
    const now = after.test.rows
    if (old === null || now === null || old.length <= now.length) return []
    const kept = new Set(now)
    const lost = old.filter((row) => !kept.has(row) && !isElsewhere(row))
    const open = lost.filter((row) => {
      const literals = literalsOf(row, before.style)
      return (
        literals.length === 0 ||
        (!literals.every((literal) => after.literals().has(literal)) &&
          !matching.added.some((unit) => literals.every((literal) => unit.literals().has(literal))))
      )
    })
    const missing = old.length - now.length
    if (open.length === 0) return []
    return [
      {
        what: "fewer-cases",
        about: nameOf(before),
        file: after.file.path,
        line: after.test.line,
        severity: "high",
        why: `The test "${nameOf(after)}" runs through ${plural(missing, "case")} fewer.`,
        before: oneLine(open.join("  "), 400),
        after: "",
      },
    ]
  })
}

/** Tests that reports no longer name although every source of them is still there (S73). */
export function reportedTests(comparison: Comparison, explained: boolean): Found[] {
  const before = comparison.before.surface.testIds
  const after = comparison.after.surface.testIds
  if (before === null || after === null || after.length >= before.length) return []
  const now = new Set(after)
  const missing = before.filter((id) => !now.has(id))
  if (missing.length === 0) return []
  return [
    {
      what: "removed-test",
      file: "",
      line: null,
      severity: explained ? "low" : after.length === 0 ? "high" : "medium",
      why:
        after.length === 0
          ? "No test ran any more."
          : `${plural(before.length - after.length, "fewer test")} ran than at the start.`,
      before: missing.slice(0, 12).join("\n"),
      after: `${after.length} of ${before.length} tests ran.`,
    },
  ]
}

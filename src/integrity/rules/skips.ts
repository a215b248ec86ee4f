import type { Marker, MarkerKind } from "../facts.ts"
import { factsOf } from "../facts-of.ts"
import type { Found } from "../finding.ts"
import { nameOf } from "../match/unit.ts"
import type { Comparison } from "./context.ts"

const words: Readonly<Record<MarkerKind, string>> = {
  skip: "is skipped now",
  only: "is marked to run alone, so that all others do not run",
  todo: "is only a to-do now",
  xfail: "is now expected to fail",
  skipIf: "now runs under a condition only",
}

/** New skip, only, todo, xfail and conditional markers on tests and whole files (S75). */
export function newSkips(comparison: Comparison): Found[] {
  const { matching, before, after } = comparison
  const onTests = [
    ...matching.pairs.flatMap(({ before: old, after: now }) =>
      fresh(old.test.markers, now.test.markers).map((marker) => ({ marker, unit: now, isNew: false })),
    ),
    ...matching.added.flatMap((unit) =>
      worst(unit.test.markers.filter(({ text }) => !/should_panic/.test(text))).map((marker) => ({
        marker,
        unit,
        isNew: true,
      })),
    ),
  ]
  const found = onTests.map(
    ({ marker, unit, isNew }): Found => ({
      what: "skipped",
      about: `${nameOf(unit)}\n${marker.kind}`,
      file: unit.file.path,
      line: marker.line,
      severity:
        isNew && marker.kind !== "only"
          ? marker.kind === "skipIf" || marker.kind === "todo"
            ? "low"
            : "medium"
          : "high",
      why: `The ${isNew ? "new " : ""}test "${nameOf(unit)}" ${words[marker.kind]}.`,
      before: "",
      after: marker.text,
    }),
  )
  const onFiles = after.changed.flatMap((file): Found[] => {
    if (file.kind !== "test" && file.kind !== "support") return []
    const old = before.byPath.get(file.path)
    const isNew = old === undefined && file.kind === "test"
    // A new file may be for one system; one that older tests were moved to may not.
    if (isNew && !matching.pairs.some((pair) => pair.after.file === file)) return []
    return fresh(old === undefined ? [] : factsOf(old).markers, factsOf(file).markers).map((marker) => ({
      what: "skipped",
      file: file.path,
      line: marker.line,
      severity: "high",
      why: "Every test this holds for is skipped or runs under a condition only.",
      before: "",
      after: marker.text,
    }))
  })
  return [...once(found), ...onFiles]
}

/** Markers beyond those there were; one that got more lenient (a condition became certain) counts. */
function fresh(before: readonly Marker[], after: readonly Marker[]): Marker[] {
  const rank = (markers: readonly Marker[], kind: MarkerKind) =>
    markers.filter((marker) => marker.kind === kind).length
  const idle = before.some(({ kind }) => kind === "skip" || kind === "todo")
  const kinds: readonly MarkerKind[] = ["skip", "only", "todo", "xfail", "skipIf"]
  const added = kinds.flatMap((kind) => {
    if (rank(after, kind) <= rank(before, kind))
      return kind === "skipIf" ? conditionsChanged(before, after) : []
    // From skip to to-do or to a condition nothing is lost.
    if (idle && kind !== "only") return []
    return after.filter((marker) => marker.kind === kind).slice(-1)
  })
  return worst(added)
}

function conditionsChanged(before: readonly Marker[], after: readonly Marker[]): Marker[] {
  const known = new Set(before.map(({ text }) => text.replace(/\s/g, "")))
  const conditions = after.filter(
    (marker) => marker.kind === "skipIf" && !known.has(marker.text.replace(/\s/g, "")),
  )
  return conditions.filter(({ text }) => /\b(true|True|1 ?={2,3} ?1)\b/.test(text))
}

/** One marker says it all. */
function worst(markers: readonly Marker[]): Marker[] {
  const order: readonly MarkerKind[] = ["only", "skip", "todo", "xfail", "skipIf"]
  return [...markers].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind)).slice(0, 1)
}

/** A marker on a suite is told once, for the first of its tests: earlier ones, where it is gravest, stand before new ones. */
function once(found: readonly Found[]): Found[] {
  const byPlace = new Map<string, Found>()
  for (const entry of found) {
    const key = `${entry.file}\0${entry.line}\0${entry.after}`
    if (!byPlace.has(key)) byPlace.set(key, entry)
  }
  return [...byPlace.values()]
}

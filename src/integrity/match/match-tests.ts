import { isNamedTest } from "../classify.ts"
import { stepsOf, toolOf } from "../command/parse.ts"
import { projectCommands } from "../command/project-commands.ts"
import { matchesPattern } from "../settings/pattern.ts"
import { literalsOf, similarity } from "../text/canonical.ts"
import { groupBy } from "./group-by.ts"
import type { Side } from "./side.ts"
import { keyOf, type Unit } from "./unit.ts"

type Pair = { readonly before: Unit; readonly after: Unit }
export type Matching = {
  readonly pairs: readonly Pair[]
  /** Tests without a counterpart. */
  readonly gone: readonly Unit[]
  readonly added: readonly Unit[]
}

type Same = (before: Unit, after: Unit) => number

/**
 * Finds for every earlier test the one it became. The surest signs come first: same place and name, same name
 * elsewhere, same body, and only then likeness, so that renamed and moved tests are no removals.
 */
export function matchTests(before: readonly Unit[], after: readonly Unit[], side: Side): Matching {
  const pairs: Pair[] = []
  const left = new Set(before)
  const right = new Set(collected(before, after, side))
  const stages: readonly {
    readonly key: (unit: Unit) => string
    readonly same: Same
    readonly least: number
  }[] = [
    { key: (unit) => `${unit.file.path}\0${unit.test.path.join("\0")}`, same: () => 1, least: 1 },
    {
      key: (unit) => unit.test.path.join("\0"),
      same: byWords,
      least: 0.3,
    },
    {
      key: (unit) => `${unit.file.path}\0${unit.test.body}`,
      same: (a) => (a.test.body === "" ? 0 : 1),
      least: 1,
    },
    { key: (unit) => unit.test.body, same: (a) => (a.test.body === "" ? 0 : 1), least: 1 },
    {
      key: (unit) => unit.test.path.at(-1) ?? "",
      same: byWords,
      least: 0.3,
    },
    { key: (unit) => unit.file.path, same: alike, least: 0.5 },
    { key: anywhere, same: alike, least: 0.8 },
  ]
  for (const { key, same, least } of stages) {
    if (left.size === 0 || right.size === 0) break
    // Likeness of all with all only for the number of tests that one change really touches.
    if (key === anywhere && left.size * right.size > 40_000) break
    const groups = groupBy(right, key)
    for (const unit of left) {
      const candidates = groups.get(key(unit)) ?? []
      const best = bestOf(unit, candidates, right, same, least)
      if (best === null) continue
      pairs.push({ before: unit, after: best })
      left.delete(unit)
      right.delete(best)
    }
  }
  return { pairs, gone: [...left], added: [...right] }
}

function bestOf(
  unit: Unit,
  candidates: readonly Unit[],
  free: ReadonlySet<Unit>,
  same: Same,
  least: number,
): Unit | null {
  let best: Unit | null = null
  let highest = 0
  for (const candidate of candidates) {
    if (!free.has(candidate)) continue
    const score = same(unit, candidate)
    if (score < least || score <= highest) continue
    best = candidate
    highest = score
  }
  return best
}

const anywhere = (): string => ""

function byWords(a: Unit, b: Unit): number {
  return similarity(a.test.body, b.test.body, a.style)
}

/** Likeness of two tests by what they assert and by their words. */
function alike(a: Unit, b: Unit): number {
  const keys = new Set(b.assertions.map(keyOf))
  const shared = a.assertions.filter((entry) => keys.has(keyOf(entry))).length
  const asserted = a.assertions.length === 0 ? 0 : shared / Math.max(a.assertions.length, b.assertions.length)
  const literals = literalsOf(a.test.body, a.style)
  const known =
    literals.length === 0
      ? 0.5
      : literals.filter((literal) => b.literals().has(literal)).length / literals.length
  return Math.max(asserted, byWords(a, b) * (0.6 + 0.4 * known))
}

/** Later tests without those whose new files no runner finds, by its names or by the globs of the test commands. */
function collected(before: readonly Unit[], after: readonly Unit[], side: Side): Unit[] {
  const known = new Set(before.map(({ file }) => file.path))
  const script = (path: string) => /\.[cm]?[jt]s/.test(path)
  const conventional = usesNames(side) && before.every(({ file }) => isNamedTest(file.path))
  const globs = testGlobs(side)
  const chosen = before.some(({ file }) => globs.some((glob) => matchesPattern(glob, file.path)))
  return after.filter(({ file: { path } }) => {
    if (known.has(path) || !script(path)) return true
    if (chosen && !globs.some((glob) => matchesPattern(glob, path))) return false
    return !conventional || isNamedTest(path)
  })
}

/** Files and globs that the project's own test commands hand to their runner. */
function testGlobs(side: Side): string[] {
  const commands = [...side.surface.checks, ...projectCommands(side).map(({ command }) => command)]
  const words = commands.flatMap((command) =>
    stepsOf(command)
      .filter((step) => toolOf(step) !== null)
      .flatMap((step) => step.words),
  )
  return words.filter((word) => /\.[cm]?[jt]s|\}/.test(word))
}

/** Whether the runner of the workspace finds tests by file name (node:test, mocha, ava and tap also take folders). */
function usesNames(side: Side): boolean {
  return !side.surface.files.some(
    ({ path, text }) =>
      /(^|\/)(package\.json|\.mocharc)/.test(path) &&
      /mocha|node --test|\bava\b|\btap\b|jasmine/.test(`${path} ${text}`),
  )
}

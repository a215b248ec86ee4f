import { type Assertion, flows } from "../facts.ts"
import { factsOf } from "../facts-of.ts"
import type { Found } from "../finding.ts"
import { styleOf } from "../language.ts"
import { type Fate, fatesOf } from "../match/match-assertions.ts"
import { keyOf, nameOf, type Unit } from "../match/unit.ts"
import { literalsOf } from "../text/canonical.ts"
import type { Style } from "../text/lex.ts"
import type { Comparison } from "./context.ts"
import { type Edited, editedRow, isEdited, valuesSwapped } from "./expectations.ts"
import { weakening } from "./weakening.ts"

/**
 * How grave an edited expectation is. In a test that failed it looks like writing the actual value into the test; in a
 * passing test it may follow a change of the sources, and without one it has no reason.
 */
function gravity(edited: Edited, holder: Holder, { sourceChanged }: Comparison): Found["severity"] {
  if (edited === "input") return "medium"
  return holder.failed ? "high" : sourceChanged ? "low" : "medium"
}

/** Rows of a table whose values were edited while their number stayed. */
function editedCases(before: Unit, after: Unit, holder: Holder, comparison: Comparison): Found[] {
  const { rows: old } = before.test
  const { rows: now } = after.test
  if (old === null || now === null || now.length < old.length) return []
  const left = [...old]
  const right = now.filter((row) => {
    const at = left.indexOf(row)
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
  return left.flatMap((row, position): Found[] => {
    const twin = editedRow(row, right, position, after.style)
    if (twin === null) return []
    return [
      {
        what: "edited-expectation",
        about: holder.name,
        file: holder.file,
        line: holder.line,
        severity: gravity("value", holder, comparison),
        why: `A case of "${holder.name}" was edited${holder.failed ? ", and the test was failing" : ""}.`,
        before: row,
        after: twin,
      },
    ]
  })
}

/** In a failing test: the same steps with other values, so that the failure is no longer met. */
function swappedInput(before: Unit, after: Unit, holder: Holder): Found[] {
  const asserted = new Set([
    ...before.assertions.flatMap(({ subject, expected }) =>
      literalsOf(`${subject} ${expected ?? ""}`, before.style),
    ),
    ...(before.test.rows ?? []).flatMap((row) => literalsOf(row, before.style)),
  ])
  if (!holder.failed || !valuesSwapped(before.test.body, after.test.body, asserted, after.style)) return []
  return [
    {
      what: "edited-expectation",
      about: holder.name,
      file: holder.file,
      line: holder.line,
      severity: "medium",
      why: `The values that "${holder.name}" works with were edited, and the test was failing.`,
      before: before.test.body,
      after: after.test.body,
    },
  ]
}

/** Where assertions stand: a test, or a helper of tests. */
type Holder = {
  readonly name: string
  readonly file: string
  readonly line: number
  readonly style: Style
  readonly failed: boolean
}

/** Fewer, weaker, edited and no longer counting assertions of tests and their helpers (S78). */
export function assertionChanges(comparison: Comparison): Found[] {
  const elsewhere = movedAssertions(comparison)
  const pairs = comparison.matching.pairs.flatMap(({ before, after }) => {
    if (before.facts.from !== after.facts.from) return []
    const failed = comparison.failedBefore(before) || comparison.failedBefore(after)
    const holder: Holder = {
      name: nameOf(after),
      file: after.file.path,
      line: after.test.line,
      style: after.style,
      failed,
    }
    if (isTodo(before)) return []
    const all = fatesOf(before.assertions, after.assertions, tabled(before, after), after.style)
    const fates = all.filter((fate) => fate.kind !== "lost" || !elsewhere.has(keyOf(fate.before)))
    const own = fates.filter((fate) => !insideHelper(fate, before, after))
    const found = judged(own, before.assertions, after.assertions, holder, comparison)
    const rows = editedCases(before, after, holder, comparison)
    const isTold = [...found, ...rows].some(({ what }) => what === "edited-expectation")
    return [...found, ...rows, ...(isTold ? [] : swappedInput(before, after, holder))]
  })
  return [...pairs, ...helperChanges(comparison)]
}

/** Assertions that are new in a test, for those that went from one test into another. */
function movedAssertions({ matching }: Comparison): Set<string> {
  const certain = (unit: Unit) => unit.assertions.filter(({ flow }) => flow === "always").map(keyOf)
  const moved = new Set(matching.added.flatMap(certain))
  for (const { before, after } of matching.pairs) {
    const own = new Set(before.assertions.map(keyOf))
    for (const key of certain(after)) if (!own.has(key)) moved.add(key)
  }
  return moved
}

/** Literals in the tables of a test; whatever was demanded before, when its table is written elsewhere. */
function tabled(before: Unit, after: Unit): Set<string> {
  const { rows } = after.test
  return new Set(rows === null ? before.literals() : rows.flatMap((row) => literalsOf(row, after.style)))
}

function isTodo({ test }: Unit): boolean {
  return test.markers.some(({ kind }) => kind === "todo") && test.body === ""
}

/** Whether a change lies within a helper that is called as before; it is told once, at the helper. */
function insideHelper(fate: Fate, before: Unit, after: Unit): boolean {
  const name = fate.before.helper
  if ("after" in fate && fate.after.helper !== name) return false
  const calls = ({ test }: Unit) =>
    JSON.stringify(test.calls.filter((call) => call.name === name).map(({ args, flow }) => [flow, args]))
  return calls(before) === calls(after) && calls(before) !== "[]"
}

function helperChanges(comparison: Comparison): Found[] {
  return comparison.after.changed.flatMap((file) => {
    if (file.kind !== "test" && file.kind !== "support") return []
    const old = comparison.before.byPath.get(file.path)
    if (old === undefined) return []
    const style = styleOf(file.path)
    const earlier = factsOf(old).helpers
    const helpers = factsOf(file).helpers
    return helpers.flatMap((helper, i) => {
      // Methods of several classes may share a name.
      const nth = helpers.slice(0, i).filter(({ name }) => name === helper.name).length
      const before = earlier.filter(({ name }) => name === helper.name)[nth]
      if (before === undefined || before.assertions.length === 0) return []
      const holder: Holder = { name: helper.name, file: file.path, line: helper.line, style, failed: false }
      const values = new Set(
        helper.assertions.flatMap(({ subject, expected }) =>
          literalsOf(`${subject} ${expected ?? ""}`, style),
        ),
      )
      const calls = helper.calls.length > before.calls.length
      const fates = fatesOf(before.assertions, helper.assertions, values, style).filter(
        ({ kind }) => kind !== "lost" || !calls,
      )
      return judged(fates, before.assertions, helper.assertions, holder, comparison)
    })
  })
}

function judged(
  fates: readonly Fate[],
  before: readonly Assertion[],
  after: readonly Assertion[],
  holder: Holder,
  comparison: Comparison,
): Found[] {
  const real = after.filter((entry) => entry.form !== "trivial" && entry.flow === "always")
  return fates.flatMap((fate): Found[] => {
    if (fate.kind === "covered") return []
    if (fate.kind === "lost") return [lost(fate.before, before, after, real, holder)]
    const { before: old, after: now } = fate
    const found: Found[] = []
    const base = { about: holder.name, file: holder.file, line: now.line, before: old.text, after: now.text }
    const name = `"${holder.name}"`
    if (flows.indexOf(now.flow) > flows.indexOf(old.flow))
      found.push({
        ...base,
        what: "unchecked-assertion",
        severity: now.flow === "conditional" ? "medium" : "high",
        why: `An assertion of ${name} ${flowWords[now.flow]} (${now.condition}).`,
      })
    else if (old.condition !== now.condition && /^(false|0|False|!1)$/.test(now.condition ?? ""))
      found.push({
        ...base,
        what: "unchecked-assertion",
        severity: "high",
        why: `An assertion of ${name} is never reached.`,
      })
    if (fate.kind === "same") return found
    const weaker = weakening(old, now, holder.file)
    if (weaker !== null)
      return [
        ...found,
        { ...base, what: "weakened", severity: "high", why: `An assertion of ${name} ${weaker}.` },
      ]
    const edited = isEdited(old, now, { failed: holder.failed, style: holder.style, ...comparison })
    if (edited === null) return found
    const words =
      edited === "input"
        ? `What "${holder.name}" looks at was edited`
        : `The value that ${name} expects was edited`
    return [
      ...found,
      {
        ...base,
        what: "edited-expectation",
        severity: gravity(edited, holder, comparison),
        why: `${words}${holder.failed ? ", and the test was failing" : ""}.`,
      },
    ]
  })
}

const flowWords: Readonly<Record<(typeof flows)[number], string>> = {
  always: "is reached",
  conditional: "is made under a condition only",
  detached: "is no longer waited for",
  swallowed: "can fail without failing the test",
  unreachable: "is never reached",
}

function lost(
  entry: Assertion,
  before: readonly Assertion[],
  after: readonly Assertion[],
  real: readonly Assertion[],
  holder: Holder,
): Found {
  const fewer = after.length < before.length
  return {
    what: "fewer-assertions",
    about: holder.name,
    file: holder.file,
    line: holder.line,
    severity: real.length === 0 || fewer ? "high" : "medium",
    why:
      real.length === 0
        ? `"${holder.name}" asserts nothing any more.`
        : `"${holder.name}" no longer makes an assertion it made.`,
    before: entry.text,
    after: "",
  }
}

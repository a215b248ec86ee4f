import { posix } from "node:path"
import { strength } from "../assertion/draft.ts"
import type { Assertion } from "../facts.ts"
import type { Side } from "../match/side.ts"
import { literalsOf } from "../text/canonical.ts"
import { lex, type Style } from "../text/lex.ts"

/** What was edited: the expected value, or what the test looks at. */
export type Edited = "value" | "input"

type Order = { readonly failed: boolean; readonly style: Style; readonly before: Side; readonly after: Side }

/** Whether the values of an assertion were edited, apart from other words for the same ones and from stronger demands. */
export function isEdited(old: Assertion, now: Assertion, order: Order): Edited | null {
  const { style, failed } = order
  if (old.form === "snapshot" && now.form === "snapshot")
    return old.expected === now.expected || old.expected === null ? null : "value"
  if (old.expected === now.expected) {
    const renamed = sameFile(valuesOf(old.subject, style), valuesOf(now.subject, style), order)
    return failed && !renamed && inputEdited(old.subject, now.subject, style) ? "input" : null
  }
  if (old.expected === null || now.expected === null) return null
  const had = valuesOf(old.expected, style)
  const has = valuesOf(now.expected, style)
  // Another error in place of the one that did not come; with a message beside its kind it is the same one.
  if (had.length === 0)
    return failed && old.form === "throws" && !now.expected.startsWith(`${old.expected},`) ? "value" : null
  // A constant by name says nothing about being edited; a computation in place of a value does in a failing test.
  if (has.length === 0) return failed && /[(+*/]/.test(now.expected) ? "value" : null
  if (sameFile(had, has, order)) return null
  if (sorted(had) === sorted(has)) {
    const turned = old.form === "compare" && now.form === "compare" && old.expected[0] !== now.expected[0]
    return turned ? "value" : null
  }
  const own = new Set(has)
  // In a longer text the shorter one is still demanded, where a part or a message is looked for.
  const within =
    old.form === "throws" ||
    (old.form === "partial" && (now.form !== "partial" || /^(\w+:)?"/.test(old.expected)))
  const bare = (value: string) => value.replaceAll('"', "")
  const holds = (value: string) => has.some((other) => bare(other).includes(bare(value)))
  const grown = had.every((value) => own.has(value) || (within && holds(value)))
  if (grown && (has.length > had.length || old.form !== "equal")) return null
  if (strength(now) > strength(old) && old.subject === now.subject && !failed) return null
  return "value"
}

/** Whether a failing test now looks at other literals, or at something put around what it looked at. */
function inputEdited(old: string, now: string, style: Style): boolean {
  if (old === now) return false
  const had = literalsOf(old, style)
  const has = literalsOf(now, style)
  if (had.some((literal) => !has.includes(literal))) return has.length === had.length
  const before = lex(old, style)
  const after = lex(now, style)
  const rest = new Map<string, number>()
  for (const { text } of after) rest.set(text, (rest.get(text) ?? 0) + 1)
  const kept = before.every(({ text }) => {
    const count = rest.get(text) ?? 0
    rest.set(text, count - 1)
    return count > 0
  })
  return kept && after.length >= before.length + 3 && before.length > 2
}

const message =
  /^(Errorf?|Fatalf?|Logf?|Log|Skipf?|fail|log|Error|warn|info|debug|print|println|Printf|Println|describe|it|test|step|subTest|Run)$/

/**
 * Whether nothing but literals changed in the body of a test, outside of its messages: the test does the same with other
 * values. Assertions themselves are judged one by one.
 */
export function valuesSwapped(
  old: string,
  now: string,
  asserted: ReadonlySet<string>,
  style: Style,
): boolean {
  const before = lex(old, style)
  const after = lex(now, style)
  let swapped = false
  for (const [i, a] of before.entries()) {
    const b = after[i]
    if (b === undefined || a.kind !== b.kind) return false
    if (a.text === b.text) continue
    if (a.kind === "word" || a.kind === "mark") return false
    const spoken = before[i - 1]?.text === "(" && message.test(before[i - 2]?.text ?? "")
    const literal = a.kind === "string" ? JSON.stringify(a.text) : a.text
    swapped ||= !spoken && !asserted.has(literal) && !/\s\S+\s/.test(a.text)
  }
  return swapped && before.length === after.length
}

/** A file by another name with the same content is the same expectation. */
function sameFile(had: readonly string[], has: readonly string[], { before, after }: Order): boolean {
  const [old] = had.filter((value) => !has.includes(value))
  const [now] = has.filter((value) => !had.includes(value))
  if (old === undefined || now === undefined || had.length !== has.length) return false
  if (!old.includes(".")) return false
  const base = (value: string) => posix.basename(value.replaceAll('"', ""))
  const contents = (side: Side, value: string) =>
    side.surface.files.filter(({ path }) => posix.basename(path) === base(value)).map(({ hash }) => hash)
  const later = new Set(contents(after, now))
  return contents(before, old).some((hash) => later.has(hash))
}

/** Strings, numbers and constants such as `true`, which literals alone leave out. */
function valuesOf(text: string, style: Style): string[] {
  return lex(text, style).flatMap((token, i, all) => {
    if (token.kind === "string") return [JSON.stringify(token.text)]
    if (token.kind === "number")
      return [
        all[i - 1]?.text === "-" && !/[\w)\]]/.test(all[i - 2]?.text ?? "") ? `-${token.text}` : token.text,
      ]
    return /^(true|false|True|False)$/.test(token.text) ? [token.text] : []
  })
}

function sorted(values: readonly string[]): string {
  return [...values].sort().join("\0")
}

const zero = /^(0|""|false|False)$/

/**
 * The later version of a table row whose values were edited, or null when only its layout, its label or its columns
 * changed. `position` is its place among the rows that differ.
 */
export function editedRow(
  row: string,
  candidates: readonly string[],
  position: number,
  style: Style,
): string | null {
  const values = valuesOf(row, style).filter((value) => !zero.test(value))
  const likeness = (other: string) => {
    const own = valuesOf(other, style)
    return values.filter((value) => own.includes(value)).length
  }
  const twin = candidates.reduce(
    (best, other) => (likeness(other) > likeness(best) ? other : best),
    candidates[position] ?? row,
  )
  const all = valuesOf(twin, style)
  const missing = values.filter((value) => !all.includes(value))
  const fresh = all.filter((value) => !zero.test(value) && !values.includes(value))
  if (missing.length === 0) return fresh.length > 0 && all.length <= valuesOf(row, style).length ? twin : null
  return missing.every((value) => isLabel(row, value, style)) ? null : twin
}

/** The key of a row, or its first string where two or more values follow. */
function isLabel(row: string, value: string, style: Style): boolean {
  if (!value.startsWith('"')) return false
  if (row.startsWith(`${value}:`)) return true
  const all = valuesOf(row, style)
  return all[0] === value && all.length > 2
}

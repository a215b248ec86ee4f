import { blurs } from "../assertion/blurs.ts"
import { strength } from "../assertion/draft.ts"
import type { Assertion } from "../facts.ts"
import { flows } from "../facts.ts"
import { literalsOf, similarity } from "../text/canonical.ts"
import type { Style } from "../text/lex.ts"
import { groupBy } from "./group-by.ts"
import { keyOf } from "./unit.ts"

/** What became of one assertion of a test. */
export type Fate =
  | { readonly kind: "same" | "changed"; readonly before: Assertion; readonly after: Assertion }
  | { readonly kind: "covered"; readonly before: Assertion }
  | { readonly kind: "lost"; readonly before: Assertion }

/**
 * Follows each assertion of a test into its later version: the same one; one of the same subject or the same expected
 * value; or one that demands at least as much of the same values. `values` are the literals of the tables of the
 * later test, which stand in for assertions written out before.
 */
export function fatesOf(
  before: readonly Assertion[],
  after: readonly Assertion[],
  values: ReadonlySet<string>,
  style: Style,
): Fate[] {
  const fates: Fate[] = []
  const free = new Set(after)
  let open: Assertion[] = [...before]
  const take = (kind: "same" | "changed", candidates: (entry: Assertion) => Assertion[]) => {
    open = open.filter((entry) => {
      const found = candidates(entry).sort(
        (a, b) => flows.indexOf(a.flow) - flows.indexOf(b.flow) || strength(b) - strength(a),
      )[0]
      if (found === undefined) return true
      free.delete(found)
      fates.push({ kind, before: entry, after: found })
      return false
    })
  }
  const unused = (test: (entry: Assertion) => boolean) => [...free].filter(test)
  const byKey = groupBy(after, keyOf)
  take("same", (entry) => (byKey.get(keyOf(entry)) ?? []).filter((candidate) => free.has(candidate)))
  const fresh = [...free]
  if (open.length * free.size > 250_000)
    return [...fates, ...open.map((entry) => ({ kind: "covered" as const, before: entry }))]
  take("changed", (entry) => unused((other) => other.subject === entry.subject && other.form === entry.form))
  take("changed", (entry) => unused((other) => other.subject === entry.subject))
  take("changed", (entry) =>
    unused(
      (other) =>
        entry.expected !== null &&
        !isCommon(entry.expected) &&
        other.expected === entry.expected &&
        other.form === entry.form,
    ),
  )
  const covered = open.filter((entry) => isCovered(entry, fresh, after, values, style))
  open = open.filter((entry) => !covered.includes(entry))
  take("changed", (entry) =>
    unused(
      (other) =>
        other.form === entry.form &&
        other.expected === entry.expected &&
        similarity(other.subject, entry.subject, style) >= 0.3,
    ),
  )
  take("changed", (entry) =>
    unused(
      (other) =>
        similarity(`${other.subject} ${other.expected}`, `${entry.subject} ${entry.expected}`, style) >= 0.5,
    ),
  )
  take("changed", () => unused((other) => other.form === "trivial"))
  return [
    ...fates,
    ...covered.map((entry) => ({ kind: "covered" as const, before: entry })),
    ...open.map((entry) => ({ kind: "lost" as const, before: entry })),
  ]
}

function isCommon(expected: string): boolean {
  return /^(true|false|null|undefined|True|False|None|nil|""|0|1|\[\]|\{\})$/.test(expected)
}

/** Whether what an assertion demanded is demanded by others now. */
function isCovered(
  entry: Assertion,
  fresh: readonly Assertion[],
  all: readonly Assertion[],
  values: ReadonlySet<string>,
  style: Style,
): boolean {
  if (entry.form === "trivial") return true
  const root = rootOf(entry.subject)
  const within = (other: Assertion) =>
    other.subject === entry.subject ||
    other.subject.startsWith(`${entry.subject}.`) ||
    other.subject.startsWith(`${entry.subject}[`)
  // "is there", "is a string": implied by every stronger demand on the same thing.
  if (
    strength(entry) <= 3 &&
    all.some((other) => other.flow === entry.flow && strength(other) > strength(entry) && within(other))
  )
    return true
  if (fresh.some((other) => other.form === "equal" && `${other.subject}.length` === entry.subject))
    return true
  const demanded = literalsOf(entry.expected ?? "", style)
  const literals = [...literalsOf(entry.subject, style), ...demanded]
  return fresh.some((other) => {
    if (strength(other) < strength(entry) || other.flow !== entry.flow || other.form === "trivial")
      return false
    if (blurs(entry, other)) return false
    if (literals.length === 0) return rootOf(other.subject) === root && root !== undefined
    const stated = new Set(literalsOf(other.expected ?? "", style))
    if (
      demanded.length > 0 &&
      demanded.every((literal) => stated.has(literal)) &&
      rootOf(other.subject) === root
    )
      return true
    // Written out before, in a table now.
    const own = new Set([...literalsOf(other.subject, style), ...stated])
    const open = literals.filter((literal) => !own.has(literal))
    if (open.length === 0)
      return other.form === "equal" && entry.form !== "throws" && new Set(literals).size > 1
    return open.every((literal) => values.has(literal))
  })
}

function rootOf(subject: string): string | undefined {
  const bare = subject.replace(/await|rejects|calls of|response of/, "")
  return /[\p{L}_$][\p{L}\p{N}_$]*/u.exec(bare)?.[0]
}

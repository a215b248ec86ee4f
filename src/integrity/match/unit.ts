import { meant } from "../assertion/conditions.ts"
import type { Assertion, Call, FileFacts, Helper, TestFacts } from "../facts.ts"
import { flows } from "../facts.ts"
import { factsOf } from "../facts-of.ts"
import { styleOf } from "../language.ts"
import type { SurfaceFile } from "../surface.ts"
import { literalsOf, substitute } from "../text/canonical.ts"
import type { Style } from "../text/lex.ts"
import { literalMember } from "../text/member.ts"
import { helperNamed, type Side } from "./side.ts"

/** A test with its file and every assertion it makes, those of its helpers included. */
export type Unit = {
  readonly file: SurfaceFile
  readonly facts: FileFacts
  readonly test: TestFacts
  readonly style: Style
  readonly assertions: readonly Assertion[]
  /** Literals anywhere in body, table and assertions; worked out when asked for. */
  readonly literals: () => ReadonlySet<string>
}

/** Tests of the changed files of one side. */
export function changedUnits(side: Side): Unit[] {
  return side.changed.flatMap((file) => unitsOf(side, file))
}

const cpp = /\.(c|cc|cpp|cxx|h|hpp)$/
const inSource = /#\[(?:\w+::)?(?:test|rstest)\b|import\.meta\.vitest/

const known = new WeakMap<Side, Map<SurfaceFile, Unit[]>>()

/** Tests of one file; sources count when they hold tests of their own (Rust, in-source vitest). */
export function unitsOf(side: Side, file: SurfaceFile): Unit[] {
  if (file.kind !== "test" && !inSource.test(file.text ?? "")) return []
  const ofSide = known.get(side) ?? new Map<SurfaceFile, Unit[]>()
  known.set(side, ofSide)
  const earlier = ofSide.get(file)
  if (earlier !== undefined) return earlier
  const facts = factsOf(file)
  const style = styleOf(file.path)
  const units = facts.tests.map((test): Unit => {
    const own = cpp.test(file.path) ? meant(test) : test.assertions
    const assertions = [...own, ...expand(side, file, facts, test.calls, style, 0)]
    let literals: ReadonlySet<string> | null = null
    return {
      file,
      facts,
      test,
      style,
      assertions,
      literals: () => {
        literals ??= literalsIn(test, assertions, style)
        return literals
      },
    }
  })
  ofSide.set(file, units)
  return units
}

function literalsIn(test: TestFacts, assertions: readonly Assertion[], style: Style): ReadonlySet<string> {
  const demands = assertions.flatMap(({ subject, expected }) => [subject, expected ?? ""])
  return new Set([test.body, ...(test.rows ?? []), ...demands].flatMap((text) => literalsOf(text, style)))
}

/** Assertions made by the helpers a test calls, with its arguments in place of their parameters. */
function expand(
  side: Side,
  file: SurfaceFile,
  facts: FileFacts,
  calls: readonly Call[],
  style: Style,
  depth: number,
): Assertion[] {
  if (depth > 2 || calls.length > 400) return []
  return calls.flatMap((call) => {
    const helper = helperNamed(side, file, facts, call.name)
    if (helper === null) return looksLikeCheck.test(call.name) && depth === 0 ? [unknownCheck(call)] : []
    const values = new Map(helper.params.map((name, i) => [name, call.args[i] ?? name]))
    const own = helper.assertions.map((entry) => placed(entry, call, helper, values, style))
    const deeper = helper.calls
      .filter(({ name }) => name !== call.name)
      .map((inner) => ({ ...inner, args: inner.args.map((arg) => substitute(arg, values, style, 1)) }))
    return [
      ...own,
      ...expand(side, file, facts, deeper, style, depth + 1).map((entry) =>
        placed(entry, call, helper, new Map(), style),
      ),
    ]
  })
}

const looksLikeCheck = /^(_?(expect|assert|verify|check|ensure|should|must)([A-Z_]\w*)?)$/

function unknownCheck(call: Call): Assertion {
  const text = `${call.name}(${call.args.join(", ")})`
  return {
    form: "other",
    subject: call.args.join(","),
    expected: call.name,
    tolerance: null,
    flow: call.flow,
    condition: call.condition,
    line: call.line,
    text,
    helper: null,
  }
}

function placed(
  entry: Assertion,
  call: Call,
  helper: Helper,
  values: ReadonlyMap<string, string>,
  style: Style,
): Assertion {
  const outer = flows.indexOf(call.flow) > flows.indexOf(entry.flow)
  return {
    ...entry,
    subject: literalMember(substitute(entry.subject, values, style, 1), style),
    expected:
      entry.expected === null ? null : literalMember(substitute(entry.expected, values, style, 1), style),
    flow: outer ? call.flow : entry.flow,
    condition: outer ? call.condition : entry.condition,
    line: call.line,
    helper: helper.name,
  }
}

/** Name of a test for people. */
export function nameOf(unit: { readonly test: TestFacts }): string {
  return unit.test.path.join(" > ")
}

/** Key by which two assertions are the same one. */
export function keyOf(entry: Assertion): string {
  return [entry.form, entry.subject, entry.expected ?? "", entry.tolerance ?? ""].join("\0")
}

import type { Assertion } from "../facts.ts"
import { spell } from "../text/canonical.ts"
import { closing, lex } from "../text/lex.ts"
import { callOf, type Draft, draft, listOf, splitAt } from "./draft.ts"
import { equal, truthDrafts } from "./truth.ts"

/**
 * What an assertion of C++ demands, where it was read as it stands: conditions of Catch2, doctest and Boost.Test
 * (`REQUIRE(a == b)`), and matchers (`EXPECT_THAT(a, Eq(b))`). Every other assertion is given back.
 */
export function meant(entry: Assertion): Assertion[] {
  const drafts = conditionOf(entry) ?? matcherOf(entry)
  if (drafts === null) return [entry]
  const counts = entry.expected !== "nofail" || entry.flow !== "always"
  const flow = counts ? {} : ({ flow: "swallowed", condition: "CHECK_NOFAIL" } as const)
  return drafts.map((given) => ({ ...entry, ...approximate(given), ...flow }))
}

const conditions = /^(require|check|unary|nofail|message|boost(test|check|require)(message)?)$/
const errors = /^throws(as|with|withas|matches)$/

function conditionOf({ form, subject, expected }: Assertion): Draft[] | null {
  if (form !== "other" || expected === null) return null
  const [first = "", ...more] = listOf(lex(subject, "c"))
  if (errors.test(expected)) return [draft("throws", first, more.join(","))]
  if (!conditions.test(expected)) return null
  return truthDrafts(expected.endsWith("message") ? first : subject, false, "c")
}

/** `a == Approx(1.0).margin(0.1)` is an equality within 0.1; without words of its own it is very close. */
function approximate(given: Draft): Draft {
  const [, value, words = ""] = /^(?:\w+::)*Approx\((-?[\d.e+-]+)\)(.*)$/.exec(given.expected ?? "") ?? []
  if (given.form !== "equal" || value === undefined) return given
  const of = (name: string) => Number(new RegExp(`\\.${name}\\(([^)]*)\\)`).exec(words)?.[1] ?? 0)
  const tolerance = Math.max(of("margin"), of("epsilon"), 1e-5)
  return draft("close", given.subject, value, tolerance)
}

/** The matcher behind a subject; null where it does not stand on the same line. */
function matcherOf({ form, text }: Assertion): Draft[] | null {
  if (form !== "truthy") return null
  const tokens = lex(text, "c")
  const at = tokens.findIndex(({ text: name }) => /^(EXPECT|ASSERT|CHECK|REQUIRE)_THAT$/.test(name))
  if (at < 0) return null
  const end = closing(tokens, at + 1)
  const [subject = "", matcher] = end < 0 ? [] : listOf(tokens.slice(at + 2, end))
  return matcher === undefined ? null : matched(subject, matcher, 0)
}

const whole =
  /^(Eq|Equals|StrEq|Ref|DoubleEq|FloatEq|ContainerEq|UnorderedEquals|ElementsAre(Array)?|UnorderedElementsAre(Array)?|IsTrue|IsFalse|IsNull|RangeEquals)$/
const within = /^(WithinAbs|WithinRel|WithinULP|DoubleNear|FloatNear)$/
const bounds = new Map([
  ["Gt", ">"],
  ["Ge", ">="],
  ["Lt", "<"],
  ["Le", "<="],
])

function matched(subject: string, matcher: string, depth: number): Draft[] {
  const sides = splitAt(lex(matcher, "c"), new Set(["&&"]))
  if (sides !== null && depth < 9)
    return [sides.left, sides.right].flatMap((side) => matched(subject, spell(side), depth + 1))
  const call = callOf(matcher.replace(/^(\w*::)+/, ""), "c")
  const { name, args } = call ?? { name: matcher, args: [] }
  if (/^(_|An?<.*>)$/.test(name)) return [draft("trivial", subject)]
  if (name === "AllOf" && depth < 9) return args.flatMap((arg) => matched(subject, arg, depth + 1))
  if (name === "Not" || matcher.startsWith("!"))
    return [draft("not-equal", subject, args.join(",") || matcher)]
  if (whole.test(name)) return [equal(subject, args.join(",") || name, "c")]
  if (within.test(name)) return [draft("close", subject, args[0] ?? "", Number(args[1] ?? 0))]
  const bound = bounds.get(name)
  if (bound !== undefined) return [draft("compare", subject, `${bound}${args[0] ?? ""}`)]
  if (name === "Ne") return [draft("not-equal", subject, args[0] ?? "")]
  if (name === "NotNull") return [draft("exists", subject)]
  return [draft("partial", subject, `${name}:${args.join(",")}`)]
}

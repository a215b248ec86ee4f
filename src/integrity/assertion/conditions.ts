import type { Assertion, TestFacts } from "../facts.ts"
import { spell } from "../text/canonical.ts"
import { closing, lex } from "../text/lex.ts"
import { callOf, type Draft, draft, listOf, splitAt } from "./draft.ts"
import { equal, truthDrafts } from "./truth.ts"

/**
 * What the assertions of a C++ test demand, also where they were read as they stand: conditions of Catch2, doctest and
 * Boost.Test (`REQUIRE(a == b)`), and matchers (`EXPECT_THAT(a, Eq(b))`), which stand in the body.
 */
export function meant({ assertions, body }: Pick<TestFacts, "assertions" | "body">): Assertion[] {
  const matchers = matchersIn(body)
  return assertions.flatMap((entry) => {
    const drafts = conditionOf(entry) ?? matcherOf(entry, matchers)
    if (drafts === null) return [entry]
    const flow = entry.expected === "nofail" ? quiet : {}
    return drafts.map((given) => ({ ...entry, ...approximate(given), ...flow }))
  })
}

const quiet = { flow: "swallowed", condition: "CHECK_NOFAIL" } as const
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
  const words = given.expected ?? ""
  const value = /\bApprox\((-?[\d.e+-]+)\)/.exec(words)?.[1]
  if (given.form !== "equal" || value === undefined) return given
  const of = (name: string) => Number(new RegExp(`\\.${name}\\(([^)]*)\\)`).exec(words)?.[1] ?? 0)
  return draft("close", given.subject, value, Math.max(of("margin"), of("epsilon"), 1e-5))
}

/** Subjects and matchers of a body, in their order. */
function matchersIn(body: string): { readonly subject: string; readonly matcher: string }[] {
  const tokens = lex(body, "c")
  return tokens.flatMap(({ text }, at) => {
    if (!text.endsWith("_THAT")) return []
    const [subject, matcher] = listOf(tokens.slice(at + 2, closing(tokens, at + 1)))
    return subject === undefined || matcher === undefined ? [] : [{ subject, matcher }]
  })
}

/** The matcher behind a subject; each is taken once. */
function matcherOf({ form, subject }: Assertion, matchers: ReturnType<typeof matchersIn>): Draft[] | null {
  const at = form === "truthy" ? matchers.findIndex((entry) => entry.subject === subject) : -1
  const [found] = at < 0 ? [] : matchers.splice(at, 1)
  return found === undefined ? null : matched(subject, found.matcher, 0)
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
  const sides = splitAt(lex(matcher, "c"), both)
  if (sides !== null && depth < 9)
    return [sides.left, sides.right].flatMap((side) => matched(subject, spell(side), depth + 1))
  const call = callOf(matcher.replace(/^(\w*::)+/, ""), "c")
  const { name, args } = call ?? { name: matcher, args: [] }
  const given = args.join(",")
  if (/^(_$|An?<)/.test(name)) return [draft("trivial", subject)]
  if (name === "AllOf" && depth < 9) return args.flatMap((arg) => matched(subject, arg, depth + 1))
  if (name === "Not" || name === "Ne" || matcher.startsWith("!")) return [draft("not-equal", subject, given)]
  if (whole.test(name)) return [equal(subject, given || name, "c")]
  if (within.test(name)) return [draft("close", subject, args[0], Number(args[1] ?? 0))]
  const bound = bounds.get(name)
  if (bound !== undefined) return [draft("compare", subject, bound + given)]
  if (name === "NotNull") return [draft("exists", subject)]
  return [draft("partial", subject, `${name}:${given}`)]
}

const both = new Set(["&&"])

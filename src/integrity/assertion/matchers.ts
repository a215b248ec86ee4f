import { canonical } from "../text/canonical.ts"
import type { Style } from "../text/lex.ts"
import { type Draft, draft } from "./draft.ts"
import { equal, truthDrafts } from "./truth.ts"

/**
 * Drafts of a matcher behind a subject: `expect(x).not.toBe(3)`, `expect(x).to be(3)`, `assertThat(x).isEqualTo(3)`.
 * `args` are canonical. Sources of the names: vitest/jest, chai, RSpec, AssertJ, FluentAssertions, Hamcrest.
 */
export function matcherDrafts(
  name: string,
  subject: string,
  args: readonly string[],
  negated: boolean,
  style: Style,
): Draft[] {
  const [first = null] = args
  const drafts = positive(name, subject, first, args, style)
  if (!negated) return drafts
  return drafts.flatMap((entry): Draft[] => {
    if (entry.form === "truthy") return truthDrafts(entry.subject, true, style)
    if (entry.form === "exists") return [draft("equal", entry.subject, "undefined", null, style)]
    if (entry.form === "equal") return [draft("not-equal", entry.subject, entry.expected, null, style)]
    if (entry.form === "trivial") return [entry]
    return [draft("not-equal", `${entry.form} ${entry.subject}`, entry.expected, null, style)]
  })
}

function positive(
  name: string,
  subject: string,
  first: string | null,
  args: readonly string[],
  style: Style,
): Draft[] {
  const one = (form: Draft["form"], expected: string | null = first, of: string = subject) => [
    draft(form, of, expected, null, style),
  ]
  if (constantMatchers.has(name)) return [equal(subject, constantMatchers.get(name) ?? "", style)]
  if (
    /^(toBe|toEqual|toStrictEqual|equals?|eqls?|eq|deepEqual|isEqualTo|isSameAs|Be|Equal|BeEquivalentTo|is|equalTo|strictEqual|be)$/.test(
      name,
    )
  )
    return first === null ? one("other", name) : [equal(subject, first, style)]
  if (/^(toBeTruthy|ok|be_truthy|isTruthy)$/.test(name)) return truthDrafts(subject, false, style)
  if (/^(toBeFalsy|be_falsey|be_falsy)$/.test(name)) return truthDrafts(subject, true, style)
  if (/^(toBeDefined|exist|exists|isNotNull|NotBeNull|isPresent|toBeInTheDocument)$/.test(name))
    return one("exists", null)
  if (/^(toBeCloseTo|closeTo|approximately|be_within|isCloseTo|BeApproximately)$/.test(name))
    return [draft("close", subject, first, closeness(name, args[1]), style)]
  if (
    /^(toHaveLength|lengthOf|length|hasSize|have_size|HaveCount|toHaveCount|toBeArrayOfSize)$/.test(name) &&
    first !== null
  )
    return [equal(`${subject}.length`, first, style)]
  if (/^(empty|be_empty|isEmpty)$/.test(name)) return [equal(`${subject}.length`, "0", style)]
  if (/^(toHaveBeenCalledTimes|toBeCalledTimes|callCount|toHaveReturnedTimes)$/.test(name))
    return [draft("equal", `calls of ${subject}`, first, null, style)]
  if (/^(calledOnce|toHaveBeenCalledOnce)$/.test(name))
    return [draft("equal", `calls of ${subject}`, "1", null, style)]
  if (/^(calledTwice)$/.test(name)) return [draft("equal", `calls of ${subject}`, "2", null, style)]
  if (/^(toHaveBeenCalled|toBeCalled|called|toHaveReturned)$/.test(name))
    return one("called", null, `calls of ${subject}`)
  if (
    /^(to)?(Have)?(Been)?(last|nth|Last|Nth|)(c|C)alled(Once)?With(Exactly)?$|^toHaveReturnedWith$|CalledExactlyOnceWith|^calledWith/i.test(
      name,
    )
  )
    return one("called-with", args.join(","), `calls of ${subject}`)
  if (/Snapshot$/.test(name)) return one("snapshot", first)
  if (
    /^(toThrow|toThrowError|throws?|Throw|rejectedWith|raise_error|raise_exception|isInstanceOfThrown|toThrowMatching)$/.test(
      name,
    )
  )
    return one("throws", args.length === 0 ? null : args.join(","))
  if (/^(rejected|toReject|fulfilled)$/.test(name)) return one("throws", null)
  if (
    /^(toBeInstanceOf|toBeTypeOf|a|an|instanceof|instanceOf|be_a|be_an|be_kind_of|be_an_instance_of|isInstanceOf|BeOfType|toBeArray|toBeString|toBeNumber|toBeObject|toBeFunction|toBeBoolean)$/.test(
      name,
    )
  )
    return one("type")
  if (
    /(Greater|Less|above|below|least|most|gte?$|lte?$|within|greater|lessThan|Between|Positive|Negative)/.test(
      name,
    )
  )
    return one("compare", `${comparison(name)}${args.join(",")}`)
  if (
    /(Contain|Match|contain|include|match|member|key|property|Property|string|have_attributes|start_with|end_with|startsWith|endsWith|oneOf|OneOf|toSatisfy|satisfy|hasText|toHave|have)/.test(
      name,
    )
  )
    return one("partial", `${family(name)}${args.join(",")}`)
  return one("other", `${name}(${args.join(",")})`)
}

const constantMatchers: ReadonlyMap<string, string> = new Map([
  ["toBeNull", "null"],
  ["null", "null"],
  ["isNull", "null"],
  ["BeNull", "null"],
  ["be_nil", "nil"],
  ["toBeUndefined", "undefined"],
  ["undefined", "undefined"],
  ["toBeNaN", "NaN"],
  ["NaN", "NaN"],
  ["true", "true"],
  ["isTrue", "true"],
  ["BeTrue", "true"],
  ["be_true", "true"],
  ["false", "false"],
  ["isFalse", "false"],
  ["BeFalse", "false"],
  ["be_false", "false"],
])

/** Digits of toBeCloseTo (2 when not given) as the difference they allow; a plain delta elsewhere. */
function closeness(name: string, argument: string | undefined): number | null {
  if (name !== "toBeCloseTo") return argument === undefined ? null : Number(argument)
  const digits = argument === undefined ? 2 : Number(argument)
  return Number.isFinite(digits) ? 10 ** -digits / 2 : null
}

function comparison(name: string): string {
  const less = /less|below|most|lt/i.test(name)
  const inclusive = /orequal|least|most|gte|lte/i.test(name)
  if (!/greater|above|least|gt/i.test(name) && !less) return `${name} `
  return `${less ? "<" : ">"}${inclusive ? "=" : ""}`
}

function family(name: string): string {
  if (/^(toContain|contain|contains|include|includes|toContainEqual|isIn)$/.test(name)) return "includes:"
  if (/^(toMatch|match|matches)$/.test(name)) return "match:"
  return canonical(`${name}:`, "c")
}

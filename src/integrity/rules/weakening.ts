import { blurs } from "../assertion/blurs.ts"
import { strength } from "../assertion/draft.ts"
import type { Assertion } from "../facts.ts"
import { styleOf } from "../language.ts"
import { literalsOf } from "../text/canonical.ts"
import { lex, type Style } from "../text/lex.ts"

/** In which way an assertion demands less than it did, in words that follow "An assertion"; null when it does not. */
export function weakening(old: Assertion, now: Assertion, path: string): string | null {
  const style = styleOf(path)
  if (now.form === "trivial" && old.form !== "trivial") return "can no longer fail"
  if (old.form === now.form && isFlip(old, now)) return null
  if (takesActual(old, now, style)) return "expects what its own subject gives"
  if (strength(now) < strength(old))
    return isEquivalent(old, now, path) ? null : `got weaker: ${words(old)} became ${words(now)}`
  if ((now.tolerance ?? 0) > (old.tolerance ?? Number.POSITIVE_INFINITY))
    return "tolerates a larger difference"
  if (old.form === "throws" && now.form === "throws") return broaderError(old.expected, now.expected)
  if (old.form === "compare" && now.form === "compare") return looserBound(old.expected, now.expected)
  if (old.expected !== null && now.expected !== null && wildcards(now.expected) > wildcards(old.expected))
    return "accepts any value where one was demanded"
  if (old.form === "partial" && now.form === "partial") return looserPart(old.expected, now.expected, style)
  if (blurs(old, now)) return "looks at less of its subject"
  if (now.subject.startsWith(`${old.subject}.`) || now.subject.startsWith(`${old.subject}[`)) {
    const had = literalsOf(old.expected ?? "", style)
    const has = literalsOf(now.expected ?? "", style)
    if (has.length < had.length && has.every((literal) => had.includes(literal)))
      return "looks at a part only"
  }
  return null
}

/**
 * `want = got` in other words: in place of a written value, one computed from what is looked at. "As before" (`toEqual(before)`) reads
 * the same and is a fine demand, so only a written value that gave way counts.
 */
function takesActual(old: Assertion, now: Assertion, style: Style): boolean {
  const written =
    old.expected !== null && (literalsOf(old.expected, style).length > 0 || constant.test(old.expected))
  return written && expectsItself(now) && !expectsItself(old)
}

function expectsItself({ subject, expected, form }: Assertion): boolean {
  const holds = (whole: string, part: string) =>
    whole === part || (part.length > 4 && part.includes("(") && whole.includes(part))
  return expected !== null && (holds(expected, subject) || (form === "equal" && holds(subject, expected)))
}

const constant = /^(-?[\d.]+|true|false|null|undefined|True|False|None|nil|NaN|""|\[\]|\{\})$/

function words({ form, expected }: Assertion): string {
  if (form === "throws") return expected === null ? "any error" : "a certain error"
  return {
    equal: "an exact value",
    "called-with": "exact arguments",
    snapshot: "a snapshot",
    close: "a value within a tolerance",
    partial: "a part",
    compare: "a bound",
    other: "a check",
    called: "a call",
    type: "a type",
    "not-equal": "another value",
    truthy: "something true",
    exists: "something defined",
    trivial: "nothing",
  }[form]
}

/** `expected == true` against "is truthy" makes no difference where a question answers nothing else. */
function isEquivalent(old: Assertion, now: Assertion, path: string): boolean {
  if (old.form !== "equal") return false
  if ((now.tolerance ?? 1) <= 1e-6) return true
  const typed = /\.(go|java|kts?|cs|rs|swift|scala|c|cc|cpp)$/.test(path)
  const yes = old.expected === "true" && now.subject === old.subject
  const no = old.expected === "false" && now.subject === `!${old.subject}`
  return typed && now.form === "truthy" && (yes || no)
}

function isFlip(old: Assertion, now: Assertion): boolean {
  return old.subject === now.expected && old.expected === now.subject
}

const anyError =
  /^(Error|Exception|std::exception|BaseException|Throwable|StandardError|RuntimeException|RuntimeError|object|anyhow::Error|\(Exception\)|builtins\.Exception)\b$/

function broaderError(old: string | null, now: string | null): string | null {
  if (old === now || old === null) return null
  if (now === null) return "accepts any error where one was demanded"
  if (anyError.test(now) && !anyError.test(old)) return "accepts any error where one was demanded"
  const before = old.split(",")
  const after = now.split(",")
  if (after.length < before.length && after.every((part) => before.includes(part)))
    return "demands less of the error"
  return wildcards(now) > wildcards(old) ? "accepts any error where one was demanded" : null
}

/** `<10` → `<1000`: more values pass. */
function looserBound(old: string | null, now: string | null): string | null {
  const [before, after] = [old, now].map((text) => /([<>])(=?)(-?[\d.]+(?:e[-+]\d+)?)$/.exec(text ?? ""))
  if (!before || !after || before[1] !== after[1]) return null
  const [from, to] = [Number(before[3]), Number(after[3])]
  if (from === to) return before[2] === "" && after[2] === "=" ? "accepts a wider range" : null
  return to > from === (before[1] === "<") ? "accepts a wider range" : null
}

const anything =
  /\b(expect\.(any|anything|stringMatching|objectContaining|arrayContaining|stringContaining)|anything|any|ANY|mock\.ANY|mock\.Anything|gomock\.Any|Anything|instance_of|kind_of|be_a|sinon\.match)\b/g

function wildcards(text: string): number {
  return (text.match(anything)?.length ?? 0) + (text.match(/\.[*+]|\[\\s\\S\]\*/g)?.length ?? 0)
}

/** A shorter piece of the same text, or fewer members. */
function looserPart(old: string | null, now: string | null, style: Style): string | null {
  if (old === null || now === null || old === now) return null
  const [before, after] = [old, now].map((text) => /:(?:")(.*)"$/.exec(text)?.[1])
  if (before !== undefined && after !== undefined && after.length < before.length && before.includes(after))
    return "looks for a shorter part"
  const had = literalsOf(old, style)
  const has = literalsOf(now, style)
  if (
    has.length < had.length &&
    has.every((literal) => had.includes(literal)) &&
    lex(now, style).length < lex(old, style).length
  )
    return "looks for fewer parts"
  return null
}

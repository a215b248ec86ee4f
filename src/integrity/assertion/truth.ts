import { spell } from "../text/canonical.ts"
import { closing, lex, type Style, type Token } from "../text/lex.ts"
import { callOf, type Draft, draft, splitAt } from "./draft.ts"

const either = new Set(["||", "or", "??"])
const chosen = new Set(["if"])
const asked = new Set(["?"])
const both = new Set(["&&", "and"])
const comparing = new Set(["==", "===", "!=", "!==", "is", "in", "<", ">", "<=", ">=", "instanceof"])
const opposite: Readonly<Record<string, string>> = { "<": ">=", ">": "<=", "<=": ">", ">=": "<" }

/** What it means that a condition holds (or, negated, does not): `a == b and c` → two drafts. */
export function truthDrafts(text: string, negated: boolean, style: Style): Draft[] {
  return fromTokens(lex(text, style), negated, style, 0)
}

function fromTokens(given: readonly Token[], negated: boolean, style: Style, depth: number): Draft[] {
  const tokens = bare(given)
  if (depth > 20 || tokens.length === 0) return [draft("other", spell(tokens), null, null, style)]
  const again = (part: readonly Token[], not: boolean) => fromTokens(part, not, style, depth + 1)
  // A choice may take the way that never fails.
  if (splitAt(tokens, style === "hash" ? chosen : asked) !== null)
    return [draft("other", `${negated ? "!" : ""}${spell(tokens)}`, null, null, style)]
  const any = splitAt(tokens, negated ? both : either)
  if (any !== null) {
    const parts = [again(any.left, negated), again(any.right, negated)]
    const hollow = parts.some((part) => part.every((entry) => entry.form === "trivial"))
    return [draft(hollow ? "trivial" : "other", `${negated ? "!" : ""}${spell(tokens)}`, null, null, style)]
  }
  const all = splitAt(tokens, negated ? either : both)
  if (all !== null) return [...again(all.left, negated), ...again(all.right, negated)]
  const comparison = splitAt(tokens, comparing)
  const first = tokens[0]?.text
  if (first === "not") return again(tokens.slice(1), !negated)
  if (first === "!" && comparison === null) return again(tokens.slice(1), !negated)
  if (comparison !== null) return [compared(comparison, negated, style)]
  return [called(spell(tokens), negated, style)]
}

function compared(
  { left, name, right }: { left: Token[]; name: string; right: Token[] },
  negated: boolean,
  style: Style,
): Draft {
  if (name === "is" && right[0]?.text === "not")
    return compared({ left, name: "!=", right: right.slice(1) }, negated, style)
  if (name === "in" && left.at(-1)?.text === "not")
    return compared({ left: left.slice(0, -1), name, right }, !negated, style)
  const subject = spell(left)
  const value = spell(right)
  if (name === "==" || name === "===" || name === "is")
    return negated ? draft("not-equal", subject, value, null, style) : equal(subject, value, style)
  if (name === "!=" || name === "!==")
    return negated ? equal(subject, value, style) : draft("not-equal", subject, value, null, style)
  if (name === "in")
    return draft(negated ? "not-equal" : "partial", value, `${negated ? "!" : ""}${subject}`, null, style)
  if (name === "instanceof") return draft(negated ? "not-equal" : "type", subject, value, null, style)
  const operator = negated ? (opposite[name] ?? name) : name
  return (
    near(subject, operator, value, style) ?? draft("compare", subject, `${operator}${value}`, null, style)
  )
}

/** `abs(a - b) < 0.1` is an equality within 0.1. */
function near(subject: string, operator: string, value: string, style: Style): Draft | null {
  const distance = callOf(subject, style)
  const tolerance = Number(value)
  if (distance === null || !operator.startsWith("<") || !/abs$/i.test(distance.name)) return null
  const sides = splitAt(lex(distance.args[0] ?? "", style), new Set(["-"]))
  if (sides === null) return null
  return draft(
    "close",
    spell(sides.left),
    spell(sides.right),
    Number.isFinite(tolerance) ? tolerance : null,
    style,
  )
}

/** An equality, looking into approximations and turning questions (`(a > b) == true`) into what they ask. */
export function equal(subject: string, value: string, style: Style): Draft {
  if (/^(true|false|True|False)$/.test(value)) {
    const [asked, ...more] = truthDrafts(subject, /^f/i.test(value), style)
    // `x || true` is always true.
    const hollow = more.length === 0 && asked?.form === "trivial"
    if (asked !== undefined && (hollow || isQuestion(subject, style))) return asked
  }
  const approximate = callOf(value, style)
  if (approximate !== null && /(^|\.)approx$/.test(approximate.name)) {
    const [center = "", ...more] = approximate.args
    const [first, second] = more.filter((arg) => !arg.includes("="))
    const relative = named("rel", more) ?? first
    const absolute = named("abs", more) ?? second
    const share = relative === undefined ? (absolute === undefined ? 1e-6 : 0) : Number(relative)
    const size = Math.abs(Number(center)) || 1
    return draft("close", subject, center, Math.max(Number(absolute ?? 0), share * size), style)
  }
  return draft("equal", subject, value, null, style)
}

/** What `name=…` gives among arguments. */
function named(name: string, args: readonly string[]): string | undefined {
  return args.find((arg) => arg.startsWith(`${name}=`))?.slice(name.length + 1)
}

function isQuestion(text: string, style: Style): boolean {
  const tokens = bare(lex(text, style))
  if (splitAt(tokens, comparing) !== null) return splitAt(tokens, both) === null
  return questionOf(text, style) !== null
}

function questionOf(text: string, style: Style) {
  const call = callOf(text, style)
  if (call === null) return null
  const question = questions.find(({ name }) => name.test(call.name))
  return question === undefined ? null : { ...question, call }
}

/** Calls that answer yes or no about two values: which form they have, and where subject and expected value stand. */
const questions: readonly {
  readonly name: RegExp
  readonly form: Draft["form"]
  readonly method: boolean
}[] = [
  { name: /^(isinstance|issubclass)$/, form: "type", method: false },
  {
    name: /^(Array\.isArray|Number\.isInteger|Number\.isFinite|callable|hasattr)$/,
    form: "type",
    method: false,
  },
  {
    name: /^(Object\.is|reflect\.DeepEqual|bytes\.Equal|cmp\.Equal|slices\.Equal|maps\.Equal|isDeepStrictEqual|util\.isDeepStrictEqual|_\.isEqual|strings\.EqualFold)$/,
    form: "equal",
    method: false,
  },
  {
    name: /^(strings\.Contains|strings\.HasPrefix|strings\.HasSuffix|slices\.Contains|errors\.Is|errors\.As|re\.match|re\.search|re\.fullmatch)$/,
    form: "partial",
    method: false,
  },
  { name: /^(math|np|numpy)\.(isclose|allclose)$/, form: "close", method: false },
  {
    name: /\.(includes|startsWith|endsWith|has|contains|test|match|some|startswith|endswith|hasOwnProperty)$/,
    form: "partial",
    method: true,
  },
  { name: /\.equals$/, form: "equal", method: true },
]

function called(text: string, negated: boolean, style: Style): Draft {
  const question = negated ? null : questionOf(text, style)
  if (question === null) return draft("truthy", `${negated ? "!" : ""}${text}`, null, null, style)
  const { form, method, call } = question
  const [first = "", second = null] = call.args
  if (method)
    return draft(
      form,
      call.name.replace(/\.\w+$/, ""),
      `${/\w+$/.exec(call.name)?.[0] ?? ""}:${first}`,
      null,
      style,
    )
  if (form === "close") return draft("close", first, second, toleranceOf(call.args) ?? 1e-9, style)
  return draft(form, first, second, null, style)
}

/** The largest `rel_tol`, `abs_tol`, `rtol`, `atol`, `rel`, `abs` or `delta` among arguments; null without. */
export function toleranceOf(args: readonly string[]): number | null {
  const given = args.flatMap((arg) => {
    const match = /^(?:rel_tol|abs_tol|rtol|atol|rel|abs|delta|tolerance)=(.+)/.exec(arg)
    return match === null ? [] : [Number(match[1])]
  })
  return given.length === 0 ? null : Math.max(...given)
}

/** Without the parentheses around the whole. */
function bare(tokens: readonly Token[]): readonly Token[] {
  let inner = tokens
  while (inner[0]?.text === "(" && closing(inner, 0) === inner.length - 1) inner = inner.slice(1, -1)
  return inner
}

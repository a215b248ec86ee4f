import type { Form } from "../facts.ts"
import { spell } from "../text/canonical.ts"
import { closing, lex, type Style, type Token } from "../text/lex.ts"

/** What an assertion demands, without where it stands. */
export type Draft = {
  readonly form: Form
  readonly subject: string
  readonly expected: string | null
  readonly tolerance: number | null
}

const constants = new Set([
  "true",
  "false",
  "null",
  "undefined",
  "NaN",
  "True",
  "False",
  "None",
  "nil",
  "Infinity",
])

/** A draft in its final shape: the value asked for on the right, and what can never fail called trivial. */
export function draft(
  form: Form,
  subject: string,
  expected: string | null = null,
  tolerance: number | null = null,
  style: Style = "c",
): Draft {
  const turned = form === "equal" || form === "close" || form === "not-equal"
  if (turned && expected !== null && isConstant(subject, style) && !isConstant(expected, style))
    return draft(form, expected, subject, tolerance, style)
  const plain = subject.replace(/^await /, "")
  if (isTrivial(form, plain, expected, style)) return { form: "trivial", subject: plain, expected, tolerance }
  if (form === "equal" && /^typeof\b/.test(plain))
    return { form: "type", subject: plain, expected, tolerance }
  if (form === "not-equal" && expected !== null && /^(null|undefined|None|nil)$/.test(expected))
    return { form: "exists", subject: plain, expected: null, tolerance }
  return { form, subject: plain, expected, tolerance }
}

function isTrivial(form: Form, subject: string, expected: string | null, style: Style): boolean {
  if (form === "snapshot" || form === "throws" || form === "called") return false
  return isConstant(subject, style) && (expected === null || isConstant(expected, style))
}

/** Whether a text is made of literals alone. */
function isConstant(text: string, style: Style): boolean {
  const tokens = lex(text, style)
  if (tokens.length === 0) return false
  return (
    tokens.every(
      (token, i) => token.kind !== "word" || constants.has(token.text) || tokens[i + 1]?.text === ":",
    ) &&
    // An interpolated string, as the lexer marks it.
    !tokens.some((token) => token.text.startsWith("$") && token.text.includes("{"))
  )
}

/** How much an assertion of this form rules out; more is stronger. */
export function strength(entry: { readonly form: Form; readonly expected: string | null }): number {
  if (entry.form === "throws") return entry.expected === null ? 4 : 8
  return strengths[entry.form]
}

const strengths: Readonly<Record<Form, number>> = {
  equal: 10,
  "called-with": 9,
  snapshot: 9,
  throws: 8,
  close: 8,
  partial: 6,
  compare: 5,
  other: 5,
  called: 3,
  type: 3,
  "not-equal": 3,
  truthy: 1,
  exists: 1,
  trivial: 0,
}

/** Splits at a top-level mark or word; null when it does not occur outside brackets. */
export function splitAt(
  tokens: readonly Token[],
  names: ReadonlySet<string>,
): { left: Token[]; name: string; right: Token[] } | null {
  let depth = 0
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]
    if (token === undefined) continue
    if (token.kind === "mark" && /^[([{]$/.test(token.text)) depth += 1
    else if (token.kind === "mark" && /^[)\]}]$/.test(token.text)) depth -= 1
    else if (depth === 0 && i > 0 && token.kind !== "string" && names.has(token.text))
      return { left: tokens.slice(0, i), name: token.text, right: tokens.slice(i + 1) }
  }
  return null
}

/** Arguments of the call that makes up a whole text (`f(a, b)` → name f, [a, b]); null for any other text. */
export function callOf(text: string, style: Style): { name: string; args: string[] } | null {
  const tokens = lex(text, style)
  const open = tokens.findIndex((token) => token.kind === "mark" && token.text === "(")
  if (open < 1 || closing(tokens, open) !== tokens.length - 1) return null
  return { name: spell(tokens.slice(0, open)), args: listOf(tokens.slice(open + 1, -1)) }
}

/** Texts between the top-level commas. */
export function listOf(tokens: readonly Token[]): string[] {
  const parts: string[] = []
  for (let rest: readonly Token[] = tokens; rest.length > 0; ) {
    const split = splitAt(rest, comma)
    parts.push(spell(split?.left ?? rest))
    rest = split?.right ?? []
  }
  return parts
}

const comma = new Set([","])

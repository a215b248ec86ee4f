import { lex, type Style, type Token } from "./lex.ts"

/** A piece of source in one spelling: no comments, white space, trailing commas or optional parentheses; one quote. */
export function canonical(text: string, style: Style): string {
  return spell(lex(text, style))
}

/** Tokens as one line; strings in double quotes, words apart. */
export function spell(tokens: readonly Token[]): string {
  let line = ""
  let previous: Token | null = null
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]
    if (token === undefined || isDropped(tokens, i)) continue
    const text = token.kind === "string" ? JSON.stringify(token.text) : token.text
    const apart = previous !== null && previous.kind !== "mark" && token.kind !== "mark"
    line += apart ? ` ${text}` : text
    previous = token
  }
  return line
}

/** Statement ends, a comma before a closing bracket, and the parentheses around the only parameter of an arrow. */
function isDropped(tokens: readonly Token[], i: number): boolean {
  const token = tokens[i]
  if (token?.kind !== "mark") return false
  const text = (at: number) => (tokens[at]?.kind === "mark" ? tokens[at]?.text : undefined)
  if (token.text === ";") return true
  if (token.text === ",") return /^[)\]}]$/.test(text(i + 1) ?? "")
  if (token.text === "(") return tokens[i + 1]?.kind === "word" && text(i + 2) === ")" && text(i + 3) === "=>"
  return text(i + 1) === "=>" && tokens[i - 1]?.kind === "word" && text(i - 2) === "("
}

/** Replaces names by what they stand for, leaving properties (`.name`) and keys (`name:`) alone. Bounded in length. */
export function substitute(
  text: string,
  values: ReadonlyMap<string, string>,
  style: Style,
  depth = 3,
): string {
  if (depth === 0 || values.size === 0) return text
  let changed = false
  const tokens = lex(text, style)
  const replaced = tokens.flatMap((token, i) => {
    const value = token.kind === "word" ? values.get(token.text) : undefined
    const before = tokens[i - 1]?.text
    const isName = before !== "." && before !== "?." && (tokens[i + 1]?.text !== ":" || before === "?")
    if (value === undefined || !isName || value === token.text) return [token]
    changed = true
    return lex(value, style)
  })
  if (!changed) return text
  const result = spell(replaced)
  return result.length > longestSubstitution ? text : substitute(result, values, style, depth - 1)
}

const longestSubstitution = 600
const nothing = new Set(["", "0", "1", "true", "false"])

/** Strings and numbers of a canonical text that say something about values; indices and trivial values do not. */
export function literalsOf(text: string, style: Style): string[] {
  const tokens = lex(text, style)
  return tokens.flatMap((token, i) => {
    if (token.kind !== "string" && token.kind !== "number") return []
    const before = tokens[i - 1]
    const indexed =
      before?.text === "[" && tokens[i + 1]?.text === "]" && /[\w$)\]]/.test(tokens[i - 2]?.text ?? "")
    if (indexed || nothing.has(token.text)) return []
    const signed = before?.text === "-" && tokens[i - 2]?.kind !== "number" && tokens[i - 2]?.kind !== "word"
    return [token.kind === "string" ? JSON.stringify(token.text) : signed ? `-${token.text}` : token.text]
  })
}

/** Names that are called in a text: `a.b(c(1))` → b, c. */
export function calledNames(text: string, style: Style): string[] {
  const tokens = lex(text, style)
  return tokens.flatMap((token, i) =>
    token.kind === "word" && tokens[i + 1]?.text === "(" ? [token.text] : [],
  )
}

/** How alike two canonical texts are by their tokens: 0 … 1 (Dice coefficient of the multisets). */
export function similarity(a: string, b: string, style: Style): number {
  if (a === b) return 1
  const counts = new Map<string, number>()
  const left = lex(a, style)
  const right = lex(b, style)
  for (const { text } of left) counts.set(text, (counts.get(text) ?? 0) + 1)
  let shared = 0
  for (const { text } of right) {
    const count = counts.get(text) ?? 0
    if (count === 0) continue
    counts.set(text, count - 1)
    shared += 1
  }
  return left.length + right.length === 0 ? 1 : (2 * shared) / (left.length + right.length)
}

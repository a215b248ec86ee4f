import { spell } from "../text/canonical.ts"
import { lex, type Style, type Token } from "../text/lex.ts"
import { lineFinder, oneLine } from "../text/lines.ts"

/** A place in a source that answers certain literals with a certain value. */
export type Branch = {
  readonly inputs: readonly string[]
  readonly output: string | null
  readonly line: number
  readonly text: string
}

/**
 * Equality branches, switch cases and looked-up tables with literals on both sides: `if (n === 5) return 120`,
 * `case "a": return "b"`, `{ 5: 120 }[n]`. Read from tokens, so that it works for every language alike.
 */
export function literalBranches(text: string, style: Style): Branch[] {
  if (text.length > 400_000) return []
  const tokens = lex(text, style)
  const lineOf = lineFinder(text)
  const found: Branch[] = []
  const add = (inputs: readonly string[], output: string | null, token: Token) => {
    const end = text.indexOf("\n", token.start)
    const start = text.lastIndexOf("\n", token.start) + 1
    found.push({
      inputs,
      output,
      line: lineOf(token.start),
      text: oneLine(text.slice(start, end < 0 ? undefined : end + 80), 160),
    })
  }
  for (let i = 0; found.length < 500; i++) {
    const token = tokens[i]
    if (token === undefined) break
    if (compares(token)) i = comparison(tokens, i, (inputs, output) => add(inputs, output, token))
    else if (
      token.kind === "string" &&
      tokens[i + 1]?.text === "=>" &&
      ["{", ",", "}"].some((mark) => tokens[i - 1]?.text === mark)
    ) {
      const answer = [2, 3, 4, 5]
        .map((n) => literalAt(tokens, i + n))
        .find((literal) => literal !== null && !/^[({[]/.test(literal.text))
      if (answer) add([JSON.stringify(token.text)], answer.text, token)
    } else if (
      (token.text === "in" && token.kind === "word") ||
      (token.text === "includes" && tokens[i - 1]?.text === ".")
    ) {
      for (const inputs of members(tokens, i)) add(inputs, outputAfter(tokens, i, 41) ?? "", token)
    } else if (token.kind === "word" && /^(case|when)$/.test(token.text)) {
      const input = literalAt(tokens, i + 1)
      if (input !== null) add([input.text], outputAfter(tokens, input.end, 4), token)
    }
  }
  found.push(...tables(tokens, text, lineOf))
  return found.filter(({ output }) => output !== null)
}

/** Members of the list that something is looked for in: `x in (a, b)`, `[a, b].includes(x)`; their literals each. */
function members(tokens: readonly Token[], at: number): string[][] {
  const open = tokens[at]?.text === "in" ? at + 1 : opening(tokens, at - 2)
  if (!opens(tokens[open])) return []
  let list: string[] = []
  const lists = [list]
  let depth = 0
  for (const token of tokens.slice(open, open + 80)) {
    if (opens(token)) depth += 1
    else if (closes(token) && --depth === 0) break
    else if (token.text === "," && depth === 1) {
      list = []
      lists.push(list)
    } else if (token.kind === "string") list.push(JSON.stringify(token.text))
    else if (token.kind === "number") list.push(token.text)
  }
  return lists.filter((entry) => entry.length > 0)
}

function opening(tokens: readonly Token[], close: number): number {
  if (tokens[close]?.text !== "]") return -1
  for (let i = close, depth = 0; i > close - 80; i--) {
    if (closes(tokens[i])) depth += 1
    if (opens(tokens[i]) && --depth === 0) return i
  }
  return -1
}

function compares({ kind, text }: Token): boolean {
  return kind !== "string" && /^(===|==|is)$/.test(text)
}

function opens(token: Token | undefined): boolean {
  return token?.kind === "mark" && "[{(".includes(token.text)
}

function closes(token: Token | undefined): boolean {
  return token?.kind === "mark" && ")}]".includes(token.text)
}

/** Reads the comparisons of one condition together: `a === 2 && b === 3`. */
function comparison(
  tokens: readonly Token[],
  at: number,
  add: (inputs: readonly string[], output: string | null) => void,
): number {
  const inputs: string[] = []
  let end = at
  for (const [n, token] of tokens.slice(at, at + 60).entries()) {
    const i = at + n
    if (compares(token)) {
      const right = literalAt(tokens, i + 1)
      const input = right?.text ?? literalBefore(tokens, i)
      // `n % 15 === 0` is a rule, not a case.
      if (input !== null && tokens[i - 2]?.text !== "%") inputs.push(input)
      end = right?.end ?? i
    } else if (token.kind !== "string" && /^(return|\?|\{|:|then|=>|\|\||or)$/.test(token.text)) break
  }
  if (inputs.length > 0) add(inputs, outputAfter(tokens, end, 8))
  return Math.max(at, end - 1)
}

/** The literal that is returned or chosen within the next tokens. */
function outputAfter(tokens: readonly Token[], from: number, reach: number): string | null {
  for (const [n, { kind, text }] of tokens.slice(from, from + reach).entries()) {
    if (kind === "string") continue
    if (/^(return|then|\?|=>|->|=)$/.test(text)) return literalAt(tokens, from + n + 1)?.text ?? null
    if (/^(===|==|if|while|case|&&|\|\|)$/.test(text) && n > 0) return null
  }
  return null
}

const constant = /^(true|false|null|None|True|False|nil|undefined)$/

/** A literal that begins at a token: a string, a number, a constant, or a list or object made of them. */
function literalAt(tokens: readonly Token[], at: number): { text: string; end: number } | null {
  const token = tokens[at]
  if (token === undefined) return null
  const after = tokens[at + 1]
  if (opens(token)) {
    let depth = 0
    for (const [n, entry] of tokens.slice(at, at + 60).entries()) {
      const end = at + n + 1
      if (entry.kind === "word" && !constant.test(entry.text) && tokens[end]?.text !== ":") return null
      if (opens(entry)) depth += 1
      if (closes(entry) && --depth === 0)
        return n < 2 || (token.text === "(" && n < 4) ? null : { text: spell(tokens.slice(at, end)), end }
    }
    return null
  }
  if (token.text === "-" && after?.kind === "number") return { text: `-${after.text}`, end: at + 2 }
  if (token.kind === "word") return constant.test(token.text) ? { text: token.text, end: at + 1 } : null
  if (token.kind === "mark" || (after !== undefined && /[-+*/%.]$/.test(after.text))) return null
  return { text: token.kind === "string" ? JSON.stringify(token.text) : token.text, end: at + 1 }
}

function literalBefore(tokens: readonly Token[], at: number): string | null {
  const token = tokens[at - 1]
  if (token?.kind === "number") return token.text
  return token?.kind === "string" ? JSON.stringify(token.text) : null
}

/** Entries of object literals that are looked up by a variable. */
function tables(tokens: readonly Token[], text: string, lineOf: (offset: number) => number): Branch[] {
  if (!/\[\s*[\w.()`$]+\s*\]|\.get\(|\bin\b|\.has\(/.test(text)) return []
  const found: Branch[] = []
  for (const [i, token] of tokens.entries()) {
    if (token.kind !== "mark" || ![":", "=>", ","].includes(token.text)) continue
    const name = entryName(tokens[i - 1])
    const pair = token.text === ","
    // In `[5, 120]` the pair stands in brackets of its own within a list.
    if (name === null || !begins(tokens[i - 2]) || (pair && !begins(tokens[i - 3]))) continue
    const value = literalAt(tokens, i + 1)
    if (value === null) continue
    const next = tokens[value.end]
    if (pair ? next?.text === "]" : closes(next) || next?.text === ",")
      found.push({
        inputs: [name],
        output: value.text,
        line: lineOf(token.start),
        text: oneLine(spell(tokens.slice(i - 1, value.end)), 120),
      })
  }
  return found
}

/** Whether an entry may begin behind a token. */
function begins(token: Token | undefined): boolean {
  return opens(token) || token?.text === ","
}

function entryName(key: Token | undefined): string | null {
  if (key?.kind === "number") return key.text
  return key?.kind === "string" || (key?.kind === "word" && key.text.length > 2)
    ? JSON.stringify(key.text)
    : null
}

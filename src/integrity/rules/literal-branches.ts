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
      text: oneLine(text.slice(start, end < 0 ? undefined : Math.min(end + 80, text.length)), 160),
    })
  }
  for (let i = 0; i < tokens.length && found.length < 500; i++) {
    const token = tokens[i]
    if (token === undefined) continue
    if (/^(===|==|is)$/.test(token.text) && token.kind !== "string") i = comparison(tokens, i, add)
    else if (
      token.kind === "string" &&
      tokens[i + 1]?.text === "=>" &&
      /^[{,}]$/.test(tokens[i - 1]?.text ?? "")
    ) {
      const answer = [2, 3, 4, 5]
        .map((n) => literalAt(tokens, i + n))
        .find((literal) => literal !== null && !/^[({[]/.test(literal.text))
      if (answer) add([JSON.stringify(token.text)], answer.text, token)
    } else if (
      (token.text === "in" && token.kind === "word") ||
      (token.text === "includes" && tokens[i - 1]?.text === ".")
    ) {
      for (const inputs of members(tokens, i)) add(inputs, outputAfter(tokens, i + 1, 40) ?? "", token)
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
  if (!/^[[({]$/.test(tokens[open]?.text ?? "") || tokens[open]?.kind !== "mark") return []
  const lists: string[][] = [[]]
  let depth = 0
  for (let i = open; i < Math.min(tokens.length, open + 80); i++) {
    const token = tokens[i]
    if (token?.kind === "mark" && /^[[({]$/.test(token.text)) depth += 1
    else if (token?.kind === "mark" && /^[)\]}]$/.test(token.text) && --depth === 0) break
    else if (token?.text === "," && depth === 1) lists.push([])
    else if (token?.kind === "string") lists.at(-1)?.push(JSON.stringify(token.text))
    else if (token?.kind === "number") lists.at(-1)?.push(token.text)
  }
  return lists.filter((list) => list.length > 0)
}

function opening(tokens: readonly Token[], close: number): number {
  if (tokens[close]?.text !== "]") return -1
  for (let i = close, depth = 0; i >= 0 && i > close - 80; i--) {
    if (tokens[i]?.text === "]") depth += 1
    if (tokens[i]?.text === "[" && --depth === 0) return i
  }
  return -1
}

/** Reads the comparisons of one condition together: `a === 2 && b === 3`. */
function comparison(
  tokens: readonly Token[],
  at: number,
  add: (inputs: readonly string[], output: string | null, token: Token) => void,
): number {
  const inputs: string[] = []
  let end = at
  for (let i = at; i < Math.min(tokens.length, at + 60); i++) {
    const text = tokens[i]?.text ?? ""
    if (/^(===|==|is)$/.test(text) && tokens[i]?.kind !== "string") {
      const right = literalAt(tokens, i + 1)
      const left = right === null ? literalBefore(tokens, i) : null
      const input = right?.text ?? left
      // `n % 15 === 0` is a rule, not a case.
      if (input !== null && input !== undefined && !(right !== null && tokens[i - 2]?.text === "%"))
        inputs.push(input)
      end = right?.end ?? i
    } else if (/^(return|\?|\{|:|then|=>)$/.test(text) || tokens[i]?.kind === "string") {
      if (/^(return|\?|\{|:|then|=>)$/.test(text)) break
    } else if (text === "||" || text === "or") break
  }
  const token = tokens[at]
  if (inputs.length > 0 && token !== undefined) add(inputs, outputAfter(tokens, end, 8), token)
  return Math.max(at, end - 1)
}

/** The literal that is returned or chosen within the next tokens. */
function outputAfter(tokens: readonly Token[], from: number, reach: number): string | null {
  for (let i = from; i < Math.min(tokens.length, from + reach); i++) {
    const text = tokens[i]?.text ?? ""
    if (tokens[i]?.kind === "word" ? text === "return" || text === "then" : /^(\?|=>|->)$/.test(text))
      return literalAt(tokens, i + 1)?.text ?? null
    if (text === "=" && tokens[i]?.kind === "mark") return literalAt(tokens, i + 1)?.text ?? null
    if (/^(===|==|if|while|case|&&|\|\|)$/.test(text) && i > from) return null
  }
  return null
}

/** A literal that begins at a token: a string, a number, a constant, or a list or object made of them. */
function literalAt(tokens: readonly Token[], at: number): { text: string; end: number } | null {
  const token = tokens[at]
  if (token === undefined) return null
  const after = tokens[at + 1]?.text
  if (/^[[{(]$/.test(token.text) && token.kind === "mark") {
    let depth = 0
    for (let i = at; i < Math.min(tokens.length, at + 60); i++) {
      const entry = tokens[i]
      if (
        entry?.kind === "word" &&
        !/^(true|false|null|None|True|False|nil)$/.test(entry.text) &&
        tokens[i + 1]?.text !== ":"
      )
        return null
      if (entry?.kind !== "mark") continue
      if (/^[[{(]$/.test(entry.text)) depth += 1
      if (/^[)\]}]$/.test(entry.text) && --depth === 0)
        return i - at < 2 || (token.text === "(" && i - at < 4)
          ? null
          : { text: spell(tokens.slice(at, i + 1)), end: i + 1 }
    }
    return null
  }
  if (token.text === "-" && tokens[at + 1]?.kind === "number")
    return { text: `-${tokens[at + 1]?.text}`, end: at + 2 }
  if (token.kind === "word")
    return /^(true|false|null|None|True|False|nil|undefined)$/.test(token.text)
      ? { text: token.text, end: at + 1 }
      : null
  if (token.kind === "mark" || /^[-+*/%.]$/.test(after ?? "")) return null
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
  for (let i = 1; i < tokens.length - 1; i++) {
    const token = tokens[i]
    const arrow = tokens[i]?.text
    if (token?.kind !== "mark" || (arrow !== ":" && arrow !== "=>" && arrow !== ",")) continue
    const key = tokens[i - 1]
    const opener = tokens[i - 2]?.text
    if (key === undefined || !/^[{,[(]$/.test(opener ?? "")) continue
    // In `[5, 120]` the pair stands in brackets of its own within a list.
    if (arrow === "," && !(opener === "[" && /^[[,(]$/.test(tokens[i - 3]?.text ?? ""))) continue
    const value = literalAt(tokens, i + 1)
    if (
      value === null ||
      !/^[,})\]]$/.test(tokens[value.end]?.text ?? "}") ||
      (arrow === "," && tokens[value.end]?.text !== "]")
    )
      continue
    const input = key.kind === "string" ? JSON.stringify(key.text) : key.kind === "number" ? key.text : null
    const word = key.kind === "word" && key.text.length > 2 ? JSON.stringify(key.text) : null
    const name = input ?? word
    if (name !== null)
      found.push({
        inputs: [name],
        output: value.text,
        line: lineOf(key.start),
        text: oneLine(spell(tokens.slice(i - 1, value.end)), 120),
      })
  }
  return found
}

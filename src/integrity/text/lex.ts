/** How a language writes comments and strings: `c` = JS, Go, Java, Rust, PHP …; `hash` = Python, Ruby, YAML, shell. */
export type Style = "c" | "hash"

export type Token = {
  readonly kind: "word" | "number" | "string" | "mark"
  /** Strings carry their content without quotes, so that quoting styles compare equal. */
  readonly text: string
  readonly start: number
}

// Every alternative consumes what it began (also when unclosed), so the time stays linear on any input.
const space = String.raw`(?:\s|\\\r?\n)+`
const short = String.raw`"(?:[^"\\\n]|\\[\s\S])*"?|'(?:[^'\\\n]|\\[\s\S])*'?`
const number = String.raw`0[xXbBoO][\da-fA-F_]+n?|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?n?`
const word = String.raw`[\p{L}\p{N}_$@#][\p{L}\p{N}_$]*!?(?=\()|[\p{L}_$@#][\p{L}\p{N}_$]*`
const mark = String.raw`===|!==|\*\*|=>|==|!=|<=|>=|&&|\|\||\?\?|\?\.|\.\.\.|::|:=|->|[\s\S]`
const regex = String.raw`(?=\/)(?<=[(,=:[!&|?{;]\s*|^\s*|\breturn\s)\/(?![*/\s])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*`
const patterns = {
  c: new RegExp(
    String.raw`(${space}|\/\/[^\n]*|\/\*(?:[\s\S]*?\*\/|[\s\S]*))|(${regex}|` +
      "`(?:[^`\\\\]|\\\\[\\s\\S])*`?|" +
      `[rbuf]?(?:${short}))|(${number})|(${word})|(${mark})`,
    "yu",
  ),
  hash: new RegExp(
    String.raw`(${space}|#[^\n]*)|([rbufRBUF]{0,2}(?:"""(?:[\s\S]*?"""|[\s\S]*)|'''(?:[\s\S]*?'''|[\s\S]*)|${short})|` +
      "`[^`]*`?)" +
      `|(${number})|(${word})|(${mark})`,
    "yu",
  ),
}

/** Tokens of a piece of source without comments and white space. Never throws; linear in the length of `text`. */
export function lex(text: string, style: Style): Token[] {
  const pattern = patterns[style]
  const tokens: Token[] = []
  let at = 0
  while (at < text.length) {
    pattern.lastIndex = at
    const match = pattern.exec(text)
    if (match === null) break
    const [whole, blank, string, digits, name] = match
    if (string !== undefined) tokens.push({ kind: "string", text: unquoted(string), start: at })
    else if (digits !== undefined) tokens.push({ kind: "number", text: plainNumber(digits), start: at })
    else if (name !== undefined) tokens.push({ kind: "word", text: name, start: at })
    else if (blank === undefined) tokens.push({ kind: "mark", text: whole, start: at })
    at += whole.length
  }
  return tokens
}

/** Index of the bracket that closes the one at `open`; -1 when it stays open. */
export function closing(tokens: readonly Token[], open: number): number {
  let depth = 0
  return tokens.findIndex((token, i) => {
    if (i < open || token.kind !== "mark") return false
    if ("([{".includes(token.text)) depth += 1
    if (")]}".includes(token.text)) depth -= 1
    return depth === 0
  })
}

function unquoted(text: string): string {
  const [, prefix = "", quote = ""] = /^([a-zA-Z]*)("""|'''|["'`])/.exec(text) ?? []
  const from = prefix.length + quote.length
  const body = text.slice(from, text.endsWith(quote) ? text.length - quote.length : undefined)
  const interpolated = /f/i.test(prefix) || (quote === "`" && body.includes("${"))
  return `${interpolated ? "$" : ""}${body.replace(/\\(["'`])/g, "$1")}`
}

function plainNumber(text: string): string {
  const value = Number(text.replace(/_|n$/g, ""))
  return Number.isFinite(value) ? String(value) : text
}

/** Opening quote → every character that closes it. Chat boxes, phones and input methods replace straight quotes on their own. */
const closers: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["'", "'"],
  ["“", "”"],
  ["”", "”"],
  ["„", "“”"],
  ["‘", "’"],
  ["’", "’"],
  ["‚", "‘’"],
  ["«", "»"],
  ["»", "«»"],
  ["＂", "＂"],
  ["＇", "＇"],
  ["「", "」"],
  ["『", "』"],
])

export type Quoted =
  | { readonly kind: "absent" }
  | { readonly kind: "open"; readonly quote: string }
  | { readonly kind: "closed"; readonly text: string; readonly end: number }

/** One word of a command line. A quoted word is never an option; `--name="a b"` is one bare word with the quotes taken off. */
export type Word = { readonly kind: "bare" | "quoted"; readonly text: string }

export type Words =
  | { readonly kind: "words"; readonly words: readonly Word[] }
  | { readonly kind: "open"; readonly quote: string }
  | { readonly kind: "glued"; readonly before: string; readonly after: string }

/** Index of the first character at or after `at` that is not white space; the length of the text at its end. */
export function skipSpace(text: string, at: number): number {
  let next = at
  while (next < text.length && isSpace(text.charAt(next))) next += 1
  return next
}

export function isSpace(character: string): boolean {
  return /^\s$/u.test(character)
}

export function isQuote(character: string): boolean {
  return closers.has(character)
}

/**
 * The quoted text that opens at `at`, byte-exact but for one rule: a backslash directly before a quote of the same kind
 * makes it text, and backslashes directly before such a quote are written twice. A backslash anywhere else is a backslash,
 * so paths and patterns need no escaping, and nothing is ever expanded (S28). One pass over the text.
 */
export function readQuoted(text: string, at: number): Quoted {
  const opener = text.charAt(at)
  const ends = closers.get(opener)
  if (ends === undefined) return { kind: "absent" }
  const parts: string[] = []
  let from = at + 1
  let backslashes = 0
  for (let next = at + 1; next < text.length; next += 1) {
    const character = text.charAt(next)
    if (character === "\\") {
      backslashes += 1
      continue
    }
    const run = backslashes
    backslashes = 0
    const closes = ends.includes(character)
    if (!closes && character !== opener) continue
    parts.push(text.slice(from, next - run), "\\".repeat(Math.floor(run / 2)))
    if (closes && run % 2 === 0) return { kind: "closed", text: parts.join(""), end: next + 1 }
    from = next
  }
  return { kind: "open", quote: opener }
}

/** A text as a double-quoted word that `readQuoted` reads back unchanged. */
export function quoteText(text: string): string {
  const parts: string[] = ['"']
  let from = 0
  let backslashes = 0
  for (let next = 0; next < text.length; next += 1) {
    const character = text.charAt(next)
    if (character === '"') {
      parts.push(text.slice(from, next), "\\".repeat(backslashes + 1))
      from = next
    }
    backslashes = character === "\\" ? backslashes + 1 : 0
  }
  parts.push(text.slice(from), "\\".repeat(backslashes), '"')
  return parts.join("")
}

/** Splits the text from `at` on into words. Only white space and quotes mean anything; there is no shell here (S28). */
export function splitWords(text: string, at: number): Words {
  const words: Word[] = []
  let next = skipSpace(text, at)
  while (next < text.length) {
    const start = next
    while (next < text.length && !isSpace(text.charAt(next)) && !opensValue(text, start, next)) next += 1
    const bare = text.slice(start, next)
    const quoted = readQuoted(text, next)
    if (quoted.kind === "open") return quoted
    if (quoted.kind === "absent") words.push({ kind: "bare", text: bare })
    else {
      const glued = bareWordAt(text, quoted.end)
      if (glued !== "") return { kind: "glued", before: quoted.text, after: glued }
      words.push(
        bare === "" ? { kind: "quoted", text: quoted.text } : { kind: "bare", text: bare + quoted.text },
      )
      next = quoted.end
    }
    next = skipSpace(text, next)
  }
  return { kind: "words", words }
}

/** The run of characters up to the next white space; empty when there is none. */
export function bareWordAt(text: string, at: number): string {
  let end = at
  while (end < text.length && !isSpace(text.charAt(end))) end += 1
  return text.slice(at, end)
}

/** A quote counts at the start of a word or right after `=`; inside a word it is an apostrophe or plain text. */
function opensValue(text: string, start: number, at: number): boolean {
  return isQuote(text.charAt(at)) && (at === start || text.charAt(at - 1) === "=")
}

import { spell } from "./canonical.ts"
import { closing, lex, type Style, type Token } from "./lex.ts"

/** `{ a: 1, b: 2 }.a` as what it is, `1`; every other text as given. Helpers write such accesses on their parameters. */
export function literalMember(text: string, style: Style): string {
  if (!text.startsWith("{")) return text
  const tokens = lex(text, style)
  const close = closing(tokens, 0)
  const name = tokens[close + 2]?.text
  if (close < 0 || tokens[close + 1]?.text !== "." || name === undefined) return text
  for (let i = 1; i < close; ) {
    const end = entryEnd(tokens, i, close)
    if (tokens[i]?.text === name && tokens[i + 1]?.text === ":")
      return literalMember(spell([...tokens.slice(i + 2, end), ...tokens.slice(close + 3)]), style)
    i = end + 1
  }
  return text
}

function entryEnd(tokens: readonly Token[], from: number, limit: number): number {
  let depth = 0
  for (let i = from; i < limit; i++) {
    const token = tokens[i]
    if (token?.kind !== "mark") continue
    if (/^[([{]$/.test(token.text)) depth += 1
    if (/^[)\]}]$/.test(token.text)) depth -= 1
    if (depth === 0 && token.text === ",") return i
  }
  return limit
}

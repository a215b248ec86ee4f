import { callDrafts } from "../assertion/calls.ts"
import { type Draft, draft, listOf } from "../assertion/draft.ts"
import { matcherDrafts } from "../assertion/matchers.ts"
import { truthDrafts } from "../assertion/truth.ts"
import { assertionAt, type Place } from "../collector.ts"
import type { Assertion } from "../facts.ts"
import { spell } from "../text/canonical.ts"
import { closing, lex, type Style, type Token } from "../text/lex.ts"
import { oneLine } from "../text/lines.ts"

const asserting =
  /^(assert\w*!?|debug_assert\w*!?|XCT\w+|EXPECT_\w+|ASSERT_\w+|REQUIRE\w*|CHECK\w*|BOOST_(CHECK|REQUIRE|TEST)\w*|refute\w*|must_\w+|verify|fail|shouldThrow|expectException\w*)$/
const owners = /^(Assert|Assertions|CollectionAssert|StringAssert|Is|ClassicAssert)$/
const fluent = /^(expect|assertThat|expectThat|assertThatThrownBy|assertThrows|Should|expectTypeOf)$/

/** Assertions in the body of a test by the names of the calls; lines are counted from `firstLine`. */
export function lineAssertions(body: string, firstLine: number, style: Style): Assertion[] {
  const tokens = lex(body, style)
  const found: Assertion[] = []
  const lineAt = (token: Token) => firstLine + (body.slice(0, token.start).match(/\n/g)?.length ?? 0)
  const swallowedFrom = quietTry(body)
  const deadFrom = earlyReturn(body)
  for (let i = 0; i < tokens.length && found.length < 2000; i++) {
    const token = tokens[i]
    if (token?.kind !== "word") continue
    const drafts = draftsAt(tokens, i, body, style)
    if (drafts === null) continue
    const flow =
      token.start > deadFrom
        ? "unreachable"
        : token.start > swallowedFrom.from && token.start < swallowedFrom.to
          ? "swallowed"
          : "always"
    const place: Place = {
      flow,
      condition: flow === "always" ? null : flow === "swallowed" ? "try/catch" : "return",
      values: new Map(),
    }
    const text = oneLine(body.slice(body.lastIndexOf("\n", token.start) + 1, lineEnd(body, token)))
    for (const entry of drafts) found.push(assertionAt(entry, place, lineAt(token), text))
  }
  return found
}

function draftsAt(tokens: readonly Token[], i: number, body: string, style: Style): readonly Draft[] | null {
  const token = tokens[i]
  const next = tokens[i + 1]?.text
  if (token === undefined) return null
  if (owners.test(token.text) && (next === "." || next === "::") && tokens[i + 3]?.text === "(")
    return callDrafts(tokens[i + 2]?.text ?? "", argumentsAt(tokens, i + 3).args, style)
  // RSpec writes `expect { pay }.to raise_error(Declined)` as well.
  if (fluent.test(token.text)) {
    const { args, end } = next === "do" ? blockAt(tokens, i, body) : argumentsAt(tokens, i + 1)
    const subject = token.text === "Should" ? before(tokens, i, body) : (args[0] ?? "")
    const chained = chain(tokens, end, subject, body, style)
    return (
      chained ?? (token.text === "assertThrows" ? callDrafts(token.text, [...args].reverse(), style) : null)
    )
  }
  if (/^(shouldBe|shouldEqual|shouldNotBe|should_eq)$/.test(token.text)) {
    const name = token.text === "shouldNotBe" ? "assertNotEquals" : "assertEquals"
    return callDrafts(name, [before(tokens, i, body), restOfLine(tokens, i + 1, body)], style)
  }
  if (!asserting.test(token.text) || tokens[i - 1]?.text === "def" || tokens[i - 1]?.text === "fn")
    return null
  if (next === "(") return callDrafts(token.text, argumentsAt(tokens, i + 1).args, style)
  if (style !== "hash") return null
  return callDrafts(
    token.text === "refute" ? "assertFalse" : token.text,
    listOf(lex(restOfLine(tokens, i + 1, body), style)),
    style,
  )
}

/** `.isEqualTo(3)`, `.Be(3)`, `.to eq(3)`, `.not_to be_nil` behind a subject. */
function chain(
  tokens: readonly Token[],
  start: number,
  subject: string,
  body: string,
  style: Style,
): Draft[] | null {
  let negated = false
  const drafts: Draft[] = []
  let i = start + 1
  while (tokens[i]?.text === "." || tokens[i]?.text === "->") {
    const name = tokens[i + 1]?.text ?? ""
    if (/^(to|not_to|to_not)$/.test(name)) {
      const at = tokens[i + 2]?.text === "(" ? i + 3 : i + 2
      const matcher = tokens[at]?.text ?? ""
      if (matcher === "change") return changeDrafts(tokens, at + 1, subject, name !== "to", body, style)
      const given = givenAt(tokens, at + 1, body)
      // `be > 3`
      if (/^([<>]|==)/.test(given[0] ?? "")) return truthDrafts(`${subject}${given[0]}`, name !== "to", style)
      return matcherDrafts(matcher, subject, given, name !== "to", style)
    }
    if (/^(not|Not|isNot|never)$/.test(name)) negated = true
    if (tokens[i + 2]?.text !== "(") {
      i += 2
      continue
    }
    const { args, end } = argumentsAt(tokens, i + 2)
    if (
      !/^(as|describedAs|because|withMessage|extracting|usingRecursiveComparison|And|and|overridingErrorMessage)$/.test(
        name,
      )
    )
      drafts.push(...matcherDrafts(name, subject, args, negated, style))
    i = end + 1
  }
  return drafts.length === 0 ? null : drafts
}

function argumentsAt(tokens: readonly Token[], open: number): { args: string[]; end: number } {
  const close = closing(tokens, open)
  const end = close === -1 ? tokens.length : close
  return { args: listOf(tokens.slice(open + 1, end)), end }
}

/** What stands in `do … end`: the `end` lies below the line that begins the block. */
function blockAt(tokens: readonly Token[], i: number, body: string): { args: string[]; end: number } {
  const line = body.slice(body.lastIndexOf("\n", tokens[i]?.start) + 1)
  const indent = /^[ \t]*/.exec(line)?.[0] ?? ""
  const at = body.indexOf(`\n${indent}end`, tokens[i]?.start) + 1 + indent.length
  const end = tokens.findIndex(({ start, text }) => start === at && text === "end")
  return { args: [spell(tokens.slice(i + 2, Math.max(end, i + 2)))], end: end < 0 ? tokens.length : end }
}

/** `change { size }.from(0).to(1)`, `change(Cart, :count).by(1)`: without such words it may become anything else. */
function changeDrafts(
  tokens: readonly Token[],
  at: number,
  subject: string,
  negated: boolean,
  body: string,
  style: Style,
): Draft[] {
  const { args, end } = argumentsAt(tokens, at)
  const of = `change of ${args.join(",")} by ${subject}`
  if (negated) return [draft("equal", of, "0", null, style)]
  const words: string[] = []
  for (let i = end + 1; tokens[i]?.text === "." && tokens[i + 1]?.text !== "and"; ) {
    words.push(`${tokens[i + 1]?.text} ${givenAt(tokens, i + 2, body).join(",")}`)
    i = tokens[i + 2]?.text === "(" ? argumentsAt(tokens, i + 2).end + 1 : tokens.length
  }
  const bound = /^by_at_(least|most) (.*)$/.exec(words[0] ?? "")
  if (bound !== null)
    return [draft("compare", of, `${bound[1] === "least" ? ">=" : "<="}${bound[2]}`, null, style)]
  return [words.length === 0 ? draft("not-equal", of, "0") : draft("equal", of, words.join(","), null, style)]
}

/** What an RSpec matcher is given, in parentheses or as the rest of its statement. */
function givenAt(tokens: readonly Token[], at: number, body: string): string[] {
  const first = tokens[at]
  if (first?.kind === "mark" && first.text === "(") return argumentsAt(tokens, at).args
  const line = lineEnd(body, tokens[at - 1])
  let depth = 0
  const end = tokens.findIndex((token, i) => {
    if (i < at) return false
    const outside = depth === 0
    if (token.kind === "mark" && "([{".includes(token.text)) depth += 1
    if (token.kind === "mark" && ")]}".includes(token.text)) depth -= 1
    return depth < 0 || (outside && (token.start > line || statementEnds.has(token.text)))
  })
  return listOf(tokens.slice(at, end < 0 ? undefined : end))
}

const statementEnds = new Set([";", "end", "do", "if", "unless", "and", "or"])

/** What stands on the line before a token. */
function before(tokens: readonly Token[], i: number, body: string): string {
  const token = tokens[i]
  if (token === undefined) return ""
  const start = body.lastIndexOf("\n", token.start) + 1
  const own = tokens.filter((other) => other.start >= start && other.start < token.start)
  return spell(own)
    .replace(/\.$/, "")
    .replace(/^(return|await) /, "")
}

function restOfLine(tokens: readonly Token[], from: number, body: string): string {
  const end = lineEnd(body, tokens[from])
  return spell(tokens.filter((token, i) => i >= from && token.start < end))
}

/** Offset at which the line of a token ends. */
function lineEnd(body: string, token: Token | undefined): number {
  const end = token === undefined ? -1 : body.indexOf("\n", token.start)
  return end < 0 ? body.length : end
}

/** Span of a `try` whose handler keeps quiet about a failed assertion. */
function quietTry(body: string): { from: number; to: number } {
  const nowhere = { from: Number.POSITIVE_INFINITY, to: 0 }
  const start = /\b(try|begin)\b|catch_unwind/.exec(body)
  const handler = start === null ? null : /\b(catch|rescue|except)\b([^\n{]*)/.exec(body.slice(start.index))
  if (start === null) return nowhere
  if (start[0] === "catch_unwind") return { from: start.index, to: body.length }
  if (
    handler === null ||
    !/^\s*(\(|=>|$|Exception|StandardError|Minitest|Error|\.\.\.|_|e\b|\$)|Assertion|Throwable|Exception\b/.test(
      handler[2] ?? "",
    )
  )
    return nowhere
  const from = start.index + handler.index
  const rest = body.slice(from)
  const block = /\{([^{}]*)\}|([\s\S]*?)^\s*(?:end|ensure|finally)\b/m.exec(rest)
  const handled = block === null ? rest : (block[1] ?? block[2] ?? "")
  return /\b(throw|raise|fail|assert\w*|XCTFail|Fail)\b/.test(handled)
    ? nowhere
    : { from: start.index, to: from }
}

/** Offset behind an unconditional `return` on the first level of a body. */
function earlyReturn(body: string): number {
  const [, ...lines] = body.split("\n")
  // Behind the head, an opening brace may stand on a line of its own.
  const indent = lines.find((line) => /[^\s{]/.test(line))?.search(/\S/) ?? 0
  const match = new RegExp(
    `^[ \\t]{${indent}}(return\\b(?![ \\t]*(?:assert|expect))[^\\n]*|exit\\(?0\\)?);?[ \\t]*$`,
    "m",
  ).exec(body)
  return match === null ? Number.POSITIVE_INFINITY : match.index + match[0].length
}

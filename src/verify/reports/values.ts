/** What a failure says was expected and what came instead; null where it does not say or says it over several lines. */
export type Values = { readonly expected: string | null; readonly actual: string | null }

const none: Values = { expected: null, actual: null }

/** Ways of assertion libraries to name both values; each pattern is tried on single lines only, so that it stays linear. */
const onOneLine: readonly { readonly pattern: RegExp; readonly expectedFirst: boolean }[] = [
  // JUnit 4 and 5, Hamcrest's one-line form
  { pattern: /expected: ?<([^<>]*)> but was: ?<([^<>]*)>/, expectedFirst: true },
  // PHPUnit
  {
    pattern: /^Failed asserting that ([^ ]+) (?:matches expected|is identical to) ([^ ]+)\.$/,
    expectedFirst: false,
  },
  // NUnit, MSTest
  { pattern: /Expected:<([^<>]*)>\. Actual:<([^<>]*)>/, expectedFirst: true },
]

const onTwoLines: readonly (readonly [RegExp, RegExp])[] = [
  [/^\s*expected: (.+)$/, /^\s*got: (.+)$/], // RSpec
  [/^\s*Expected: (.+)$/, /^\s*(?:Actual|But was|Received): (.+)$/], // xUnit, NUnit, jest
]

/** Finds expected and actual value in the message of a failure. */
export function valuesIn(message: string): Values {
  const lines = message.split("\n", 60)
  for (const line of lines) {
    for (const { pattern, expectedFirst } of onOneLine) {
      const match = pattern.exec(line)
      if (match?.[1] === undefined || match[2] === undefined) continue
      return expectedFirst
        ? { expected: match[1], actual: match[2] }
        : { expected: match[2], actual: match[1] }
    }
  }
  for (const [first, second] of onTwoLines) {
    const expected = firstMatch(lines, first)
    const actual = firstMatch(lines, second)
    if (expected !== null && actual !== null) return { expected: expected.trim(), actual: actual.trim() }
  }
  return none
}

function firstMatch(lines: readonly string[], pattern: RegExp): string | null {
  for (const line of lines) {
    const found = pattern.exec(line)?.[1]
    if (found !== undefined) return found
  }
  return null
}

import { newCollector } from "../collector.ts"
import { type FileFacts, type Limit, type Marker, noFacts, type Patch, type TestFacts } from "../facts.ts"
import { styleOf } from "../language.ts"
import { canonical } from "../text/canonical.ts"
import type { Style } from "../text/lex.ts"
import { oneLine } from "../text/lines.ts"
import { lineAssertions } from "./assertions.ts"
import { headReader, isAttribute } from "./heads.ts"

/**
 * Facts of a file without a grammar, line by line: a test reaches from its head to the next line that is not indented
 * deeper. Good for formatted code of any language; what it cannot see, it does not claim.
 */
export function readLines(path: string, text: string): FileFacts {
  const style = styleOf(path)
  const lines = text.split(/\r?\n/)
  const headOf = headReader(path)
  const tests: TestFacts[] = []
  const markers: Marker[] = []
  const patches: Patch[] = []
  let above: string[] = []
  for (let i = 0; i < lines.length && tests.length < 5000; i++) {
    const line = lines[i] ?? ""
    if (line.length > 2000) continue
    const name = headOf(line, above)
    if (name !== null) {
      const end = blockEnd(lines, i)
      tests.push(testOf(name, [...above, line], lines.slice(i, end), i + 1, style))
    } else if (/\b(class|struct|describe|context|mod|suite|feature)\b/i.test(line)) {
      const kind = markerOf([...above, line].join("\n"), false)
      if (kind !== null) markers.push({ kind, text: oneLine([...above, line].join(" "), 160), line: i + 1 })
    }
    if (exits.test(line))
      patches.push({
        what: "ends the process with success",
        severity: "high",
        key: line.replace(/\s/g, ""),
        text: oneLine(line),
        line: i + 1,
      })
    if (line.trim() !== "") above = name === null && isAttribute(line) ? [...above.slice(-12), line] : []
  }
  return { ...noFacts, tests, markers, patches, limits: [] }
}

const exits =
  /\b(System\.exit|Environment\.Exit|process::exit|Runtime\.getRuntime\(\)\.halt|exitProcess|exit!?|_exit|quick_exit)\(\s*(0|EXIT_SUCCESS)\s*\)|\bprocess\.exit\(\s*0?\s*\)|\bos\._exit\(\s*0\s*\)/

/** First line after the block that a line begins. */
function blockEnd(lines: readonly string[], start: number): number {
  const indent = indentOf(lines[start] ?? "")
  for (let i = start + 1; i < lines.length; i++) {
    const line = lines[i] ?? ""
    if (line.trim() === "" || indentOf(line) > indent || /^\s*[{)]/.test(line)) continue
    return /^\s*(\}|end\b|\)|\};?)/.test(line) ? i + 1 : i
  }
  return lines.length
}

function indentOf(line: string): number {
  const blank = /^[ \t]*/.exec(line)?.[0] ?? ""
  return blank.replace(/\t/g, "    ").length
}

function testOf(
  name: string,
  head: readonly string[],
  block: readonly string[],
  line: number,
  style: Style,
): TestFacts {
  const collector = newCollector()
  const body = block.join("\n")
  const above = head.join("\n")
  const kind = markerOf(above, true) ?? bodyMarker(body)
  const place = { text: oneLine(above, 160), line }
  if (kind !== null) collector.markers.push({ kind, ...place })
  const rows = head.flatMap(
    (entry) =>
      /^\s*[@[#]\[?(?:InlineData|DataRow|TestCase|case|CsvSource|ValueSource|test_case)\b(.*)/.exec(
        entry,
      )?.[1] ?? [],
  )
  const limits: Limit[] = [...above.matchAll(/\btimeout\s*=\s*([\d_]+)|@Timeout\((\d+)/gi)].map((match) => ({
    kind: "timeout",
    value: Number((match[1] ?? match[2] ?? "").replace(/_/g, "")),
    ...place,
  }))
  if (/@RepeatedIfExceptions|@RetryingTest|\[Retry\((\d+)/.test(above))
    limits.push({ kind: "retries", value: Number(/\((\d+)/.exec(above)?.[1] ?? 1), ...place })
  return {
    path: [name],
    line,
    text: oneLine(above, 160),
    markers: collector.markers,
    assertions: lineAssertions(body, line, style),
    calls: [],
    rows: rows.map((row) => canonical(row, style)),
    body: canonical(block.slice(1).join("\n"), style),
    limits,
  }
}

function markerOf(text: string, onTest: boolean): Marker["kind"] | null {
  if (
    /@(Disabled|Ignore)\b(?!If)|\[Ignore\b|\bSkip\s*=\s*"|#\[ignore\b|^\s*x(it|describe|context|specify|test)\b|@tag\s+:?skip|\bskip:\s*(true|["'])|\bDISABLED_\w|(?:\.|->)skip\b|@group\s+skip|\[Explicit\b|\.disabled\(|\b(?:TEST_CASE|SCENARIO)\b.*"[^"]*\[(?:\.|!hide)|\*\s*(?:doctest::)?skip\((?!false)/m.test(
      text,
    )
  )
    return "skip"
  if (/@(Disabled|Enabled)(If|On)|#\[cfg_attr\([^)]*ignore|#\[cfg\((?!test\))|\[SkippableFact\b/.test(text))
    return "skipIf"
  if (onTest && /^\s*f(it|specify|describe|context)\b|\bfocus:\s*true|:focus\b|\.only\b/m.test(text))
    return "only"
  if (
    /#\[should_panic\b|\[!(may|should)fail\]|\*\s*(doctest::)?(may_fail|should_fail|expected_failures)\((?!false)/.test(
      text,
    )
  )
    return "xfail"
  return null
}

/** Skips in the first lines of a body. */
function bodyMarker(body: string): Marker["kind"] | null {
  const start = body.split("\n").slice(0, 6).join("\n")
  if (
    /\b(markTestSkipped|markTestIncomplete|XCTSkip(If|Unless)?|GTEST_SKIP|Assert\.(Ignore|Inconclusive|Skip)|Assumptions\.\w+|assume(True|False|That|Not)|throw SkipException|Skip\.If|t\.Skip)\b|^\s*(skip|pending)\b(?!\s*[=.])/m.test(
      start,
    )
  )
    return /If|Unless|assume|Assum/i.test(start) ? "skipIf" : "skip"
  return null
}

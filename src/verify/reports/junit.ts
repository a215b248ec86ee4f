import type { Failure, TestCounts } from "../../loop/evidence.ts"

export type JunitCase = {
  readonly classname: string
  readonly name: string
  /** Attribute `class`, which PHPUnit writes with the separators of its language. */
  readonly className: string | null
  readonly file: string | null
  readonly line: number | null
  /** Names of the suites around it, from the outside in. */
  readonly suites: readonly string[]
  /** Attribute `package` of its suite: linters put their own name there. */
  readonly package: string
  readonly outcome: "passed" | "failed" | "error" | "skipped"
  readonly message: string
  readonly text: string
}

/** Larger reports are not parsed: the parser needs many times their size in memory. */
const largestReport = 20 * 1024 * 1024

/**
 * Test cases of a JUnit XML report, in its order; null when the text is too large or not such a report. Entities of a DOCTYPE are
 * not expanded: a report is written by the code under test and may try to fill the memory.
 */
export async function junitCases(xml: string): Promise<JunitCase[] | null> {
  if (xml.length > largestReport || !/<testsuites?[\s>/]/.test(xml) || /<!DOCTYPE/i.test(xml)) return null
  const { XMLParser } = await import("fast-xml-parser") // 29 ms to load: only when there is a report
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: "@", // Node writes an attribute and an element of the same name
    textNodeName: "#text",
    parseAttributeValue: false,
    parseTagValue: false,
    trimValues: false,
    processEntities: false,
    isArray: (name) => ["testsuite", "testcase", "failure", "error", "skipped"].includes(name),
  })
  try {
    const cases: JunitCase[] = []
    collect(parser.parse(xml), { suites: [], package: "", file: null }, cases)
    return cases
  } catch {
    return null // cut off in the middle: the run was killed while it wrote
  }
}

/** Totals of a report. */
export function junitCounts(cases: readonly JunitCase[]): TestCounts {
  const count = (outcomes: readonly JunitCase["outcome"][]) =>
    cases.filter((entry) => outcomes.includes(entry.outcome)).length
  return { passed: count(["passed"]), failed: count(["failed", "error"]), skipped: count(["skipped"]) }
}

/** Failures of a report; `toFailure` decides how a tool's class and file names become an id. */
export function junitFailures(
  cases: readonly JunitCase[],
  toFailure: (entry: JunitCase) => Failure,
): Failure[] {
  return cases.filter((entry) => entry.outcome === "failed" || entry.outcome === "error").map(toFailure)
}

type Around = { readonly suites: readonly string[]; readonly package: string; readonly file: string | null }

function collect(node: unknown, around: Around, into: JunitCase[]): void {
  if (!isRecord(node)) return
  for (const [name, value] of Object.entries(node)) {
    if (name === "testcase") for (const entry of listOf(value)) into.push(toCase(entry, around))
    else if (name === "testsuites") for (const child of listOf(value)) collect(child, around, into)
    else if (name === "testsuite")
      for (const child of listOf(value)) collect(child, inside(child, around), into)
  }
}

function inside(suite: unknown, around: Around): Around {
  if (!isRecord(suite)) return around
  return {
    suites: [...around.suites, textOf(suite["@name"])],
    package: textOf(suite["@package"]) || around.package,
    file: textOf(suite["@file"]) || around.file,
  }
}

function toCase(node: unknown, around: Around): JunitCase {
  const entry = isRecord(node) ? node : {}
  const details = [...listOf(entry.failure), ...listOf(entry.error)]
  const detail = details.find(isRecord) ?? details.find((it) => typeof it === "string" && it !== "") ?? ""
  const outcome =
    entry.failure !== undefined
      ? "failed"
      : entry.error !== undefined
        ? "error"
        : entry.skipped !== undefined || /^(?:notrun|disabled|skipped)$/.test(textOf(entry["@status"]))
          ? "skipped"
          : "passed"
  const line = Number(textOf(entry["@line"]))
  return {
    classname: textOf(entry["@classname"]),
    name: textOf(entry["@name"]),
    className: textOf(entry["@class"]) || null,
    file: textOf(entry["@file"]) || around.file,
    line: Number.isInteger(line) && line > 0 ? line : null,
    suites: around.suites,
    package: around.package,
    outcome,
    message: isRecord(detail) ? textOf(detail["@message"]) : "",
    text: isRecord(detail) ? textOf(detail["#text"]) : textOf(detail),
  }
}

function listOf(value: unknown): unknown[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value]
}

function textOf(value: unknown): string {
  return typeof value === "string" ? decodeEntities(value) : ""
}

const named: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" }

/** The five entities of XML and character numbers; nothing a document could define itself. */
function decodeEntities(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#x([\da-f]{1,6})|(lt|gt|amp|quot|apos));/gi,
    (whole, decimal, hex, name) => {
      if (name !== undefined) return named[String(name).toLowerCase()] ?? whole
      const point = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal)
      return point > 0x10ffff ? whole : String.fromCodePoint(point)
    },
  )
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

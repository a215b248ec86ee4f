import { isRecord } from "../../system/json-record.ts"
import { ctrf } from "./ctrf.ts"
import { jestJson, mochaJson, rspecJson } from "./javascript-json.ts"
import type { Report } from "./report.ts"

/** Documents of one output beyond these are not read; a run writes one or two. */
const mostDocuments = 20
/** Parsing a document takes several times its size in memory. */
const largestDocument = 20 * 1024 * 1024
const keys = /"(?:testResults|passes|examples|results)"/

/** The report in a JSON document, whichever reporter wrote it; null when it is none. */
export function reportInJson(text: string, workspace: string): Report | null {
  if (text.length > largestDocument || !keys.test(text)) return null
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null // cut off, or only looks like one
  }
  if (!isRecord(value)) return null
  return (
    jestJson(value, workspace) ??
    mochaJson(value, workspace) ??
    rspecJson(value, workspace) ??
    ctrf(value, workspace)
  )
}

/** Reports that runners printed into their output: one line of JSON, or a document between a line `{` and a line `}`. */
export function printedReports(text: string, workspace: string): Report[] {
  if (!keys.test(text)) return []
  const reports: Report[] = []
  let tried = 0
  let closes = true // looked for once in vain, a closing line is nowhere further on either
  for (let at = 0; at < text.length && tried < mostDocuments; ) {
    const start = text.startsWith("{", at) ? at : text.indexOf("\n{", at) + 1
    if (start === 0 && !text.startsWith("{", at)) break
    const lineEnd = endOfLine(text, start)
    const opens = lineEnd - start <= 2
    const close = opens && closes ? text.indexOf("\n}", start) : -1
    if (opens && close < 0) closes = false
    const end = close < 0 ? lineEnd : close + 2
    const document = text.slice(start, end)
    if (keys.test(document)) {
      tried++
      const report = reportInJson(document, workspace)
      if (report !== null) reports.push(report)
    }
    at = Math.max(end, start + 1)
    if (text.startsWith("\n", at)) at++
  }
  return reports
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf("\n", from)
  return end < 0 ? text.length : end
}

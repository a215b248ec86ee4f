import type { Limit, Marker } from "../facts.ts"
import { canonical } from "../text/canonical.ts"
import { oneLine } from "../text/lines.ts"
import { named } from "../tree/named.ts"
import { child, type Tree } from "../tree/tree.ts"
import { pythonCases } from "./cases.ts"

/** What the decorators of a test or class say, those around it included. */
export type Decoration = {
  readonly markers: readonly Marker[]
  readonly limits: readonly Limit[]
  readonly rows: readonly string[]
  readonly tableElsewhere: boolean
}

export function decoration(
  decorators: readonly Tree[],
  outer: Decoration,
  text: string,
  lineOf: (offset: number) => number,
  tables: ReadonlyMap<string, Tree>,
): Decoration {
  const markers = [...outer.markers]
  const limits = [...outer.limits]
  const rows = [...outer.rows]
  let tableElsewhere = outer.tableElsewhere
  for (const node of decorators) {
    const source = canonical(text.slice(node.start + 1, node.end), "hash")
    const place = { text: oneLine(text.slice(node.start, node.end), 160), line: lineOf(node.start) }
    const kind = markerOf(source)
    if (kind !== null) markers.push({ kind, ...place })
    const timeout = /\btimeout\((?:seconds=|timeout=)?([\d.]+)/.exec(source)
    if (timeout !== null) limits.push({ kind: "timeout", value: Number(timeout[1]) * 1000, ...place })
    const retries =
      /\b(?:flaky|retry|repeat)\((?:[^)]*?\b(?:reruns|max_runs|retries|times|tries)=)?(\d+)/.exec(source)
    if (retries !== null) limits.push({ kind: "retries", value: Number(retries[1]), ...place })
    if (/\bflaky$/.test(source)) limits.push({ kind: "retries", value: 1, ...place })
    if (!/\b(parametrize|expand|parameterized|data|ddt\.data|given)\b/.test(source)) continue
    const call = named(node)[0]
    const given = named(child(call, "arguments"))
    const table = /parametrize/.test(source)
      ? (given.find((arg) => child(arg, "name")?.value === "argvalues") ?? given[1])
      : given[0]
    const value = table?.kind === "keyword_argument" ? (child(table, "value") ?? undefined) : table
    const cases = /\bdata\(/.test(source)
      ? given.map((arg) => canonical(text.slice(arg.start, arg.end), "hash"))
      : pythonCases(value, tables, text)
    const marked = cases?.find((row) => /\bmarks=.*\b(skip|skipif|xfail)\b/.test(row))
    if (marked !== undefined) markers.push({ kind: /skip/.test(marked) ? "skip" : "xfail", ...place })
    if (cases === null) tableElsewhere = true
    else rows.push(...cases)
  }
  return { markers, limits, rows, tableElsewhere }
}

function markerOf(source: string): Marker["kind"] | null {
  if (/\b(skipif|skipIf|skipUnless)\(/.test(source))
    return /\((True|1|not False)\b/.test(source) && !/Unless/.test(source) ? "skip" : "skipIf"
  if (/(^|\.)skip\b/.test(source)) return "skip"
  if (/\bxfail\b|\bexpectedFailure\b/.test(source)) return "xfail"
  return null
}

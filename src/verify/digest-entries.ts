import type { Failure } from "../loop/evidence.ts"
import { plural } from "../loop/plural.ts"
import type { Change } from "./change.ts"
import type { FailureGroup } from "./digest-group.ts"
import { placesOf, sourceAround } from "./digest-source.ts"
import { cutToBytes } from "./fit.ts"
import { rankOf } from "./reports/failure-class.ts"

export type EntryMarks = {
  readonly added: ReadonlySet<string>
  /** Ids that failed before the loop began. */
  readonly old: ReadonlySet<string>
  /** Ids seen red and green at the same tree. */
  readonly flaky: ReadonlySet<string>
}

/** The first groups are told with source, some more with their message, the rest by name. */
const withSource = 3
const withMessage = 8
const mostNamed = 24
const entryBytes = 1600
const moreIds = 4

/**
 * Groups of failures as numbered entries within `bytes`, in their order. Entries that no longer fit are named by id, then counted.
 */
export function failureEntries(
  groups: readonly FailureGroup[],
  marks: EntryMarks,
  workspace: string,
  bytes: number,
): string {
  if (groups.length === 0 || bytes <= 60) return ""
  const shownPlaces = new Set<string>()
  const full = groups.map((group, index) => {
    if (index >= withMessage) return nameOnly(group, index + 1, marks)
    const source = index < withSource ? sourceOf(group.first, workspace, shownPlaces) : null
    return cutToBytes(entryText(group, index, marks, source), entryBytes)
  })
  const parts: string[] = []
  let left = bytes - 60 // for the line that counts the rest
  // When not all fit, half of the room goes to whole texts and half to names.
  const reserve = full.reduce((sum, text) => sum + sizeOf(text), 0) <= left ? 0 : bytes / 2
  let brief = false
  let told = 0
  for (const [index, group] of groups.entries()) {
    if (parts.length >= mostNamed) break
    const whole = full[index] ?? ""
    brief ||= index > 0 && left - sizeOf(whole) < reserve
    const entry = brief ? cutToBytes(nameOnly(group, index + 1, marks), 240) : whole
    left -= sizeOf(entry)
    if (left < 0) break
    parts.push(entry)
    told += 1 + group.others.length
  }
  const rest = groups.reduce((sum, group) => sum + 1 + group.others.length, 0) - told
  if (rest > 0) parts.push(`… and ${plural(rest, "more failure")} (see the log).`)
  return parts.join("\n")
}

/** Ids that no longer fail, as far as they fit. */
export function goneEntries(change: Change, bytes: number): string {
  if (change.gone.length === 0) return ""
  const lines = [
    change.conclusive ? "Fixed since the last run:" : "No longer reported (not everything was run):",
  ]
  let left = bytes - Buffer.byteLength(lines[0] ?? "") - 40
  for (const id of change.gone.slice(0, 12)) {
    const line = cutToBytes(`- ${id}`, 200)
    left -= sizeOf(line)
    if (left < 0) break
    lines.push(line)
  }
  const rest = change.gone.length - (lines.length - 1)
  if (rest > 0) lines.push(`- … and ${rest} more`)
  return lines.length === 1 || left < 0 ? "" : lines.join("\n")
}

function nameOnly(group: FailureGroup, number: number, marks: EntryMarks): string {
  const first =
    group.first.message
      .split("\n")
      .find((line) => line.trim() !== "")
      ?.trim() ?? ""
  const said = first === "" || group.first.id.includes(first) ? "" : ` — ${cutToBytes(first, 120)}`
  const more = group.others.length === 0 ? "" : ` (and ${group.others.length} more of the same)`
  return `${number}. [${marksOf(group.first.id, marks)}] ${cutToBytes(group.first.id, 240)}${more}${said}`
}

function marksOf(id: string, marks: EntryMarks): string {
  const words = [marks.added.has(id) ? "new" : "still"]
  if (marks.old.has(id)) words.push("failed before the loop")
  if (marks.flaky.has(id)) words.push("flaky, does not decide")
  return words.join(", ")
}

function sizeOf(entry: string): number {
  return Buffer.byteLength(entry) + 1
}

function entryText(group: FailureGroup, index: number, marks: EntryMarks, source: string | null): string {
  const { first, others } = group
  const place = first.file === null ? "" : ` — ${first.file}${first.line === null ? "" : `:${first.line}`}`
  const lines = [
    `${index + 1}. [${marksOf(first.id, marks)}] ${first.class}: ${cutToBytes(first.id, 400)}${place}`,
    ...messageLines(first, index === 0 ? 14 : index < withSource ? 8 : 4),
  ]
  // Values the message already shows are not repeated.
  const say = (name: string, value: string | null) => {
    const flat = value?.replace(/\s+/g, " ").trim() ?? ""
    if (value !== null && !first.message.includes(value) && !first.message.includes(flat))
      lines.push(`   ${name}: ${cutToBytes(flat, 240)}`)
  }
  say("expected", first.expected)
  say("actual", first.actual)
  if (first.frame !== null && !first.message.includes(first.frame))
    lines.push(`   ${cutToBytes(first.frame, 200)}`)
  if (source !== null) lines.push(source)
  if (others.length > 0) lines.push(`   … and ${others.length} more of the same: ${othersText(others)}`)
  return lines.join("\n")
}

function othersText(others: readonly Failure[]): string {
  const ids = others.slice(0, moreIds).map((failure) => cutToBytes(nameOf(failure), 120))
  return `${ids.join("; ")}${others.length > moreIds ? "; …" : ""}`
}

/** A test is known by its id, a diagnostic by its place. */
function nameOf(failure: Failure): string {
  if (rankOf(failure.class) > rankOf("lint") || failure.file === null) return failure.id
  return failure.line === null ? failure.file : `${failure.file}:${failure.line}`
}

/** Beginning of a message, and of a long one also the lines that differ: in a diff they are what matters. */
function messageLines(failure: Failure, most: number): string[] {
  // Diagnostics carry their message in the id.
  const lines = failure.message
    .split("\n")
    .filter((line, index) => line.trim() !== "" && !(index === 0 && failure.id.includes(line.trim())))
  const shown = lines.slice(0, most)
  const rest = lines.slice(most)
  const differing = rest.filter((line) => /^\s{0,6}(?:[-+] ?\S|E {3}|>)/.test(line)).slice(0, 8)
  const indented = [...shown, ...differing].map((line) => `   ${cutToBytes(line.trimEnd(), 300)}`)
  if (rest.length > differing.length) indented.push("   …")
  return indented
}

/** The source at the failure's place, each place once, unless the message brings it along. */
function sourceOf(failure: Failure, workspace: string, shown: Set<string>): string | null {
  const source = sourceAround(workspace, placesOf(failure))
  if (source === null) return null
  const key = `${source.place.file}:${source.place.line}`
  const marked = source.text.split("\n").find((line) => line.startsWith(">"))
  const code = marked?.replace(/^> *\d+ \| /, "").trim() ?? ""
  if (shown.has(key) || (code.length > 12 && failure.message.includes(code) && failure.message.includes("|")))
    return null
  shown.add(key)
  const text = source.text.replace(/^/gm, "   ")
  const isTold = key === `${failure.file}:${failure.line}` || failure.frame?.includes(key) === true
  return isTold ? text : `   ${key}\n${text}`
}

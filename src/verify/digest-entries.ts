import type { Failure } from "../loop/evidence.ts"
import type { Change } from "./change.ts"
import { cutToBytes } from "./fit.ts"
import { rankOf } from "./reports/failure-class.ts"

const messageLines = 8
const entryBytes = 1200

/**
 * The failures as numbered entries within `bytes`: in the order of repair (syntax, missing module, type …), new ones first within a
 * class. Entries that no longer fit are named by id, then counted.
 */
export function failureEntries(
  failures: readonly Failure[],
  change: Change,
  baselineFailing: readonly string[],
  bytes: number,
): string {
  const added = new Set(change.added)
  const old = new Set(baselineFailing)
  const ordered = [...failures].sort(
    (a, b) =>
      rankOf(a.class) - rankOf(b.class) ||
      Number(added.has(b.id)) - Number(added.has(a.id)) ||
      (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  )
  const full = ordered.map((failure, index) =>
    cutToBytes(entryText(failure, index + 1, marksOf(failure.id, added, old)), entryBytes),
  )
  const parts: string[] = []
  let left = bytes - 60 // for the line that counts the rest
  // When not all fit, half of the room goes to whole texts and half to names.
  const reserve = full.reduce((sum, text) => sum + sizeOf(text), 0) <= left ? 0 : bytes / 2
  let brief = false
  for (const [index, failure] of ordered.entries()) {
    const whole = full[index] ?? ""
    brief ||= index > 0 && left - sizeOf(whole) < reserve
    const name = `${index + 1}. [${marksOf(failure.id, added, old)}] ${failure.id}`
    const entry = brief ? cutToBytes(name, 240) : whole
    left -= sizeOf(entry)
    if (left < 0) break
    parts.push(entry)
  }
  const rest = ordered.length - parts.length
  if (rest > 0) parts.push(`… and ${rest} more failures (see the log).`)
  return failures.length === 0 || bytes <= 60 ? "" : parts.join("\n")
}

/** Ids that no longer fail, as far as they fit. */
export function goneEntries(change: Change, bytes: number): string {
  if (change.gone.length === 0) return ""
  const lines = [
    change.conclusive ? "Fixed since the last run:" : "No longer reported (not everything was run):",
  ]
  let left = bytes - Buffer.byteLength(lines[0] ?? "") - 40
  for (const id of change.gone.slice(0, 20)) {
    const line = cutToBytes(`- ${id}`, 200)
    left -= sizeOf(line)
    if (left < 0) break
    lines.push(line)
  }
  const rest = change.gone.length - (lines.length - 1)
  if (rest > 0) lines.push(`- … and ${rest} more`)
  return lines.length === 1 || left < 0 ? "" : lines.join("\n")
}

function marksOf(id: string, added: ReadonlySet<string>, old: ReadonlySet<string>): string {
  return `${added.has(id) ? "new" : "still"}${old.has(id) ? ", failed before the loop" : ""}`
}

function sizeOf(entry: string): number {
  return Buffer.byteLength(entry) + 1
}

function entryText(failure: Failure, number: number, marks: string): string {
  const place =
    failure.file === null ? "" : ` — ${failure.file}${failure.line === null ? "" : `:${failure.line}`}`
  const message = failure.message.split("\n").filter((line) => line.trim() !== "")
  const lines = [`${number}. [${marks}] ${failure.class}: ${failure.id}${place}`]
  for (const line of message.slice(0, messageLines)) lines.push(`   ${cutToBytes(line, 300)}`)
  if (message.length > messageLines) lines.push("   …")
  // Values the message already shows are not repeated.
  const say = (name: string, value: string | null) => {
    if (value !== null && !failure.message.includes(value))
      lines.push(`   ${name}: ${cutToBytes(value.replace(/\s+/g, " "), 200)}`)
  }
  say("expected", failure.expected)
  say("actual", failure.actual)
  if (failure.frame !== null) lines.push(`   ${cutToBytes(failure.frame, 200)}`)
  return lines.join("\n")
}

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
  const parts: string[] = []
  let left = bytes - 60 // for the line that counts the rest
  let shown = 0
  for (const [index, failure] of ordered.entries()) {
    const marks = [
      added.has(failure.id) ? "new" : "still",
      ...(old.has(failure.id) ? ["failed before the loop"] : []),
    ]
    const full = cutToBytes(entryText(failure, index + 1, marks), entryBytes)
    const brief = cutToBytes(`${index + 1}. [${marks.join(", ")}] ${failure.id}`, 240)
    // From the middle of the budget on, ids of many say more than the whole text of few.
    const entry =
      left - Buffer.byteLength(full) > (ordered.length - index - 1) * 80 || index === 0 ? full : brief
    const size = Buffer.byteLength(entry) + 1
    if (size > left) break
    parts.push(entry)
    left -= size
    shown++
  }
  if (shown < ordered.length) parts.push(`… and ${ordered.length - shown} more failures (see the log).`)
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
    left -= Buffer.byteLength(line) + 1
    if (left < 0) break
    lines.push(line)
  }
  const rest = change.gone.length - (lines.length - 1)
  if (rest > 0) lines.push(`- … and ${rest} more`)
  return lines.length === 1 || left < 0 ? "" : lines.join("\n")
}

function entryText(failure: Failure, number: number, marks: readonly string[]): string {
  const place =
    failure.file === null ? "" : ` — ${failure.file}${failure.line === null ? "" : `:${failure.line}`}`
  const message = failure.message.split("\n").filter((line) => line.trim() !== "")
  const lines = [`${number}. [${marks.join(", ")}] ${failure.class}: ${failure.id}${place}`]
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

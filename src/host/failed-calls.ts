import type { FailedCall } from "../loop/event.ts"
import { isRecord, recordField, textField } from "./payload.ts"
import { isFromModel, isPlanner, type TranscriptRow } from "./transcript-row.ts"

/** More different calls than these in one turn are no repetition. */
const mostCalls = 20

/**
 * Tool calls of a turn that did not happen: refused, blocked or broken off by the host. A command that ran and ended
 * with an error is none of them: that is how tests fail (S58).
 */
export function failedCallsIn(turn: readonly TranscriptRow[]): readonly FailedCall[] {
  const failed: FailedCall[] = []
  let waiting: readonly unknown[] = []
  for (const row of newest(turn)) {
    if (isPlanner(row)) {
      waiting = row.calls
      continue
    }
    if (!isFromModel(row) && row.type !== "ERROR_MESSAGE") continue
    const [call, ...others] = waiting
    waiting = others
    if (!isRecord(call) || !didNotHappen(row) || failed.length >= mostCalls) continue
    failed.push({ name: textField(call, "name") ?? "", args: recordField(call, "args") ?? {} })
  }
  return failed
}

function didNotHappen(row: TranscriptRow): boolean {
  return (row.status === "ERROR" || row.type === "ERROR_MESSAGE") && row.exitCode === null
}

/** Each step once, as it stands in the end: a running row is followed by its finished one. */
function newest(turn: readonly TranscriptRow[]): readonly TranscriptRow[] {
  return [...new Map(turn.map((row) => [`${row.index}:${row.type}`, row])).values()]
}

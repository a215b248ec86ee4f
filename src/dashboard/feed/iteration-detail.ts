import { stateById } from "../../control/loops.ts"
import type { Person } from "../../control/person.ts"
import { evidenceOf } from "../../control/stored-evidence.ts"
import { peekControls } from "../../store/control.ts"
import type { Reply } from "../model/messages.ts"
import { failureView } from "./blocker.ts"
import { findingViews } from "./gate-view.ts"
import { logOf } from "./iteration-logs.ts"

/** What an iteration measured (0 = the baseline), or why that is not known. Throws StoreError. */
export function iterationDetail(person: Person, loop: string, n: number): Reply {
  const found = stateById(person, loop)
  if (found.kind === "refused") return found
  const { state } = found
  const evidence = evidenceOf(person.home, loop, n)
  if (evidence === null) {
    const message =
      state.checks.length === 0
        ? "This loop has no checks, so nothing was measured."
        : `Nothing was kept of ${n === 0 ? "the baseline" : `iteration ${n}`}.`
    return { kind: "refused", message, next: "The journal and the report of the loop tell the rest." }
  }
  const checks = evidence.checks.map((check) => {
    const { command, end, exitCode, durationMs, counts, note, failures } = check
    return {
      command,
      end,
      exitCode,
      durationMs,
      passed: counts?.passed ?? null,
      failed: counts?.failed ?? null,
      skipped: counts?.skipped ?? null,
      note,
      failures: failures.map((failure) => failureView(state.workspace, failure)),
      log: logOf(person.home, loop, check) !== null,
    }
  })
  const notes = evidence.reused
    ? ["The tree was unchanged, so the last result was used again.", ...evidence.notes]
    : evidence.notes
  const findings = findingViews(state, evidence.findings, peekControls(person.home, loop))
  return { kind: "detail", detail: { loop, n, digest: evidence.digest, checks, findings, notes } }
}

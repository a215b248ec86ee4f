import type { ShownEvidence, ShownFinding } from "../../control/stored-evidence.ts"
import type { ControlRequest } from "../../loop/control.ts"
import type { LoopState } from "../../loop/state.ts"
import type { FindingView, GateView } from "../model/view.ts"

/**
 * What the integrity gate said at the last Stop. It judges greens only, so a red run, `--no-check` and a loop whose test
 * surface could not be recorded read as unmeasured, never as intact.
 */
export function gateView(
  state: LoopState,
  evidence: ShownEvidence | null,
  requests: readonly ControlRequest[],
): GateView {
  const findings = findingViews(state, evidence?.findings ?? [], requests)
  if (findings.length > 0) {
    const open = findings.filter(({ severity, approvedBy }) => severity !== "low" && approvedBy === null)
    return { kind: "findings", open: open.length, findings }
  }
  const recorded = state.guarded.some(({ path }) => /[\\/]surface\.json$/.test(path))
  return recorded && evidence?.verdict === "green" && state.iteration > 0
    ? { kind: "intact" }
    : { kind: "unmeasured" }
}

/** Findings with who approved them; an approval that the loop has not obeyed yet counts as one. */
export function findingViews(
  state: LoopState,
  findings: readonly ShownFinding[],
  requests: readonly ControlRequest[],
): FindingView[] {
  const approvals = new Map<string, string>()
  for (const { finding, by } of state.approved) approvals.set(finding, by)
  for (const request of requests) {
    if (request.kind === "approve") approvals.set(request.finding, request.by)
  }
  return findings.map((finding) => ({ ...finding, approvedBy: approvals.get(finding.id) ?? null }))
}

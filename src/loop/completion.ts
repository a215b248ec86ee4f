import type { Evidence } from "./evidence.ts"
import type { LoopState } from "./state.ts"

/** What a green or unchecked run means for the loop (design §7). */
export type Completion =
  | {
      readonly kind: "complete"
      readonly outcome: "verified" | "already-green" | "unverified"
      readonly reason: string
    }
  | { readonly kind: "tampered"; readonly why: string }
  | { readonly kind: "unclaimed"; readonly promise: string }
  | { readonly kind: "open" }

/** Claim that completes a loop whose user named none (design §7). */
const defaultPromise = "DONE"

/** The text that the agent has to promise in this loop. */
export function promiseOf(state: LoopState): string {
  return state.settings.completion ?? defaultPromise
}

/** Judges a Stop's evidence against design §7; red and inconclusive runs are `open`, whatever was claimed (S20). */
export function completionOf(state: LoopState, evidence: Evidence): Completion {
  const claimed = evidence.claim.kind === "promise"
  if (evidence.verdict === "unchecked") {
    if (!claimed) return { kind: "open" }
    return {
      kind: "complete",
      outcome: "unverified",
      reason: "the agent claimed completion; no check was set",
    }
  }
  if (evidence.verdict !== "green") return { kind: "open" }
  const findings = unapproved(state, evidence)
  if (findings.length > 0) return { kind: "tampered", why: findings.join("; ") }
  const untouched =
    evidence.tree !== null && evidence.tree === state.baseline.tree && evidence.head === state.baseline.head
  if (untouched) return untouchedGreen(state, claimed)
  const proven = state.baseline.verdict === "red" && state.settings.completion === null
  if (claimed || proven) {
    return {
      kind: "complete",
      outcome: "verified",
      reason: "all checks passed in a full run on the final tree",
    }
  }
  return { kind: "unclaimed", promise: promiseOf(state) }
}

/** Green on the very tree the loop began with: nothing was done, so it is flagged and never called verified (S26). */
function untouchedGreen(state: LoopState, claimed: boolean): Completion {
  if (claimed || state.iteration > 0) {
    return { kind: "complete", outcome: "already-green", reason: "the checks pass and nothing was changed" }
  }
  return { kind: "unclaimed", promise: promiseOf(state) }
}

function unapproved(state: LoopState, evidence: Evidence): string[] {
  if (evidence.integrity.kind === "intact") return []
  const known = new Set(state.approved.map((approval) => approval.finding))
  return evidence.integrity.findings
    .filter((finding) => !known.has(finding.id))
    .map((finding) => `${finding.file}${finding.line === null ? "" : `:${finding.line}`} ${finding.why}`)
}

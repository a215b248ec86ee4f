import type { Evidence, Finding } from "./evidence.ts"
import { excerpt } from "./excerpt.ts"
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
  const findings = blockingFindings(state, evidence)
  if (findings.length > 0) return { kind: "tampered", why: findings.map(tell).join("\n") }
  const untouched =
    evidence.tree !== null && evidence.tree === state.baseline.tree && evidence.head === state.baseline.head
  if (untouched) return untouchedGreen(state, claimed)
  if (claimed || isProven(state, evidence)) {
    return {
      kind: "complete",
      outcome: "verified",
      reason: `the checks passed in a full run on the final tree${besides(evidence)}`,
    }
  }
  return { kind: "unclaimed", promise: promiseOf(state) }
}

/** A red baseline that turned green proves the work, unless all that was red is flaky: chance proves nothing (S82). */
function isProven(state: LoopState, evidence: Evidence): boolean {
  if (state.baseline.verdict !== "red" || state.settings.completion !== null) return false
  const flaky = new Set(evidence.flaky)
  return state.baseline.failing.some((id) => !flaky.has(id))
}

/** What a verified loop does not hide: quarantined tests, and old failures that the task did not name. */
function besides(evidence: Evidence): string {
  const flaky = new Set(evidence.flaky)
  const blocking = new Set(evidence.blocking)
  const old = evidence.failing.filter((id) => !flaky.has(id) && !blocking.has(id))
  const parts = [
    evidence.flaky.length > 0 ? `; flaky and quarantined: ${listed(evidence.flaky)}` : "",
    old.length > 0 ? `; failing since before the loop and not part of the task: ${listed(old)}` : "",
  ]
  return parts.join("")
}

function listed(ids: readonly string[]): string {
  const shown = ids.slice(0, 5).map((id) => excerpt(id, 120))
  return ids.length > shown.length
    ? `${shown.join(", ")} and ${ids.length - shown.length} more`
    : shown.join(", ")
}

/** Green on the very tree the loop began with: nothing was done, so it is flagged and never called verified (S26). */
function untouchedGreen(state: LoopState, claimed: boolean): Completion {
  if (claimed || state.iteration > 0) {
    return { kind: "complete", outcome: "already-green", reason: "the checks pass and nothing was changed" }
  }
  return { kind: "unclaimed", promise: promiseOf(state) }
}

/** Findings that keep a green from counting: of weight, and not approved by the user (S79). */
export function blockingFindings(state: LoopState, evidence: Evidence): Finding[] {
  if (evidence.integrity.kind === "intact") return []
  const known = new Set(state.approved.map((approval) => approval.finding))
  return evidence.integrity.findings.filter(({ id, severity }) => severity !== "low" && !known.has(id))
}

function tell({ file, line, why, before, after }: Finding): string {
  const place = line === null ? file : `${file}:${line}`
  const change =
    before === "" && after === "" ? "" : ` (before: ${excerpt(before, 160)} — now: ${excerpt(after, 160)})`
  return `- ${place}: ${why}${change}`
}

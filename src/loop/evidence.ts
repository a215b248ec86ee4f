import type { z } from "zod"
import type { usageSchema } from "./state-schema.ts"

export const failureClasses = [
  "syntax",
  "missing-module",
  "type",
  "lint",
  "assertion",
  "timeout",
  "crash",
  "infrastructure",
] as const

export type FailureClass = (typeof failureClasses)[number]

/** One failing test or diagnostic, whatever tool reported it. `id` survives line moves. */
export type Failure = {
  readonly id: string
  readonly suite: string
  readonly file: string | null
  readonly line: number | null
  readonly class: FailureClass
  readonly message: string
  readonly expected: string | null
  readonly actual: string | null
  readonly frame: string | null
}

export type TestCounts = { readonly passed: number; readonly failed: number; readonly skipped: number }

/**
 * How one check ended. Only `passed` is a pass (invariant 3): a check that did not run, timed out or was killed
 * never is. `infrastructure` = the command could not be started (missing program, no permission).
 */
export type CheckEnd = "passed" | "failed" | "timeout" | "killed" | "infrastructure" | "not-run"

export type CheckResult = {
  readonly command: string
  readonly end: CheckEnd
  readonly exitCode: number | null
  readonly durationMs: number
  readonly failures: readonly Failure[]
  readonly counts: TestCounts | null
  /** Sorted ids of the tests that ran, passed or failed, at most 20,000; null when the report does not name them all. */
  readonly ran: readonly string[] | null
  /** Absolute path of the full output; secrets are redacted in it. */
  readonly logPath: string | null
  /** One sentence for people when `end` is neither passed nor failed. */
  readonly note: string | null
}

/** `inconclusive`: nothing red was seen, but not everything ran to its end. `unchecked`: `--no-check`. */
export type Verdict = "green" | "red" | "inconclusive" | "unchecked"

export type Claim =
  | { readonly kind: "none" }
  | { readonly kind: "promise"; readonly text: string }
  | { readonly kind: "blocked"; readonly why: string }

export type Finding = {
  readonly id: string
  readonly file: string
  readonly line: number | null
  readonly severity: "high" | "medium" | "low"
  readonly why: string
  readonly before: string
  readonly after: string
}

export type Integrity =
  | { readonly kind: "intact" }
  | { readonly kind: "findings"; readonly findings: readonly Finding[] }

export type Usage = z.infer<typeof usageSchema>

/** Everything measured at one Stop (design §2). Tree hashes are git tree ids, or null outside git. */
export type Evidence = {
  readonly verdict: Verdict
  readonly checks: readonly CheckResult[]
  /** Sorted ids of everything that fails now. */
  readonly failing: readonly string[]
  /** Those of them that decide: neither quarantined as flaky nor spared as older than the loop (S80, S82). */
  readonly blocking: readonly string[]
  /** Tests seen red and green at the same tree; they never decide alone. */
  readonly flaky: readonly string[]
  /** Compared with the last Stop: newly failing, and proven not to fail any more. */
  readonly delta: { readonly added: readonly string[]; readonly fixed: readonly string[] }
  /** Where the run stands towards the baseline; null without one. */
  readonly standing: "clean" | "regressed" | "baseline-broken" | "fixed-baseline" | null
  /** Measured sentences for the agent that no other field says (a false excuse, a test that never ran). */
  readonly notes: readonly string[]
  /** Content hash of the working tree before the checks ran. */
  readonly tree: string | null
  /** The same after the checks ran (checks may write files); the next Stop is compared with this one. */
  readonly treeAfter: string | null
  /** Commit id of the user's HEAD, to see commits as progress. */
  readonly head: string | null
  /** The same after a commit of our own (`--commit-each`), which is no progress of the agent. */
  readonly headAfter: string | null
  /** True when an unchanged tree let us reuse the last result instead of running again (S83). */
  readonly reused: boolean
  readonly integrity: Integrity
  readonly claim: Claim
  /** Tool calls of this turn that did not happen; equal keys mean the same call (S58). */
  readonly failedCalls?: readonly { readonly key: string; readonly what: string }[]
  readonly usage: Usage
  /** Bounded, stripped, redacted and fenced text about the checks, ready for the agent (invariant 10). */
  readonly digest: string
  /** Ref of the checkpoint taken at this Stop, or null (outside git). */
  readonly checkpoint: string | null
  /** Check time of this iteration in ms; 0 when reused. */
  readonly checkMs: number
}

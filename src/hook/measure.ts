import type { Repository } from "../git/repository.ts"
import { readClaim } from "../loop/claim.ts"
import { promiseOf } from "../loop/completion.ts"
import type { Claim, Evidence } from "../loop/evidence.ts"
import type { JournalEntry } from "../loop/journal.ts"
import type { LoopState } from "../loop/state.ts"
import { unknownUsage } from "../loop/usage-sum.ts"
import type { Suspicion } from "../verify/suspicion.ts"
import { commitEach } from "./commit-each.ts"
import type { HookContext } from "./context.ts"
import { storedResults } from "./evidence-file.ts"
import { inspect } from "./gate.ts"
import { changedGuards } from "./guarded.ts"
import { judge } from "./judge.ts"
import { protectedChanges } from "./protected-changes.ts"
import { runAll } from "./run-all.ts"
import { settleFlaky } from "./settle-flaky.ts"
import { snapshot } from "./snapshot.ts"
import { triedSince } from "./tried.ts"

export type Measured =
  | { readonly kind: "measured"; readonly evidence: Evidence; readonly events: readonly JournalEntry[] }
  | { readonly kind: "cancelled" }
  | { readonly kind: "abandoned" }

/** All runs and reruns of one Stop together must end before the host's hook timeout (1800 s in hooks.json). */
const allChecksMs = 1_700_000
const digestBudgetBytes = 8 * 1024

/**
 * Measures the tree as the agent left it: checkpoint, then the checks (or their last result when nothing changed
 * since, S83), then what the agent claims. The checkpoint comes first, so that files written by the checks are not in it.
 */
export async function measure(
  context: HookContext,
  state: LoopState,
  message: string | null,
): Promise<Measured> {
  const number = state.iteration + 1
  const deadline = context.now() + allChecksMs
  const taken = await snapshot(state, `iteration ${number} of loop ${state.id}`)
  const guards = changedGuards(state)
  const events: JournalEntry[] = [
    ...(taken.repo === null ? [] : taken.events),
    ...guards.map((path) => ({
      kind: "tamper",
      detail: `${path} was changed during the loop; the approved copy is used`,
    })),
  ]
  const common = {
    tree: taken.tree,
    head: taken.head,
    headAfter: taken.head,
    integrity: { kind: "intact" as const },
    claim: claimOf(state, message),
    usage: unknownUsage,
    checkpoint: taken.ref,
  }
  if (state.checks.length === 0) {
    const evidence: Evidence = {
      ...common,
      verdict: "unchecked",
      checks: [],
      failing: [],
      blocking: [],
      flaky: [],
      delta: { added: [], fixed: [] },
      standing: null,
      notes: [],
      treeAfter: taken.tree,
      reused: false,
      digest: "",
      checkMs: 0,
    }
    return { kind: "measured", evidence, events }
  }
  const kept = storedResults(context.home, state)
  const earlier = taken.tree !== null && taken.tree === state.tree ? kept : null
  const ran = earlier === null ? await runAll(context, state, number, deadline) : null
  if (ran !== null && ran.kind !== "ran") return ran
  const first = ran?.results ?? earlier ?? []
  const before = (kept ?? []).flatMap((check) => check.failures)
  const judged = await judge(context, { state, results: first, before, message, deadline: ran && deadline })
  const settled = await settleFlaky(context, { state, results: first, before, message, deadline }, judged)
  const committed = await commitEach(state, taken.repo, number, settled.judged.blocking.length)
  const tried = await triedSince(state, taken)
  const touched = await protectedChanges(state, tried, guards)
  const { digestOf } = await import("../verify/digest.ts")
  const digest = await digestOf({
    results: settled.results,
    previousFailing: state.failing,
    baselineFailing: state.baseline.failing,
    workspace: state.workspace,
    budgetBytes: digestBudgetBytes,
    flaky: settled.judged.flaky,
    tried: settled.judged.verdict === "green" ? null : tried,
  })
  const evidence: Evidence = {
    ...common,
    headAfter: committed.head ?? taken.head,
    verdict: settled.judged.verdict,
    checks: settled.results,
    failing: settled.judged.failing,
    blocking: settled.judged.blocking,
    flaky: settled.judged.flaky,
    delta: settled.judged.delta,
    standing: settled.judged.standing,
    notes: settled.judged.notes,
    treeAfter: ran === null ? taken.tree : await treeNow(taken.repo, state.workspace),
    reused: ran === null,
    integrity:
      settled.judged.verdict === "green"
        ? await inspect(context, state, settled.results)
        : { kind: "intact" },
    digest: digest.text,
    checkMs: (ran?.checkMs ?? 0) + settled.checkMs,
  }
  const warnings = digest.suspicions.map(suspicionEntry)
  return {
    kind: "measured",
    evidence,
    events: [...events, ...touched, ...settled.judged.events, ...warnings, ...committed.events],
  }
}

/** For people who read the journal: what in the output spoke to the agent (S77). */
function suspicionEntry(found: Suspicion): JournalEntry {
  const where = found.line === null ? "" : ` at line ${found.line} of a log`
  return { kind: "suspicion", detail: `output of a check${where} (${found.kind}): ${found.excerpt}` }
}

/** Hash of the tree as it is now; null when it cannot be told. */
export async function treeNow(repo: Repository | null, workspace: string): Promise<string | null> {
  if (repo === null) {
    const { fingerprintFolder } = await import("../git/fingerprint.ts")
    return await fingerprintFolder(workspace)
  }
  try {
    const { treeHash } = await import("../git/checkpoint.ts")
    return await treeHash(repo)
  } catch {
    return null
  }
}

function claimOf(state: LoopState, message: string | null): Claim {
  return readClaim(message, promiseOf(state))
}

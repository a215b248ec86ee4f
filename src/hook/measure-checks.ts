import type { Evidence } from "../loop/evidence.ts"
import type { JournalEntry } from "../loop/journal.ts"
import type { LoopState } from "../loop/state.ts"
import { digestOf } from "../verify/digest.ts"
import type { Suspicion } from "../verify/suspicion.ts"
import { commitEach } from "./commit-each.ts"
import type { HookContext } from "./context.ts"
import { storedResults } from "./evidence-file.ts"
import { inspect } from "./gate.ts"
import { judge } from "./judge.ts"
import type { Measured } from "./measured.ts"
import { protectedChanges } from "./protected-changes.ts"
import { runAll } from "./run-all.ts"
import { settleFlaky } from "./settle-flaky.ts"
import type { Snapshot } from "./snapshot.ts"
import { treeNow } from "./tree-now.ts"
import { triedSince } from "./tried.ts"

const digestBudgetBytes = 8 * 1024

export type ToCheck = {
  readonly state: LoopState
  readonly message: string | null
  /** Of the iteration that is measured. */
  readonly number: number
  /** Epoch ms at which every check must have ended. */
  readonly deadline: number
  readonly taken: Snapshot
  /** Guarded files that were changed. */
  readonly guards: readonly string[]
  /** What is known of the iteration without its checks. */
  readonly unchecked: Evidence
  readonly events: readonly JournalEntry[]
}

/** Runs the checks on a tree that is kept already, or takes their last result when nothing changed since (S83). */
export async function measureChecks(context: HookContext, order: ToCheck): Promise<Measured> {
  const { state, message, number, deadline, taken, guards } = order
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
    ...order.unchecked,
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
    events: [...order.events, ...touched, ...settled.judged.events, ...warnings, ...committed.events],
  }
}

/** For people who read the journal: what in the output spoke to the agent (S77). */
function suspicionEntry(found: Suspicion): JournalEntry {
  const where = found.line === null ? "" : ` at line ${found.line} of a log`
  return { kind: "suspicion", detail: `output of a check${where} (${found.kind}): ${found.excerpt}` }
}

import { headOf } from "../git/head.ts"
import type { Evidence } from "../loop/evidence.ts"
import type { LoopState } from "../loop/state.ts"
import { unknownUsage } from "../loop/usage-sum.ts"
import { digestOf } from "../verify/digest.ts"
import { failingOf, verdictOf } from "../verify/verdict.ts"
import type { HookContext } from "./context.ts"
import { openRepositoryOf } from "./open-repository.ts"
import { runAll } from "./run-all.ts"
import { treeNow } from "./tree-now.ts"

/** The baseline holds up the user's first turn, so it gets less time than a Stop; unfinished means unknown. */
const baselineBudgetMs = 300_000
const digestBudgetBytes = 4 * 1024

export type Baseline = {
  readonly baseline: LoopState["baseline"]
  readonly treeAfter: string | null
  readonly evidence: Evidence
  readonly summary: string
}

/** Runs the checks once before the agent begins: what is red now is what the loop has to turn green (design §7). */
export async function measureBaseline(context: HookContext, state: LoopState): Promise<Baseline> {
  const ran =
    state.checks.length === 0 ? null : await runAll(context, state, 0, context.now() + baselineBudgetMs)
  const results = ran?.kind === "ran" ? ran.results : []
  const measured = results.length > 0 ? verdictOf(results) : "unchecked"
  const failing = measured === "red" ? failingOf(results) : []
  const opened = await openRepositoryOf(state.workspace)
  const treeAfter = await treeNow(opened.kind === "git" ? opened.repo : null, state.workspace)
  const verdict = measured === "green" || measured === "red" ? measured : "unknown"
  const evidence: Evidence = {
    verdict: measured,
    checks: results,
    failing,
    blocking: failing,
    flaky: [],
    delta: { added: [], fixed: [] },
    standing: null,
    notes: [],
    tree: state.baseline.tree,
    treeAfter,
    head: state.head,
    headAfter: state.head,
    reused: false,
    integrity: { kind: "intact" },
    claim: { kind: "none" },
    usage: unknownUsage,
    digest:
      measured === "red"
        ? (
            await digestOf({
              results,
              previousFailing: failing,
              baselineFailing: [],
              workspace: state.workspace,
              budgetBytes: digestBudgetBytes,
            })
          ).text
        : "",
    checkpoint: null,
    checkMs: ran?.kind === "ran" ? ran.checkMs : 0,
  }
  return {
    baseline: {
      verdict,
      failing: failing.slice(0, 2000),
      tree: treeAfter,
      head: opened.kind === "git" ? await headOf(opened.repo) : null,
    },
    treeAfter,
    evidence,
    summary: `${verdict}, ${failing.length} failing`,
  }
}

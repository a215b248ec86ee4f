import type { Repository } from "../git/repository.ts"
import { readClaim } from "../loop/claim.ts"
import { promiseOf } from "../loop/completion.ts"
import type { CheckResult, Claim, Evidence, Usage } from "../loop/evidence.ts"
import type { JournalEntry } from "../loop/journal.ts"
import type { LoopState } from "../loop/state.ts"
import { iterationDirectory } from "../store/iteration.ts"
import { watchForCancel } from "./cancel-watch.ts"
import { commitEach } from "./commit-each.ts"
import type { HookContext } from "./context.ts"
import { storedResults } from "./evidence-file.ts"
import { changedGuards } from "./guarded.ts"
import { snapshot } from "./snapshot.ts"

export type Measured =
  | { readonly kind: "measured"; readonly evidence: Evidence; readonly events: readonly JournalEntry[] }
  | { readonly kind: "cancelled" }
  | { readonly kind: "abandoned" }

/** All checks of one Stop together must end before the host's hook timeout (1800 s in hooks.json). */
const allChecksMs = 1_700_000
const digestBudgetBytes = 6 * 1024

const unknownUsage: Usage = { inputTokens: null, outputTokens: null, usd: null, basis: "unknown" }

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
      treeAfter: taken.tree,
      reused: false,
      digest: "",
      checkMs: 0,
    }
    return { kind: "measured", evidence, events }
  }
  const [{ digestOf }, { failingOf, verdictOf }] = await Promise.all([
    import("../verify/digest.ts"),
    import("../verify/verdict.ts"),
  ])
  const earlier = taken.tree !== null && taken.tree === state.tree ? storedResults(context.home, state) : null
  const ran = earlier === null ? await runAll(context, state, number, allChecksMs) : null
  if (ran !== null && ran.kind !== "ran") return ran
  const results = ran?.results ?? earlier ?? []
  const failing = failingOf(results)
  const committed = await commitEach(state, taken.repo, number, failing.length)
  const evidence: Evidence = {
    ...common,
    headAfter: committed.head ?? taken.head,
    verdict: verdictOf(results),
    checks: results,
    failing,
    treeAfter: ran === null ? taken.tree : await treeNow(taken.repo, state.workspace),
    reused: ran === null,
    digest: digestOf({
      results,
      previousFailing: state.failing,
      baselineFailing: state.baseline.failing,
      workspace: state.workspace,
      budgetBytes: digestBudgetBytes,
    }),
    checkMs: ran?.checkMs ?? 0,
  }
  return { kind: "measured", evidence, events: [...events, ...committed.events] }
}

export type Ran =
  | { readonly kind: "ran"; readonly results: CheckResult[]; readonly checkMs: number }
  | { readonly kind: "cancelled" }
  | { readonly kind: "abandoned" }

/** Runs the loop's checks for iteration `number` within `budgetMs`, watching for a cancel and for a dead launcher. */
export async function runAll(
  context: HookContext,
  state: LoopState,
  number: number,
  budgetMs: number,
): Promise<Ran> {
  const { runChecks } = await import("../verify/run-checks.ts")
  const cancel = watchForCancel(context.home, state.id)
  const started = context.now()
  try {
    const results = await runChecks({
      checks: state.checks,
      workspace: state.workspace,
      env: context.env,
      timeoutMs: state.settings.checkTimeoutSec * 1000,
      deadline: started + budgetMs,
      directory: iterationDirectory(context.home, state.id, number),
      signal: AbortSignal.any([context.alive, cancel.signal]),
    })
    if (cancel.signal.aborted) return { kind: "cancelled" }
    if (context.alive.aborted) return { kind: "abandoned" }
    return { kind: "ran", results, checkMs: Math.max(0, Math.round(context.now() - started)) }
  } finally {
    cancel.stop()
  }
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

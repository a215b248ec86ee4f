import { readClaim } from "../loop/claim.ts"
import { promiseOf } from "../loop/completion.ts"
import type { Claim, Evidence } from "../loop/evidence.ts"
import type { JournalEntry } from "../loop/journal.ts"
import type { LoopState } from "../loop/state.ts"
import { unknownUsage } from "../loop/usage-sum.ts"
import type { HookContext } from "./context.ts"
import { changedGuards } from "./guarded.ts"
import type { Measured } from "./measured.ts"
import { snapshot } from "./snapshot.ts"

/** All runs and reruns of one Stop together must end before the host's hook timeout (1800 s in hooks.json). */
const allChecksMs = 1_700_000

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
  const unchecked: Evidence = {
    verdict: "unchecked",
    checks: [],
    failing: [],
    blocking: [],
    flaky: [],
    delta: { added: [], fixed: [] },
    standing: null,
    integrity: { kind: "intact" },
    claim: claimOf(state, message),
    notes: [],
    tree: taken.tree,
    treeAfter: taken.tree,
    head: taken.head,
    headAfter: taken.head,
    usage: unknownUsage,
    checkpoint: taken.ref,
    reused: false,
    digest: "",
    checkMs: 0,
  }
  if (state.checks.length === 0) return { kind: "measured", evidence: unchecked, events }
  // Their code is loaded with the checks, not by every Stop.
  const { measureChecks } = await import("./measure-checks.ts")
  return await measureChecks(context, { state, message, number, deadline, taken, guards, unchecked, events })
}

function claimOf(state: LoopState, message: string | null): Claim {
  return readClaim(message, promiseOf(state))
}

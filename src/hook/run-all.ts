import type { CheckResult } from "../loop/evidence.ts"
import type { LoopState } from "../loop/state.ts"
import { iterationDirectory } from "../store/iteration.ts"
import { watchForCancel } from "./cancel-watch.ts"
import type { HookContext } from "./context.ts"

export type Ran =
  | { readonly kind: "ran"; readonly results: CheckResult[]; readonly checkMs: number }
  | { readonly kind: "cancelled" }
  | { readonly kind: "abandoned" }

/** Runs the loop's checks for iteration `number` until `deadline` (epoch ms) at most, watching for a cancel and for a dead launcher. */
export async function runAll(
  context: HookContext,
  state: LoopState,
  number: number,
  deadline: number,
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
      deadline,
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

import { join } from "node:path"
import type { CheckResult } from "../loop/evidence.ts"
import { ensureDir } from "../system/atomic-file.ts"
import { runCheck } from "./run-check.ts"

export type RunChecks = {
  readonly checks: readonly string[]
  readonly workspace: string
  readonly env: NodeJS.ProcessEnv
  /** Limit of each check. */
  readonly timeoutMs: number
  /** Epoch ms by which all of them must be over; the host's own limit lies behind it (S70). */
  readonly deadline: number
  /** Folder of the iteration: logs and reports go there. */
  readonly directory: string
  readonly signal?: AbortSignal | undefined
  readonly now?: (() => number) | undefined
}

/** Too short to start anything in: the check is not run rather than killed at once. */
const shortestRunMs = 200

/**
 * Runs every check in order, also after one failed, so that lint and tests are reported together (S86). Never throws for what a check
 * does. What could not be started in time is `not-run`, never a pass.
 */
export async function runChecks(order: RunChecks): Promise<CheckResult[]> {
  const now = order.now ?? Date.now
  ensureDir(order.directory)
  const results: CheckResult[] = []
  for (const [index, command] of order.checks.entries()) {
    const leftMs = order.deadline - now()
    const why = order.signal?.aborted
      ? "It was not run: the loop was cancelled."
      : leftMs < shortestRunMs
        ? "It was not run: the time for all checks was used up."
        : null
    results.push(
      why === null
        ? await runCheck({
            command,
            workspace: order.workspace,
            env: order.env,
            timeoutMs: Math.min(order.timeoutMs, leftMs),
            base: join(order.directory, `check-${index + 1}`),
            signal: order.signal,
          })
        : notRun(command, why),
    )
  }
  return results
}

function notRun(command: string, note: string): CheckResult {
  return {
    command,
    end: "not-run",
    exitCode: null,
    durationMs: 0,
    failures: [],
    counts: null,
    ran: null,
    logPath: null,
    note,
  }
}

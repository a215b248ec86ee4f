import type { CheckResult } from "../loop/evidence.ts"
import type { HookContext } from "./context.ts"
import { type Judged, type JudgedRun, judge } from "./judge.ts"
import { runAll } from "./run-all.ts"

export type Settled = {
  readonly results: readonly CheckResult[]
  readonly judged: Judged
  /** Time of the further run in ms. */
  readonly checkMs: number
}

/**
 * Where nothing but quarantined tests is red, the checks run once more as a whole at this tree: `verified` needs one full
 * run without a failure that decides (S82).
 */
export async function settleFlaky(
  context: HookContext,
  run: JudgedRun & { readonly deadline: number },
  judged: Judged,
): Promise<Settled> {
  const { results, state, deadline } = run
  const quarantined = new Set(judged.flaky)
  const onlyFlaky = judged.verdict === "green" && judged.failing.some((id) => quarantined.has(id))
  if (!onlyFlaky) return { results, judged, checkMs: 0 }
  const again = await runAll(context, state, state.iteration + 1, deadline)
  if (again.kind !== "ran") return { results, judged, checkMs: 0 }
  const known = { ...state, flaky: [...judged.flaky] }
  const second = await judge(context, { ...run, state: known, results: again.results, deadline: null })
  const events = [...judged.events, ...second.events]
  return { results: again.results, judged: { ...second, events }, checkMs: again.checkMs }
}

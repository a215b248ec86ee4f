import type { JudgedRun } from "../../src/hook/judge.ts"
import type { CheckResult } from "../../src/loop/evidence.ts"
import type { LoopState } from "../../src/loop/state.ts"
import { runningLoop } from "../loop/builders.ts"

/** A loop whose baseline and last Stop failed with these. */
export const loopAfter = (failing: readonly string[], more: Partial<LoopState> = {}): LoopState =>
  runningLoop(
    {},
    {
      baseline: {
        verdict: failing.length > 0 ? "red" : "green",
        failing: [...failing],
        tree: null,
        head: null,
      },
      failing: [...failing],
      ...more,
    },
  )

/** A run that is judged, with nothing kept of the last Stop, and without reruns. */
export const run = (
  state: LoopState,
  results: readonly CheckResult[],
  more: Partial<JudgedRun> = {},
): JudgedRun => ({
  state,
  results,
  before: [],
  message: null,
  deadline: null,
  ...more,
})

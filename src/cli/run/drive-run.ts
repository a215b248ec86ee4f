import { resumeLoop } from "../../control/resume-loop.ts"
import { wrongTask } from "../../control/start-loop.ts"
import type { Run } from "../../engine/driver/run.ts"
import type { Link, RunEvent } from "../../engine/driver/run-event.ts"
import { type RunResult, resumeRun, startRun } from "../../engine/driver/run-loop.ts"
import { admitAttachments } from "../../engine/media/admit.ts"
import { routesOf } from "../../engine/media/routes.ts"
import type { OpenedBackends } from "../../engine/open-backends.ts"
import { settle } from "../../loop/settle.ts"
import type { LoopState } from "../../loop/state.ts"
import { addControl } from "../../store/control.ts"
import { isDisabled } from "../../store/kill-switch.ts"
import { type Given, isGiven, numberGiven } from "../arguments.ts"
import type { CliContext } from "../context.ts"
import { findState } from "../loops/find-loop.ts"
import { packageRoot } from "../package-root.ts"
import { personOf } from "../person-of.ts"
import { unfitting, wrongUsage } from "../problem.ts"
import { problemOf } from "../problem-of.ts"
import type { Problem } from "../result.ts"
import { sleep } from "../sleep.ts"
import type { RunOptions } from "./run-options.ts"
import { runPlace } from "./run-place.ts"
import { runSignals } from "./signals.ts"

type Driven =
  | { readonly kind: "ran"; readonly state: LoopState }
  | { readonly kind: "problem"; readonly problem: Problem }

/** Begins the loop, or takes one up, and drives it to its end; Ctrl-C pauses it, a second one ends it at once. */
export async function driveRun(
  given: Given,
  context: CliContext,
  options: RunOptions,
  opened: OpenedBackends,
  chain: readonly Link[],
  live: (event: RunEvent) => void,
): Promise<Driven> {
  let loop: string | null = null
  const signals = runSignals(() => {
    context.terminal.progress("for-loop: pausing after this turn; press Ctrl-C again to end it at once.")
    if (loop !== null) addControl(context.home, loop, { kind: "pause", at: context.now() })
  })
  const run: Run = {
    home: context.home,
    env: context.env,
    now: context.now,
    wait: sleep,
    backends: opened.backends,
    upstreams: opened.upstreams,
    on: (event) => {
      if (event.kind === "begun") loop = event.state.id
      live(event)
    },
    kill: signals.kill,
    programFolder: packageRoot(),
    reviewerModel: options.reviewerModel,
  }
  try {
    return driveResult(
      options.resume === null
        ? await begun(given, context, options, run, chain)
        : await takenUp(given, context, options, run, chain, options.resume),
    )
  } finally {
    signals.stop()
  }
}

/** What is wrong with the words of a new run, or null. */
export function wrongWords(given: Given, context: CliContext): Problem | null {
  const [task = "", ...rest] = given.words
  if (rest.length > 0) return wrongUsage("run", 'The task needs quotes: `for-loop run "what to do"`.')
  const wrong = wrongTask(personOf(context), task)
  return wrong === null ? null : wrongUsage("run", wrong.message)
}

async function begun(
  given: Given,
  context: CliContext,
  options: RunOptions,
  run: Run,
  chain: readonly Link[],
): Promise<RunResult | Problem> {
  const [task = ""] = given.words
  if (isDisabled(context.home, context.env)) {
    return unfitting(
      "For Loop is switched off, so no loop would hold.",
      `Unset FOR_LOOP_DISABLE or remove ${context.home}/disabled, then start again.`,
    )
  }
  const { settings, checks } = settle(given.options)
  const { attachments } = options
  const admitted = await admitAttachments(
    attachments,
    await routesOf(chain, context, isGiven(given, "gateway") ? "gateway" : "direct"),
  )
  if (admitted.kind === "refused") return unfitting(admitted.why, admitted.next)
  const place = await runPlace(given, context, settings.mode)
  if (place.kind === "problem") return place.problem
  for (const note of place.notes) context.terminal.progress(`  ${note}`)
  return await startRun(run, { task, workspace: place.workspace, settings, checks, chain, attachments })
}

async function takenUp(
  given: Given,
  context: CliContext,
  options: RunOptions,
  run: Run,
  chain: readonly Link[],
  id: string,
): Promise<RunResult | Problem> {
  const found = findState(context, id)
  if (found.kind === "problem") return found.problem
  const extension = {
    maxIterations: numberGiven(given, "max-iterations"),
    maxMinutes: numberGiven(given, "max-minutes"),
  }
  if (extension.maxIterations !== null || extension.maxMinutes !== null) {
    const asked = resumeLoop(personOf(context), found.state.id, extension)
    if (asked.kind === "refused") return problemOf(asked)
  }
  const origin = options.backend === null && options.models.length === 0 ? "found" : "named"
  return await resumeRun(run, found.state.id, { links: chain, origin })
}

function driveResult(result: RunResult | Problem): Driven {
  if (!("kind" in result)) return { kind: "problem", problem: result }
  if (result.kind === "ran") return result
  return { kind: "problem", problem: unfitting(result.why, result.next) }
}

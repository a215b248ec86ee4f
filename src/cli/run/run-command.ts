import { markdownReport } from "../../control/markdown-report.ts"
import { buildReport } from "../../control/report.ts"
import { resumeLoop } from "../../control/resume-loop.ts"
import { wrongTask } from "../../control/start-loop.ts"
import { iso } from "../../control/words.ts"
import { chooseChain } from "../../engine/choose-chain.ts"
import type { Run } from "../../engine/driver/run.ts"
import type { Link, RunEvent } from "../../engine/driver/run-event.ts"
import { type RunResult, resumeRun, startRun } from "../../engine/driver/run-loop.ts"
import { headlessJudge } from "../../engine/judge.ts"
import { admitAttachments } from "../../engine/media/admit.ts"
import { routesOf } from "../../engine/media/routes.ts"
import { type OpenedBackends, openBackends } from "../../engine/open-backends.ts"
import { openSpending } from "../../engine/spending.ts"
import { defaultSettings, type Mode } from "../../loop/settings.ts"
import { settle } from "../../loop/settle.ts"
import type { LoopState } from "../../loop/state.ts"
import { addControl } from "../../store/control.ts"
import { isDisabled } from "../../store/kill-switch.ts"
import { replaceFile } from "../../system/files.ts"
import { type Given, isGiven, numberGiven } from "../arguments.ts"
import type { CliContext } from "../context.ts"
import { findState } from "../loops/find-loop.ts"
import { packageRoot } from "../package-root.ts"
import { personOf } from "../person-of.ts"
import { unfitting, wrongUsage } from "../problem.ts"
import { problemOf } from "../problem-of.ts"
import { failed, type Problem, type Result } from "../result.ts"
import { sleep } from "../sleep.ts"
import { resultLine, resultText } from "./run-end.ts"
import { linesOf } from "./run-lines.ts"
import { liveLines } from "./run-live.ts"
import { type RunOptions, readRunOptions } from "./run-options.ts"
import { runPlace } from "./run-place.ts"
import type { RunLine } from "./run-schema.ts"
import { watchView } from "./run-watch.ts"
import { runSignals } from "./signals.ts"
import { throughGateway } from "./through-gateway.ts"

/** `for-loop run "TASK" [options]`: the whole loop without an IDE; with --resume, one that was paused or cut off. */
export async function runRun(given: Given, context: CliContext): Promise<Result> {
  const options = readRunOptions(given, context)
  if (options.kind === "problem") return told(context, given, options.problem)
  const limits = limitsOf(given, context, options)
  if (limits.kind === "problem") return told(context, given, limits.problem)
  const { home, env, now } = context
  const { daily, weekly, scenario } = options
  const spending = openSpending({ home, now, daily, weekly, mode: limits.mode, maxUsd: limits.maxUsd })
  if (spending.kind === "wrong") return told(context, given, unfitting(spending.why, "Nothing was started."))
  const gateway = isGiven(given, "gateway") ? throughGateway(context, spending.budget, limits, options) : null
  if (gateway?.kind === "problem") return told(context, given, gateway.problem)
  const budget = gateway?.budget ?? spending.budget
  const opening = new AbortController()
  const opened = await openBackends(
    {
      home,
      env,
      now,
      scenario,
      budget,
      capped: limits.maxUsd !== null || daily !== null || weekly !== null,
      breaker: options.breaker,
      pack: options.pack,
      mode: limits.mode,
      judge: headlessJudge(home, packageRoot(), env),
      wait: sleep,
      through: gateway?.through,
    },
    opening.signal,
  )
  const chain = chooseChain(opened.probed, options)
  if (chain.kind === "none") {
    const why = `No backend can do the work here (${chain.why.join("; ")}).`
    return told(context, given, unfitting(why, chain.next))
  }
  const json = isGiven(given, "json")
  const print = (line: RunLine): void => context.terminal.write(`${JSON.stringify(line)}\n`)
  if (json) print({ at: iso(context.now()), event: "backend", chain: [...chain.links], why: [...chain.why] })
  else for (const why of chain.why) context.terminal.progress(`  ${why}`)
  const live = shower(given, context, print)
  const ran = await driven(given, context, options, opened, chain.links, live.on).finally(live.stop)
  await Promise.all(Object.values(opened.backends).map((backend) => backend.close()))
  await gateway?.close()
  if (ran.kind === "problem") return told(context, given, ran.problem)
  return await reported(context, options, ran.state, json, print)
}

/** Mode and money of the loop that is begun or taken up. */
function limitsOf(
  given: Given,
  context: CliContext,
  { resume }: RunOptions,
):
  | { readonly kind: "limits"; readonly mode: Mode; readonly maxUsd: number | null }
  | Extract<Result, { kind: "problem" }> {
  if (resume === null)
    return {
      kind: "limits",
      mode: settle(given.options).settings.mode,
      maxUsd: numberGiven(given, "max-usd"),
    }
  const found = findState(context, resume)
  if (found.kind === "problem") return found
  const { mode, maxUsd } = found.state.settings
  return { kind: "limits", mode, maxUsd: maxUsd === defaultSettings(mode).maxUsd ? null : maxUsd }
}

/** What shows the run while it happens: JSON lines, one block on a screen, or lines. */
function shower(
  given: Given,
  context: CliContext,
  print: (line: RunLine) => void,
): { on(event: RunEvent): void; stop(): void } {
  const { terminal, now } = context
  const stop = (): void => {}
  if (isGiven(given, "json")) return { on: (event) => linesOf(event, now()).forEach(print), stop }
  if (isGiven(given, "watch") && terminal.screen === "redrawable") return watchView(terminal, now)
  return { on: liveLines(terminal), stop }
}

type Driven =
  | { readonly kind: "ran"; readonly state: LoopState }
  | { readonly kind: "problem"; readonly problem: Problem }

async function driven(
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

async function begun(
  given: Given,
  context: CliContext,
  options: RunOptions,
  run: Run,
  chain: readonly Link[],
): Promise<RunResult | Problem> {
  const person = personOf(context)
  const [task = "", ...rest] = given.words
  if (rest.length > 0) return wrongUsage("run", 'The task needs quotes: `for-loop run "what to do"`.')
  const wrong = wrongTask(person, task)
  if (wrong !== null) return wrongUsage("run", wrong.message)
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

async function reported(
  context: CliContext,
  options: RunOptions,
  state: LoopState,
  json: boolean,
  print: (line: RunLine) => void,
): Promise<Result> {
  if (options.report !== null) {
    replaceFile(options.report, markdownReport(await buildReport(personOf(context), state)))
  }
  const line = resultLine(state, options.report, context.now())
  if (json) print(line)
  else context.terminal.write(resultText(line, state, context.terminal.paint))
  return { kind: "printed", exitCode: line.exitCode }
}

/** What went wrong: in the stream of --json one line like all others. */
function told(context: CliContext, given: Given, problem: Problem): Result {
  if (!isGiven(given, "json")) return failed(problem)
  const { code, message, next, exitCode } = problem
  const line: RunLine = { at: iso(context.now()), event: "error", code, message, next, exitCode }
  context.terminal.write(`${JSON.stringify(line)}\n`)
  return { kind: "printed", exitCode }
}

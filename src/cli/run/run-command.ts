import { markdownReport } from "../../control/markdown-report.ts"
import { buildReport } from "../../control/report.ts"
import { iso } from "../../control/words.ts"
import { chooseChain } from "../../engine/choose-chain.ts"
import type { RunEvent } from "../../engine/driver/run-event.ts"
import { headlessJudge } from "../../engine/judge.ts"
import { openBackends } from "../../engine/open-backends.ts"
import { openSpending } from "../../engine/spending.ts"
import { defaultSettings, type Mode } from "../../loop/settings.ts"
import { settle } from "../../loop/settle.ts"
import type { LoopState } from "../../loop/state.ts"
import { replaceFile } from "../../system/files.ts"
import { type Given, isGiven, numberGiven } from "../arguments.ts"
import type { CliContext } from "../context.ts"
import { explainThrown } from "../explain-thrown.ts"
import { findState } from "../loops/find-loop.ts"
import { packageRoot } from "../package-root.ts"
import { personOf } from "../person-of.ts"
import { unfitting } from "../problem.ts"
import { failed, type Problem, type Result } from "../result.ts"
import { sleep } from "../sleep.ts"
import { driveRun, wrongWords } from "./drive-run.ts"
import { resultLine, resultText } from "./run-end.ts"
import { linesOf } from "./run-lines.ts"
import { liveLines } from "./run-live.ts"
import { type RunOptions, readRunOptions } from "./run-options.ts"
import type { RunLine } from "./run-schema.ts"
import { watchView } from "./run-watch.ts"
import { throughGateway } from "./through-gateway.ts"

/** `for-loop run "TASK" [options]`: the whole loop without an IDE; with --resume, one that was paused or cut off. */
export async function runRun(given: Given, context: CliContext): Promise<Result> {
  const options = readRunOptions(given, context)
  if (options.kind === "problem") return told(context, given, options.problem)
  const wrong = options.resume === null ? wrongWords(given, context) : null
  if (wrong !== null) return told(context, given, wrong)
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
  const ran = await driveRun(given, context, options, opened, chain.links, live.on).finally(live.stop)
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

async function reported(
  context: CliContext,
  options: RunOptions,
  state: LoopState,
  json: boolean,
  print: (line: RunLine) => void,
): Promise<Result> {
  const line = resultLine(state, await reportFile(context, options, state), context.now())
  if (json) print(line)
  else context.terminal.write(resultText(line, state, context.terminal.paint))
  return { kind: "printed", exitCode: line.exitCode }
}

/** Where the report lies, or null. A disk that takes no report does not hide how the run ended. */
async function reportFile(
  context: CliContext,
  { report }: RunOptions,
  state: LoopState,
): Promise<string | null> {
  if (report === null) return null
  try {
    replaceFile(report, markdownReport(await buildReport(personOf(context), state)))
    return report
  } catch (thrown) {
    const again = `\`for-loop report ${state.id} --output FILE\` writes it elsewhere.`
    context.terminal.progress(
      `for-loop: The report was not written: ${explainThrown(thrown).message} ${again}`,
    )
    return null
  }
}

/** What went wrong: in the stream of --json one line like all others. */
function told(context: CliContext, given: Given, problem: Problem): Result {
  if (!isGiven(given, "json")) return failed(problem)
  const { code, message, next, exitCode } = problem
  const line: RunLine = { at: iso(context.now()), event: "error", code, message, next, exitCode }
  context.terminal.write(`${JSON.stringify(line)}\n`)
  return { kind: "printed", exitCode }
}

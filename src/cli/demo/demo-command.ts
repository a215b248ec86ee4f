import { join } from "node:path"
import { pluginSource } from "../../control/machine-facts.ts"
import { markdownReport } from "../../control/markdown-report.ts"
import { buildReport } from "../../control/report.ts"
import { exitCodeOf } from "../../loop/outcome.ts"
import { removeTree } from "../../system/files.ts"
import { findProgram } from "../../system/find-program.ts"
import { isGiven } from "../arguments.ts"
import type { RunCommand } from "../command.ts"
import type { CliContext } from "../context.ts"
import { packageRoot } from "../package-root.ts"
import { personOf } from "../person-of.ts"
import { unfitting } from "../problem.ts"
import { failed, output } from "../result.ts"
import { liveLines } from "../run/run-live.ts"
import type { HeadlessDemo } from "./headless-demo.ts"
import { type DemoEvent, runDemo } from "./run-demo.ts"
import { digestExcerpt, failingBar, iterationLine, outcomeLine } from "./timeline.ts"

/** `for-loop demo`: the main job on an embedded example, with a scripted agent in the model's place. */
export const demo: RunCommand = async (given, context) => {
  const examples = join(packageRoot(), "examples")
  const played = isGiven(given, "headless")
    ? await headless(examples, context)
    : await runDemo(pluginSource(context.env), examples, (event) => show(event, context))
  if (played.kind === "failed") return failed(unfitting(played.why, "Run `for-loop doctor`."))
  if (played.kind === "incomplete") {
    return failed({
      code: "incomplete-package",
      message: `The demo needs files that are not here: ${played.missing.join(", ")}.`,
      next: "Run `npm run build` first.",
      exitCode: 2,
    })
  }
  const { state, home, project, folder } = played
  const report = await buildReport({ ...personOf(context), home }, state)
  const keep = isGiven(given, "keep")
  if (!keep) removeTree(folder)
  const agy = findProgram("agy", context.env)
  const value = {
    outcome: state.outcome?.kind ?? null,
    reason: state.outcome?.reason ?? null,
    iterations: state.iterations,
    baseline: state.baseline.failing,
    kept: keep ? { folder, home, project } : null,
    agy,
    report,
  }
  const exitCode = state.outcome === null ? 1 : exitCodeOf(state.outcome.kind)
  return output(value, () => `\n${markdownReport(report)}${closing(value.kept, agy)}`, exitCode)
}

/** The same through the headless engine, with its own live lines. */
async function headless(examples: string, context: CliContext): Promise<HeadlessDemo> {
  const { runHeadlessDemo } = await import("./headless-demo.ts")
  return await runHeadlessDemo(examples, context, liveLines(context.terminal))
}

function show(event: DemoEvent, context: CliContext): void {
  const { terminal } = context
  const paint = terminal.paintProgress
  const say = (line: string): void => terminal.progress(line)
  switch (event.kind) {
    case "ready":
      say(paint("bold", "For Loop demo: a real loop with a scripted agent in the model's place"))
      say(`  project  ${event.project} (a copy of examples/node-cart, its own git repository)`)
      say(`  chat     ${event.request}`)
      say("")
      return
    case "stage":
      if (event.number === 0) say(`baseline   ${failingBar(event.state.baseline.failing.length, paint)}`)
      else sayIteration(event.state.iterations.at(-1), say, paint)
      // One digest in full view is enough: the one after something was fixed and something broken.
      if (event.number === 2) for (const line of digestExcerpt(event.told, paint)) say(line)
      say(`turn ${event.number + 1}     the agent ${event.stage.does}`)
      say(`  says     ${event.stage.says.replace(/\s*\n\s*/g, " ")}`)
      return
    case "ended":
      sayIteration(event.state.iterations.at(-1), say, paint)
      say("")
      say(outcomeLine(event.state, paint))
      return
    default:
      event satisfies never
  }
}

function sayIteration(
  entry: Parameters<typeof iterationLine>[0] | undefined,
  say: (line: string) => void,
  paint: Parameters<typeof iterationLine>[1],
): void {
  if (entry !== undefined) say(iterationLine(entry, paint))
}

function closing(
  kept: { readonly home: string; readonly project: string } | null,
  agy: string | null,
): string {
  const own =
    agy === null
      ? 'With a real agent: install Antigravity, run `for-loop install`, then type /for-loop "your task" in its chat.'
      : `With a real agent: ${agy} is here. Run \`for-loop install\`, then in your project: agy, and type /for-loop "your task".`
  const look =
    kept === null
      ? "The demo's project is removed again, so the commands above find nothing. `for-loop demo --keep` keeps it (without `npm link`: `npm start -- demo --keep`)."
      : `Kept: FOR_LOOP_HOME=${kept.home} for-loop report — and the project in ${kept.project}`
  return `\n${own}\n${look}\n`
}

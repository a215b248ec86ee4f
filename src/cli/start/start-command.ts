import { resolve } from "node:path"
import { prepareLoop } from "../../control/start-loop.ts"
import { iso, localTime, rows } from "../../control/words.ts"
import { excerpt } from "../../loop/excerpt.ts"
import { plural } from "../../loop/plural.ts"
import { settle } from "../../loop/settle.ts"
import { type Given, isGiven, textGiven } from "../arguments.ts"
import type { CliContext } from "../context.ts"
import type { Outputs } from "../output-schema.ts"
import type { Paint } from "../paint.ts"
import { personOf } from "../person-of.ts"
import { wrongUsage } from "../problem.ts"
import { problemOf } from "../problem-of.ts"
import { failed, output, type Problem, type Result } from "../result.ts"
import { waitUntilBound } from "./wait.ts"

type Start = Outputs["start"]

/** `for-loop start "task" [options]`: prepares a loop and prints the line that starts it in the agent's chat. */
export async function runStart(given: Given, context: CliContext): Promise<Result> {
  const [task = "", ...rest] = given.words
  if (task.trim() !== "" && rest.length > 0) return failed(unquoted(given.words))
  const { settings, checks } = settle(given.options)
  const workspace = resolve(context.cwd, textGiven(given, "workspace") ?? ".")
  const prepared = await prepareLoop(personOf(context), { task, workspace, settings, checks })
  if (prepared.kind === "refused") return failed(problemOf(prepared))
  const { arm, paste, why, branch, notes } = prepared
  const value: Start = {
    token: arm.token,
    paste,
    expiresAt: iso(arm.expiresAt),
    workspace: arm.workspace,
    task: arm.task,
    checks: [...arm.checks],
    why,
    limits: {
      iterations: settings.maxIterations,
      minutes: settings.maxMinutes,
      usd: settings.maxUsd,
      checkTimeoutSec: settings.checkTimeoutSec,
    },
    branch,
    notes: [...notes],
    loop: null,
  }
  if (!isGiven(given, "wait")) return output(value, startText)
  context.terminal.progress(startText(value, context.terminal.paintProgress))
  const bound = await waitUntilBound(context, arm)
  return bound.kind === "problem" ? bound : output({ ...value, loop: bound.loop }, boundText)
}

function unquoted(words: readonly string[]): Problem {
  const quoted = JSON.stringify(excerpt(words.join(" "), 60))
  return wrongUsage("start", `The task needs quotes: \`for-loop start ${quoted}\`.`)
}

function startText(start: Start, paint: Paint): string {
  const { limits } = start
  const lines = [
    `${paint("green", "Ready.")} The loop starts when you paste this into the agent's chat (until ${localTime(Date.parse(start.expiresAt))}, 10 minutes):`,
    "",
    paint("bold", start.paste),
    "",
    ...rows([
      ["folder", start.workspace],
      [
        "checks",
        start.checks.length === 0 ? "none (--no-check): the agent's word ends it" : start.checks.join(", "),
      ],
      ["why", start.why],
      [
        "limits",
        `${plural(limits.iterations, "iteration")}, ${plural(limits.minutes, "minute")}, $${limits.usd}`,
      ],
      ...(start.branch === null ? [] : [["branch", start.branch] as const]),
    ]),
    ...start.notes.map((note) => `  ${paint("yellow", "note")}  ${note}`),
  ]
  return `${lines.join("\n")}\n`
}

function boundText(start: Start, paint: Paint): string {
  return `${paint("green", "Started.")} The conversation took the loop: follow it with \`for-loop status ${start.loop} --watch\`.\n`
}

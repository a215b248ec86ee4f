import { resolve } from "node:path"
import { type Opened, openRepository } from "../../git/repository.ts"
import { slugOf } from "../../git/slug.ts"
import { chooseChecks } from "../../hook/choose-checks.ts"
import { findCommand } from "../../loop/command-name.ts"
import { excerpt } from "../../loop/excerpt.ts"
import { maxTaskLength } from "../../loop/options.ts"
import type { Settings } from "../../loop/settings.ts"
import { settle } from "../../loop/settle.ts"
import { createArm } from "../../store/arm.ts"
import { readHookSeen } from "../../store/hook-seen.ts"
import { isDisabled } from "../../store/kill-switch.ts"
import { entryKind, realPath } from "../../system/files.ts"
import { type Given, isGiven, textGiven } from "../arguments.ts"
import type { CliContext } from "../context.ts"
import type { Outputs } from "../output-schema.ts"
import type { Paint } from "../paint.ts"
import { unfitting, wrongUsage } from "../problem.ts"
import { failed, output, type Problem, type Result } from "../result.ts"
import { block, iso, localTime, rows } from "../words.ts"
import { waitUntilBound } from "./wait.ts"

type Start = Outputs["start"]

/** `for-loop start "task" [options]`: prepares a loop and prints the line that starts it in the agent's chat. */
export async function runStart(given: Given, context: CliContext): Promise<Result> {
  const task = taskOf(given)
  if (task.kind === "problem") return task
  const place = workspaceOf(context, textGiven(given, "workspace"))
  if (place.kind === "problem") return place
  if (isDisabled(context.home, context.env)) return failed(switchedOff(context.home))
  const { settings, checks } = settle(given.options)
  const chosen = await chooseChecks(hookContext(context), { workspace: place.workspace, checks })
  if (chosen.kind === "refused") {
    return failed(
      unfitting(
        `The loop was not prepared: ${chosen.why}`,
        "Nothing was started; run the command again then.",
      ),
    )
  }
  const order = { task: task.text, settings, checks: chosen.checks, workspace: place.workspace }
  const opened = await openRepository(place.workspace, context.env)
  const arm = createArm(context.home, order, context.now())
  const value: Start = {
    token: arm.token,
    paste: `/for-loop --arm ${arm.token}\n${block(task.text)}`,
    expiresAt: iso(arm.expiresAt),
    workspace: arm.workspace,
    task: arm.task,
    checks: [...arm.checks],
    why: chosen.why,
    limits: {
      iterations: settings.maxIterations,
      minutes: settings.maxMinutes,
      usd: settings.maxUsd,
      checkTimeoutSec: settings.checkTimeoutSec,
    },
    branch: opened.kind === "git" ? branchName(settings, task.text) : null,
    notes: notesOn(context, settings, opened),
    loop: null,
  }
  if (!isGiven(given, "wait")) return output(value, startText)
  context.terminal.progress(startText(value, context.terminal.paintProgress))
  const bound = await waitUntilBound(context, arm)
  return bound.kind === "problem" ? bound : output({ ...value, loop: bound.loop }, boundText)
}

type Task =
  | { readonly kind: "task"; readonly text: string }
  | { readonly kind: "problem"; readonly problem: Problem }

function taskOf(given: Given): Task {
  const [text = "", ...rest] = given.words
  const wrong = (message: string): Task => ({ kind: "problem", problem: wrongUsage("start", message) })
  if (text.trim() === "") return wrong('The task is missing: `for-loop start "what to do"`.')
  if (rest.length > 0) {
    return wrong(
      `The task needs quotes: \`for-loop start ${JSON.stringify(excerpt(given.words.join(" "), 60))}\`.`,
    )
  }
  if (text.length > maxTaskLength) {
    return wrong(
      `The task is longer than ${maxTaskLength} characters; put the details into a file and name it in the task.`,
    )
  }
  if (findCommand(text)?.spelling === "slash") {
    return wrong("The task starts with a chat command; leave it out, `for-loop start` writes it for you.")
  }
  return { kind: "task", text }
}

type Place =
  | { readonly kind: "workspace"; readonly workspace: string }
  | { readonly kind: "problem"; readonly problem: Problem }

function workspaceOf(context: CliContext, wanted: string | null): Place {
  const named = resolve(context.cwd, wanted ?? ".")
  const workspace = realPath(named)
  if (workspace === null || entryKind(workspace) !== "folder") {
    return {
      kind: "problem",
      problem: wrongUsage("start", `--workspace needs a folder, and ${excerpt(named, 200)} is none.`),
    }
  }
  return { kind: "workspace", workspace }
}

/** Choosing checks is the hook's own rule; the parts of its context that a command has no use for stand still. */
function hookContext(context: CliContext): Parameters<typeof chooseChecks>[0] {
  const { home, env, now, cwd } = context
  return { home, env, now, host: "antigravity", pluginFolder: cwd, alive: new AbortController().signal }
}

function notesOn(context: CliContext, settings: Settings, opened: Opened): string[] {
  const notes: string[] = []
  if (opened.kind === "none") notes.push(`No checkpoints and no branch: ${opened.why}`)
  else if (settings.branch.kind === "none") notes.push("The loop works on the present branch (--no-branch).")
  if (readHookSeen(context.home) === null) {
    notes.push(
      "No agent has run the hook on this machine yet: `for-loop install` sets it up, `for-loop doctor` tests it.",
    )
  }
  return notes
}

function branchName(settings: Settings, task: string): string | null {
  switch (settings.branch.kind) {
    case "auto":
      return slugOf(task)
    case "named":
      return settings.branch.name
    case "none":
      return null
    default:
      return settings.branch satisfies never
  }
}

function switchedOff(home: string): Problem {
  return unfitting(
    "For Loop is switched off, so no loop would hold.",
    `Unset FOR_LOOP_DISABLE or remove ${home}/disabled, then start again.`,
  )
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
      ["limits", `${limits.iterations} iterations, ${limits.minutes} minutes, $${limits.usd}`],
      ...(start.branch === null ? [] : [["branch", start.branch] as const]),
    ]),
    ...start.notes.map((note) => `  ${paint("yellow", "note")}  ${note}`),
  ]
  return `${lines.join("\n")}\n`
}

function boundText(start: Start, paint: Paint): string {
  return `${paint("green", "Started.")} The conversation took the loop: follow it with \`for-loop status ${start.loop} --watch\`.\n`
}

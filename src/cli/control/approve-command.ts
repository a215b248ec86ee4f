import { userInfo } from "node:os"
import { resolve } from "node:path"
import type { LoopState } from "../../loop/state.ts"
import { addControl } from "../../store/control.ts"
import { addTrust, readTrust } from "../../store/trust.ts"
import { realPath } from "../../system/files.ts"
import { configName } from "../../verify/config-name.ts"
import { readLoopConfig } from "../../verify/loop-config.ts"
import { type Given, isGiven, textGiven } from "../arguments.ts"
import type { CliContext } from "../context.ts"
import { findState } from "../loops/find-loop.ts"
import { type ShownFinding, shownEvidence } from "../loops/stored-evidence.ts"
import type { Outputs } from "../output-schema.ts"
import type { Paint } from "../paint.ts"
import { declined, unconfirmed, unfitting } from "../problem.ts"
import { failed, output, type Result } from "../result.ts"
import { oneLine } from "../words.ts"

type Approve = Outputs["approve"]

/** `for-loop approve [FINDING]`: a finding of the integrity gate, or the checks this repository's configuration names. */
export async function runApprove(given: Given, context: CliContext): Promise<Result> {
  const finding = given.words[0]
  if (finding !== undefined) return approveFinding(given, context, finding)
  const workspace = realPath(resolve(context.cwd, textGiven(given, "workspace") ?? ".")) ?? context.cwd
  const config = readLoopConfig(workspace)
  switch (config.kind) {
    case "absent":
      return withoutConfig(given, context, workspace)
    case "invalid":
      return failed(
        unfitting(`Nothing was approved: ${config.why}.`, "`for-loop schema config` prints its form."),
      )
    case "config":
      return await approveConfig(given, context, { workspace, checks: config.checks, hash: config.hash })
    default:
      return config satisfies never
  }
}

type Config = { readonly workspace: string; readonly checks: readonly string[]; readonly hash: string }

/** What is approved is the file's exact content: any later change asks again (S34). */
async function approveConfig(given: Given, context: CliContext, config: Config): Promise<Result> {
  const { workspace, checks, hash } = config
  const value = { kind: "config" as const, workspace, file: configName, checks: [...checks], hash }
  if (readTrust(context.home, workspace, hash))
    return output<Approve>({ ...value, already: "known" }, approveText)
  if (!isGiven(given, "yes")) {
    context.terminal.progress(commandsText(config))
    const answer = await context.terminal.confirm("May these commands run on your machine?")
    if (answer === "unattended")
      return failed(unconfirmed("approve", `Letting ${configName} run these commands`))
    if (answer === "no") return failed(declined())
  }
  addTrust(context.home, workspace, hash, context.now())
  return output<Approve>({ ...value, already: "new" }, approveText)
}

function commandsText({ workspace, checks }: Config): string {
  const commands = checks.length === 0 ? ["  (none)"] : checks.map((check) => `  ${visible(check)}`)
  return [`${configName} in ${workspace} names these checks:`, ...commands].join("\n")
}

/** A command with every character that is not seen, or turns the line around, written out. */
function visible(command: string): string {
  return JSON.stringify(command).replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`,
  )
}

function approveFinding(given: Given, context: CliContext, finding: string): Result {
  const found = findState(context, textGiven(given, "loop"), "unfinished")
  if (found.kind === "problem") return found
  const { state } = found
  const open = openFindings(context.home, state)
  if (!open.some(({ id }) => id === finding)) {
    return failed(
      unfitting(
        `Loop ${state.id} has no open finding ${JSON.stringify(oneLine(finding, 80))}.`,
        listed(open),
      ),
    )
  }
  if (state.status === "ended") {
    return failed(
      unfitting(
        `Loop ${state.id} has ended, so an approval changes nothing any more.`,
        "Judge the findings in `for-loop report` and keep or undo the work.",
      ),
    )
  }
  addControl(context.home, state.id, { kind: "approve", finding, by: userName(), at: context.now() })
  const value: Approve = {
    kind: "finding",
    finding,
    request: "approve",
    loop: state.id,
    effect: "at-next-event",
    message: `The finding ${finding} no longer blocks loop ${state.id}; who approved it and when is kept in its report.`,
    next:
      state.status === "paused"
        ? `Run \`for-loop resume ${state.id}\`, then send any message in the conversation.`
        : "It counts from the next time the agent stops.",
  }
  return output(value, approveText)
}

function withoutConfig(given: Given, context: CliContext, workspace: string): Result {
  const found = findState(context, textGiven(given, "loop"), "unfinished")
  const open = found.kind === "state" ? openFindings(context.home, found.state) : []
  const nothing = `There is no ${configName} in ${workspace}`
  if (open.length === 0)
    return failed(
      unfitting(`${nothing} and no finding waits for you.`, "`for-loop status` shows what a loop waits for."),
    )
  return failed(unfitting(`${nothing}; findings wait for you.`, listed(open)))
}

function openFindings(home: string, state: LoopState): readonly ShownFinding[] {
  const approved = new Set(state.approved.map(({ finding }) => finding))
  return (shownEvidence(home, state)?.findings ?? []).filter(({ id }) => !approved.has(id))
}

function listed(findings: readonly ShownFinding[]): string {
  if (findings.length === 0) return "No finding waits for an approval."
  const lines = findings.map(({ id, file, why }) => `\n  ${id}  ${oneLine(file, 80)}: ${oneLine(why, 120)}`)
  return `Approve one with \`for-loop approve ID\`:${lines.join("")}`
}

function userName(): string {
  try {
    return userInfo().username.slice(0, 200) || "unknown"
  } catch {
    // An account without an entry in the user database.
    return "unknown"
  }
}

function approveText(value: Approve, paint: Paint): string {
  if (value.kind === "finding") return `${paint("green", "Asked.")} ${value.message}\n${value.next}\n`
  const already = value.already === "known" ? "You had approved" : "You approved"
  const commands = value.checks.map((check) => `  ${visible(check)}`)
  return `${[`${already} ${value.file} of ${value.workspace} as it is now:`, ...commands, "Any change to the file asks again."].join("\n")}\n`
}

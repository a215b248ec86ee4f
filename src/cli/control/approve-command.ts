import { resolve } from "node:path"
import { userName } from "../../control/person.ts"
import { approveFinding } from "../../control/request.ts"
import { openFindings, type ShownFinding } from "../../control/stored-evidence.ts"
import {
  type ConfigTrust,
  type NoConfig,
  readConfigTrust,
  trustConfig,
  visibleCommand,
} from "../../control/trust-config.ts"
import { oneLine } from "../../control/words.ts"
import { type Given, isGiven, textGiven } from "../arguments.ts"
import type { CliContext } from "../context.ts"
import { findState } from "../loops/find-loop.ts"
import type { Outputs } from "../output-schema.ts"
import type { Paint } from "../paint.ts"
import { personOf } from "../person-of.ts"
import { declined, unconfirmed, unfitting, wrongUsage } from "../problem.ts"
import { problemOf } from "../problem-of.ts"
import { failed, output, type Result } from "../result.ts"

type Approve = Outputs["approve"]

/** `for-loop approve [FINDING]`: a finding of the integrity gate, or the checks this repository's configuration names. */
export async function runApprove(given: Given, context: CliContext): Promise<Result> {
  const finding = given.words[0]
  if (finding !== undefined) return approveOne(given, context, finding)
  const folder = resolve(context.cwd, textGiven(given, "workspace") ?? ".")
  const config = readConfigTrust(personOf(context), folder)
  switch (config.kind) {
    case "refused":
      return failed(config.code === "no-folder" ? wrongUsage("approve", config.message) : problemOf(config))
    case "absent":
      return withoutConfig(given, context, config)
    case "config":
      return await approveConfig(given, context, config)
    default:
      return config satisfies never
  }
}

/** What is approved is the file's exact content: any later change asks again (S34). */
async function approveConfig(given: Given, context: CliContext, config: ConfigTrust): Promise<Result> {
  const { workspace, file, checks, hash } = config
  const value = { kind: "config" as const, workspace, file, checks: [...checks], hash }
  if (config.trusted) return output<Approve>({ ...value, already: "known" }, approveText)
  if (!isGiven(given, "yes")) {
    context.terminal.progress(commandsText(config))
    const answer = await context.terminal.confirm("May these commands run on your machine?")
    if (answer === "unattended") return failed(unconfirmed("approve", `Letting ${file} run these commands`))
    if (answer === "no") return failed(declined())
  }
  trustConfig(personOf(context), config)
  return output<Approve>({ ...value, already: "new" }, approveText)
}

function commandsText({ workspace, file, checks }: ConfigTrust): string {
  const commands = checks.length === 0 ? ["  (none)"] : checks.map((check) => `  ${visibleCommand(check)}`)
  return [`${file} in ${workspace} names these checks:`, ...commands].join("\n")
}

function approveOne(given: Given, context: CliContext, finding: string): Result {
  const found = findState(context, textGiven(given, "loop"), "unfinished")
  if (found.kind === "problem") return found
  const { state } = found
  const asked = approveFinding(personOf(context), state.id, finding, userName())
  if (asked.kind === "refused") {
    const { message, next } = problemOf(asked)
    const unknown = asked.code === "unknown-finding"
    return failed(unfitting(message, unknown ? listed(openFindings(context.home, state)) : next))
  }
  const { effect, message, next } = asked
  const value: Approve = {
    kind: "finding",
    finding,
    request: "approve",
    loop: state.id,
    effect,
    message,
    next,
  }
  return output(value, approveText)
}

function withoutConfig(given: Given, context: CliContext, { file, workspace }: NoConfig): Result {
  const found = findState(context, textGiven(given, "loop"), "unfinished")
  const open = found.kind === "state" ? openFindings(context.home, found.state) : []
  const nothing = `There is no ${file} in ${workspace}`
  if (open.length === 0)
    return failed(
      unfitting(`${nothing} and no finding waits for you.`, "`for-loop status` shows what a loop waits for."),
    )
  return failed(unfitting(`${nothing}; findings wait for you.`, listed(open)))
}

function listed(findings: readonly ShownFinding[]): string {
  if (findings.length === 0) return "No finding waits for an approval."
  const lines = findings.map(({ id, file, why }) => `\n  ${id}  ${oneLine(file, 80)}: ${oneLine(why, 120)}`)
  return `Approve one with \`for-loop approve ID\`:${lines.join("")}`
}

function approveText(value: Approve, paint: Paint): string {
  if (value.kind === "finding") return `${paint("green", "Asked.")} ${value.message}\n${value.next}\n`
  const already = value.already === "known" ? "You had approved" : "You approved"
  const commands = value.checks.map((check) => `  ${visibleCommand(check)}`)
  return `${[`${already} ${value.file} of ${value.workspace} as it is now:`, ...commands, "Any change to the file asks again."].join("\n")}\n`
}

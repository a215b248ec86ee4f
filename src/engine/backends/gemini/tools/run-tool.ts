import { runProcess } from "../../../../system/run-process.ts"
import { shellCommand } from "../../../../system/shell-command.ts"
import { redact } from "../../../../verify/redact.ts"
import { sanitise } from "../../../../verify/sanitise.ts"
import { done, refuse, type Tool, text, whole } from "./tool.ts"

const defaultSec = 120
const longestSec = 600
const keptBytes = 24 * 1024

/** A command in the platform's shell, after the policy was asked. Its whole tree ends with it. */
export const runCommand: Tool = {
  declaration: {
    name: "run_command",
    description:
      "Runs a command line in the workspace and returns its output and exit code. No input can be given to it; it may not run for ever.",
    parametersJsonSchema: {
      type: "object",
      properties: {
        command: { type: "string", minLength: 1, maxLength: 20_000 },
        timeout_seconds: {
          type: "integer",
          minimum: 1,
          maximum: longestSec,
          description: `Longest time (${defaultSec}).`,
        },
      },
      required: ["command"],
      additionalProperties: false,
    },
  },
  repeatable: "no",
  what: (args) => text(args, "command"),
  async run(args, place) {
    const command = text(args, "command")
    const why = place.judge(command)
    if (why !== null) return refuse(why)
    const left = place.deadline - place.now()
    if (left <= 0) return refuse("the time of this turn is used up")
    const { program, args: words, verbatim } = shellCommand(command, process.platform)
    const ran = await runProcess(program, words, {
      cwd: place.workspace,
      env: place.env,
      timeoutMs: Math.min(left, whole(args, "timeout_seconds", defaultSec) * 1000),
      maxCaptureBytes: keptBytes,
      signal: place.signal,
      verbatim,
    })
    const output = {
      stdout: clean(ran.stdout),
      stderr: clean(ran.stderr),
      ...(ran.truncated ? { note: "the middle of the output was left out" } : {}),
    }
    switch (ran.end.kind) {
      case "exited":
        return done({ exit_code: ran.end.exitCode, ...output })
      case "signalled":
        return done({ signal: ran.end.signal, ...output })
      case "timeout":
        return done({ ended: "it took too long and was ended with everything it started", ...output })
      case "aborted":
        return refuse("the turn was stopped")
      case "spawn-failed":
        return refuse(`the command could not be started: ${ran.end.message}`)
      default:
        return ran.end satisfies never
    }
  },
}

/** Output reaches a model only without control sequences and secrets (invariant 10). */
function clean(raw: string): string {
  return redact(sanitise(raw).text)
}

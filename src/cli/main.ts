import { readArguments } from "./arguments.ts"
import type { CommandEntry } from "./command.ts"
import { commandTable, nearestCommand } from "./command-table.ts"
import type { CliContext } from "./context.ts"
import { explainThrown } from "./explain-thrown.ts"
import { commandHelp, fullHelp, shortHelp } from "./help.ts"
import { misplacedOption, unknownCommand } from "./problem.ts"
import { failed, type Result } from "./result.ts"

/** Runs one command line (without program and script) and returns the exit code. Never throws. */
export async function main(argv: readonly string[], context: CliContext): Promise<number> {
  const { terminal } = context
  const [first, ...rest] = argv
  if (first === undefined) return shown(context, shortHelp(commandTable, terminal.paint))
  const named = commandTable.find(({ name }) => name === first)
  if (named === undefined) return await withoutCommand(first, rest, argv, context)
  const given = beforeEnd(rest)
  if (given.includes("--help") || given.includes("-h"))
    return shown(context, commandHelp(named, terminal.paint))
  return finish(await runCommand(named, rest, context), argv, context)
}

async function withoutCommand(
  first: string,
  rest: readonly string[],
  argv: readonly string[],
  context: CliContext,
): Promise<number> {
  const { paint } = context.terminal
  if (["--version", "-V", "-v", "version"].includes(first)) {
    const { version } = await import("./version.ts")
    return shown(context, `${version}\n`)
  }
  if (["--help", "-h", "help"].includes(first)) {
    const topic = rest.find((word) => !word.startsWith("-"))
    if (topic === undefined) return shown(context, fullHelp(commandTable, paint))
    const entry = commandTable.find(({ name }) => name === topic)
    if (entry !== undefined) return shown(context, commandHelp(entry, paint))
    return finish(failed(unknownCommand(topic, nearestCommand(topic))), argv, context)
  }
  const problem = first.startsWith("-")
    ? misplacedOption(first)
    : unknownCommand(first, nearestCommand(first))
  return finish(failed(problem), argv, context)
}

async function runCommand(
  entry: CommandEntry,
  rest: readonly string[],
  context: CliContext,
): Promise<Result> {
  const reading = readArguments(entry, rest)
  if (reading.kind === "problem") return reading
  try {
    const run = await entry.load()
    return await run(reading, context)
  } catch (thrown) {
    if (context.env.FOR_LOOP_DEBUG) context.terminal.progress(stackOf(thrown))
    return failed(explainThrown(thrown))
  }
}

function finish(result: Result, argv: readonly string[], context: CliContext): number {
  const { terminal } = context
  const json = beforeEnd(argv).includes("--json")
  if (result.kind === "output") {
    terminal.write(json ? `${JSON.stringify(result.value, null, 2)}\n` : result.text(terminal.paint))
    return result.exitCode
  }
  if (result.kind === "printed") return result.exitCode
  const { code, message, next, exitCode } = result.problem
  if (json) terminal.write(`${JSON.stringify({ error: { code, message, next } }, null, 2)}\n`)
  else terminal.progress(`${terminal.paintProgress("red", "for-loop:")} ${message} ${next}`)
  return exitCode
}

function shown(context: CliContext, text: string): number {
  context.terminal.write(text)
  return 0
}

/** Behind `--` nothing is an option. */
function beforeEnd(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf("--")
  return end === -1 ? argv : argv.slice(0, end)
}

function stackOf(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
}

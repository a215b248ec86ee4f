import { excerpt } from "../loop/excerpt.ts"
import type { Problem } from "./result.ts"

/** Exit code of a command line that is wrong as it stands. */
const usageExit = 2
/** Exit code of a command that was right but could not be carried out here. */
export const refusedExit = 1
/** Exit code of a fault of our own, the same as the outcome `fault` (design §6). */
export const faultExit = 21
/** Exit code after Ctrl-C while something was waited for (128 + SIGINT). */
export const interruptedExit = 130

/** The arguments of a command are wrong; `message` says what, the help says how. */
export function wrongUsage(command: string, message: string): Problem {
  return {
    code: "wrong-usage",
    message,
    next: `Run \`for-loop ${command} --help\` for its options and examples.`,
    exitCode: usageExit,
  }
}

export function unknownCommand(name: string, nearest: string | null): Problem {
  return {
    code: "unknown-command",
    message: `There is no command ${JSON.stringify(excerpt(name, 40))}.`,
    next:
      nearest === null
        ? "Run `for-loop --help` for all commands."
        : `Did you mean \`for-loop ${nearest}\`? Run \`for-loop --help\` for all commands.`,
    exitCode: usageExit,
  }
}

export function misplacedOption(option: string): Problem {
  return {
    code: "wrong-usage",
    message: `${excerpt(option, 40)} stands where a command belongs.`,
    next: "Write the command first: `for-loop COMMAND [options]`; `for-loop --help` lists the commands.",
    exitCode: usageExit,
  }
}

export function unknownLoop(id: string): Problem {
  return {
    code: "unknown-loop",
    message: `There is no loop whose id starts with ${JSON.stringify(excerpt(id, 60))}.`,
    next: "Run `for-loop list` for the ids of all loops.",
    exitCode: usageExit,
  }
}

export function ambiguousLoop(id: string, candidates: readonly string[]): Problem {
  return {
    code: "ambiguous-loop",
    message: `${candidates.length} loops have ids that start with ${JSON.stringify(excerpt(id, 60))}: ${candidates.slice(0, 5).join(", ")}.`,
    next: "Give more characters of the id.",
    exitCode: usageExit,
  }
}

export function noLoopHere(workspace: string): Problem {
  return {
    code: "no-loop",
    message: `No loop belongs to ${workspace}.`,
    next: 'Start one with `for-loop start "what to do"`, or name one by its id; `for-loop list` shows all.',
    exitCode: refusedExit,
  }
}

/** A request that does not fit what the loop is doing. */
export function unfitting(message: string, next: string): Problem {
  return { code: "not-possible", message, next, exitCode: refusedExit }
}

/** A question to the user could not be asked, because nobody sits at a terminal. */
export function unconfirmed(command: string, what: string): Problem {
  return {
    code: "needs-confirmation",
    message: `${what} needs a confirmation, and there is no terminal to ask at.`,
    next: `Add --yes: \`for-loop ${command} --yes\`.`,
    exitCode: usageExit,
  }
}

export function declined(): Problem {
  return {
    code: "declined",
    message: "Nothing was changed, because you did not confirm.",
    next: "Answer y next time, or add --yes.",
    exitCode: refusedExit,
  }
}

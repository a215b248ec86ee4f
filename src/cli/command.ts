import type { ArgumentRules, Given } from "./arguments.ts"
import type { CliContext } from "./context.ts"
import type { Result } from "./result.ts"

export type RunCommand = (given: Given, context: CliContext) => Promise<Result>

/** One command as the table lists it; its code is loaded when it runs. */
export type CommandEntry = ArgumentRules & {
  readonly summary: string
  /** What stands behind `for-loop`, options as `[options]`. */
  readonly usage: string
  readonly examples: readonly { readonly line: string; readonly why: string }[]
  /** Further sentences for the help. */
  readonly notes: readonly string[]
  readonly load: () => Promise<RunCommand>
}

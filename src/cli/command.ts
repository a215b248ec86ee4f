import type { OptionSpec } from "../loop/options.ts"
import type { Given } from "./arguments.ts"
import type { CliContext } from "./context.ts"
import type { Result } from "./result.ts"

export type RunCommand = (given: Given, context: CliContext) => Promise<Result>

/** One command as the table lists it; its code is loaded when it runs. */
export type CommandEntry = {
  readonly name: string
  readonly summary: string
  /** What stands behind `for-loop`, options as `[options]`. */
  readonly usage: string
  /** `loop`: takes the options of a loop (`src/loop/options.ts`) too, in the grammar of the chat. */
  readonly grammar: "plain" | "loop"
  /** Words that are no options: how many, and what they are called in messages. */
  readonly words: { readonly least: number; readonly most: number; readonly what: string }
  /** Its own options, besides the global ones. */
  readonly options: readonly OptionSpec[]
  readonly examples: readonly { readonly line: string; readonly why: string }[]
  /** Further sentences for the help. */
  readonly notes: readonly string[]
  readonly load: () => Promise<RunCommand>
}

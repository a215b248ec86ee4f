import type { Terminal } from "./terminal.ts"

/** What a command is given; everything impure comes in through here. */
export type CliContext = {
  /** Folder of all loop state (`FOR_LOOP_HOME`). */
  readonly home: string
  readonly env: NodeJS.ProcessEnv
  readonly cwd: string
  /** Epoch ms. */
  readonly now: () => number
  readonly terminal: Terminal
}

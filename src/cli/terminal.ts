import { createInterface } from "node:readline/promises"
import { type Paint, paintFor } from "./paint.ts"

type Answer = "yes" | "no" | "unattended"

/** The user's end of the command: results on stdout, everything else on stderr. */
export type Terminal = {
  /** Whether stdout is a screen that can be redrawn. */
  readonly screen: "redrawable" | "stream"
  /** Characters in one row of the screen; a longer line takes several rows. */
  columns(): number
  readonly paint: Paint
  /** Colours for stderr, which may be a terminal while stdout is not. */
  readonly paintProgress: Paint
  write(text: string): void
  progress(line: string): void
  /** Asks a yes-or-no question; `unattended` when there is nobody to ask. Anything but y or yes means no. */
  confirm(question: string): Promise<Answer>
}

/** The terminal of this process. */
export function processTerminal(env: NodeJS.ProcessEnv): Terminal {
  return {
    screen: process.stdout.isTTY && env.TERM !== "dumb" ? "redrawable" : "stream",
    // A terminal that was not told its size says 0.
    columns: () => process.stdout.columns || 80,
    paint: paintFor(process.stdout, env),
    paintProgress: paintFor(process.stderr, env),
    write: (text) => {
      process.stdout.write(text)
    },
    progress: (line) => {
      process.stderr.write(`${line}\n`)
    },
    confirm,
  }
}

async function confirm(question: string): Promise<Answer> {
  if (!process.stdin.isTTY) return "unattended"
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  const closed = new Promise<string>((resolve) => lines.once("close", () => resolve("")))
  try {
    // Ctrl-C and Ctrl-D close the interface; the question alone would then never be answered.
    const answer = await Promise.race([lines.question(`${question} [y/N] `), closed])
    return /^\s*y(es)?\s*$/i.test(answer) ? "yes" : "no"
  } finally {
    lines.close()
  }
}

/** A signal that fires at the first Ctrl-C, for commands that wait; `stop` gives Ctrl-C its usual meaning back. */
export function interruptSignal(): { readonly signal: AbortSignal; stop(): void } {
  const controller = new AbortController()
  const abort = () => controller.abort()
  process.once("SIGINT", abort)
  return { signal: controller.signal, stop: () => process.removeListener("SIGINT", abort) }
}

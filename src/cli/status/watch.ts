import { viewLoop } from "../../control/loop-view.ts"
import type { LoopView } from "../../control/loop-view-schema.ts"
import type { ListedLoop } from "../../control/loops.ts"
import { elapsedMs } from "../../loop/limits.ts"
import type { LoopState } from "../../loop/state.ts"
import { peekState } from "../../store/state-file.ts"
import type { CliContext } from "../context.ts"
import { readState } from "../loops/find-loop.ts"
import { loopText, progressLine } from "../loops/loop-text.ts"
import { personOf } from "../person-of.ts"
import { interruptedExit } from "../problem.ts"
import { blockOn } from "../redraw.ts"
import type { Problem } from "../result.ts"
import { sleep } from "../sleep.ts"
import { interruptSignal } from "../terminal.ts"

const pollMs = 1000
/** A last Stop may still run its checks for the hook's whole time (1800 s in hooks.json). */
const lastHookMs = 1_800_000

type Watched =
  | { readonly kind: "ended"; readonly loop: ListedLoop }
  | { readonly kind: "problem"; readonly problem: Problem }

/**
 * Follows a loop until it no longer works: ended, paused, interrupted or capped by its host, or its time is long over.
 * Redraws a terminal; elsewhere every change is a line on stderr. Ctrl-C stops the watching, never the loop.
 */
export async function watchLoop(context: CliContext, loop: ListedLoop): Promise<Watched> {
  const interrupt = interruptSignal()
  const screen = drawer(context)
  try {
    for (let latest = loop; ; latest = { id: loop.id, loaded: peekState(context.home, loop.id) }) {
      const found = readState(context, latest)
      if (found.kind === "problem") return found
      const now = context.now()
      const view = viewLoop(personOf(context), found.state, now)
      if (!isWorking(view) || isLongOver(found.state, now)) return { kind: "ended", loop: latest }
      screen.show(view, now)
      await sleep(pollMs, interrupt.signal)
      if (interrupt.signal.aborted) return { kind: "problem", problem: interrupted(loop.id) }
    }
  } finally {
    screen.clear()
    interrupt.stop()
  }
}

function isWorking({ state }: LoopView): boolean {
  return state === "running" || state === "checking" || state === "armed"
}

function isLongOver(state: LoopState, now: number): boolean {
  const since = state.startedAt === null ? now - state.createdAt : elapsedMs(state, now)
  return since > state.settings.maxMinutes * 60_000 + lastHookMs
}

function interrupted(id: string): Problem {
  return {
    code: "interrupted",
    message: "The watching was stopped; the loop goes on.",
    next: `\`for-loop status ${id}\` shows it again, \`for-loop cancel ${id}\` ends it.`,
    exitCode: interruptedExit,
  }
}

type Drawer = { show(view: LoopView, now: number): void; clear(): void }

function drawer({ terminal }: CliContext): Drawer {
  if (terminal.screen === "stream") {
    let drawn = ""
    return {
      show(view) {
        // The elapsed time alone is no change.
        const line = progressLine({ ...view, elapsedMs: 0 })
        if (line !== drawn) terminal.progress(progressLine(view))
        drawn = line
      },
      clear() {},
    }
  }
  const block = blockOn(terminal)
  return {
    show: (view, now) => block.show(loopText(view, terminal.paint, now)),
    clear: block.clear,
  }
}

import { waitingArms } from "../../control/waiting-arms.ts"
import type { Arm } from "../../store/arm.ts"
import { listLoops } from "../../store/state-file.ts"
import type { CliContext } from "../context.ts"
import { interruptedExit, unfitting } from "../problem.ts"
import type { Problem } from "../result.ts"
import { sleep } from "../sleep.ts"
import { interruptSignal } from "../terminal.ts"

const pollMs = 1000
/** Between taking the arm and saving its loop the hook makes a branch and a checkpoint. */
const bindingMs = 120_000

type Bound =
  | { readonly kind: "bound"; readonly loop: string }
  | { readonly kind: "problem"; readonly problem: Problem }

/** Waits until a conversation took the arm, at most until it expires. Ctrl-C ends the waiting; the arm stays valid. */
export async function waitUntilBound(context: CliContext, arm: Arm): Promise<Bound> {
  const interrupt = interruptSignal()
  try {
    while (context.now() < arm.expiresAt + bindingMs) {
      const loop = loopOf(context.home, arm)
      if (loop !== null) return { kind: "bound", loop }
      const waits = waitingArms(context.home, context.now()).some(({ token }) => token === arm.token)
      if (!waits && context.now() >= arm.expiresAt) break
      await sleep(pollMs, interrupt.signal)
      if (interrupt.signal.aborted) return { kind: "problem", problem: interrupted() }
    }
    const problem = unfitting(
      "No conversation took the loop within 10 minutes, so it expired.",
      "Start it again with `for-loop start`.",
    )
    return { kind: "problem", problem }
  } finally {
    interrupt.stop()
  }
}

/** The loop that was made of this arm: the one with its id, else the same order, created since. */
function loopOf(home: string, arm: Arm): string | null {
  const made = listLoops(home).find(({ loaded }) => {
    if (loaded.kind !== "ok") return false
    const { id, task, workspace, createdAt } = loaded.state
    return id === arm.loop || (task === arm.task && workspace === arm.workspace && createdAt >= arm.createdAt)
  })
  return made?.id ?? null
}

function interrupted(): Problem {
  return {
    code: "interrupted",
    message: "The waiting was stopped; the loop is still armed.",
    next: "Paste the line into the agent's chat before it expires, or withdraw it with `for-loop cancel`.",
    exitCode: interruptedExit,
  }
}

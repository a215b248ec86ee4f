import { conclude } from "../loop/control.ts"
import { appendNotice } from "../store/notices.ts"
import { loadState } from "../store/state-file.ts"
import { commit, completeCommit } from "./commit.ts"
import type { HookContext } from "./context.ts"

/** After so many faults in a row the loop ends with the outcome `fault` instead of failing for ever (S36). */
const faultLimit = 3

/**
 * Writes down an error of our own where the user will see it: the loop's journal and status, else the general notices.
 * To be called with the loop's lock held. Never throws; the stop is permitted whatever happens here.
 */
export function noteFault(context: HookContext, loop: string, fault: unknown): void {
  const text = describe(fault)
  process.stderr.write(`for-loop: ${text}\n`)
  try {
    const loaded = context.holdsLock?.() === false ? null : loadState(context.home, loop)
    if (loaded?.kind !== "ok") {
      noteOutside(context, loop, text)
      return
    }
    // The fault may have come between the save of a step and its lines; a second one must not hide the first.
    const incomplete = failureOf(() => completeCommit(context.home, loaded.state))
    if (incomplete !== null) noteOutside(context, loop, `the journal could not be completed: ${incomplete}`)
    const count = loaded.state.faults.count + 1
    const counted = { ...loaded.state, faults: { count, last: text.slice(0, 2000) } }
    const reason = `For Loop failed ${count} times in a row: ${text.split("\n", 1)[0] ?? ""}`
    const next = count >= faultLimit ? conclude(counted, "fault", reason, context.now()) : counted
    commit(context, next, [{ kind: "fault", detail: text }])
  } catch (second) {
    noteOutside(context, loop, `${text}\nand it could not be journalled: ${describe(second)}`)
  }
}

/** Writes down what concerns no usable state; falls back to stderr, which hosts keep in their debug log. */
export function noteOutside(context: HookContext, loop: string, text: string): void {
  try {
    appendNotice(context.home, { at: context.now(), loop, text: text.slice(0, 4000) })
  } catch {
    process.stderr.write(`for-loop: ${text}\n`)
  }
}

function failureOf(work: () => void): string | null {
  try {
    work()
    return null
  } catch (fault) {
    return describe(fault)
  }
}

function describe(fault: unknown): string {
  return fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)
}

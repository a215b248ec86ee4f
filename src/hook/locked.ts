import type { LoopState } from "../loop/state.ts"
import { acquireLock } from "../store/lock.ts"
import { type LoadedState, loadState } from "../store/state-file.ts"
import { completeCommit } from "./commit.ts"
import type { HookContext } from "./context.ts"
import { noteFault, noteOutside } from "./fault.ts"

/** A lock is believed for as long as the longest hook run (1800 s in hooks.json) even when its holder seems stuck. */
const lockStaleMs = 1_900_000

export type Locked<T> =
  | { readonly kind: "done"; readonly value: T }
  | { readonly kind: "no-state"; readonly loaded: Exclude<LoadedState, { kind: "ok" }> }
  | { readonly kind: "busy"; readonly holder: string }
  | { readonly kind: "unavailable"; readonly why: string }
  | { readonly kind: "fault" }

/**
 * Runs `work` on a loop's state while no other process can; `held` is the context to save with. A fault inside is
 * written down and comes back as a value: the caller then permits (invariant 5). The damaged-state case is handed to
 * `onBad`, still under the lock.
 */
export async function withLoop<T>(
  context: HookContext,
  loop: string,
  waitMs: number,
  work: (state: LoopState, held: HookContext) => Promise<T> | T,
  onBad: (loaded: Exclude<LoadedState, { kind: "ok" }>) => void = () => {},
): Promise<Locked<T>> {
  const lock = await acquireLock(context.home, loop, { now: context.now(), waitMs, staleMs: lockStaleMs })
  if (lock.kind === "busy") return lock
  if (lock.kind === "unavailable") {
    noteOutside(context, loop, `the loop cannot be locked: ${lock.why}`)
    return lock
  }
  const { home, env, host, now, pluginFolder } = context
  const held: HookContext = {
    ...{ home, env, host, now, pluginFolder, holdsLock: lock.isOurs },
    // Not copied: looking at it starts a watch.
    get alive() {
      return context.alive
    },
  }
  try {
    const loaded = loadState(context.home, loop)
    if (loaded.kind !== "ok") {
      onBad(loaded)
      return { kind: "no-state", loaded }
    }
    completeCommit(context.home, loaded.state)
    return { kind: "done", value: await work(loaded.state, held) }
  } catch (fault) {
    noteFault(held, loop, fault)
    return { kind: "fault" }
  } finally {
    lock.release()
  }
}

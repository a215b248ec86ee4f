import { ensureDir } from "../system/atomic-file.ts"
import { storeErrorOf } from "../system/store-error.ts"
import { type Attempt, tryLock } from "./lock-attempt.ts"
import { describeOwner, isDead, monotonicMs, readOwner } from "./lock-owner.ts"
import { lockPath, locksFolder } from "./paths.ts"

export type LockResult =
  | Extract<Attempt, { kind: "held" }>
  | { readonly kind: "busy"; readonly holder: string }
  | { readonly kind: "unavailable"; readonly why: string }

export type LockOptions = {
  /** Epoch ms. */
  readonly now: number
  /** How long to wait for the holder, in ms; 0 = one attempt. */
  readonly waitMs: number
  /** A lock held for longer than this, in ms, is taken over even from a live holder, who then is to save nothing. */
  readonly staleMs: number
}

const shortestPause = 4
const longestPause = 60

/**
 * Takes a loop's lock: at most one process holds it. Waits by polling until `waitMs` is over (`busy`). A dead holder's
 * lock is taken over at once. `unavailable` = exclusive creation does not work in this home (read-only, full, no
 * permission); the caller must then refuse instead of running unlocked (S94). Never throws. `release` never throws
 * either and may be called twice.
 */
export async function acquireLock(home: string, loop: string, options: LockOptions): Promise<LockResult> {
  const started = monotonicMs()
  try {
    ensureDir(locksFolder(home))
    const path = lockPath(home, loop)
    for (let pause = shortestPause; ; pause = Math.min(longestPause, pause * 1.5)) {
      const passed = monotonicMs() - started
      const attempt = tryLock(path, { now: options.now + passed, staleMs: options.staleMs })
      if (attempt.kind === "held") return attempt
      const left = options.waitMs - passed
      if (left <= 0) return { kind: "busy", holder: attempt.holder }
      await after(Math.min(left, pause * (0.75 + Math.random() / 2)))
    }
  } catch (error) {
    return { kind: "unavailable", why: storeErrorOf(locksFolder(home), error).message }
  }
}

/** Name of the lock that the driver of a headless loop holds for as long as it works. */
export function driverLock(loop: string): string {
  return `${loop}-run`
}

export type LockView =
  | { readonly kind: "free" }
  | { readonly kind: "held"; readonly holder: string }
  | { readonly kind: "abandoned"; readonly holder: string }

/**
 * Who holds a loop's lock, for status: `abandoned` when its process is dead, so that a killed worker reads as
 * interrupted and not as running (S15). Takes nothing. Throws StoreError.
 */
export function viewLock(home: string, loop: string): LockView {
  const owner = readOwner(lockPath(home, loop))
  if (owner === null) return { kind: "free" }
  return { kind: isDead(owner) ? "abandoned" : "held", holder: describeOwner(owner) }
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms)
  })
}

import { exitCodeOf } from "../loop/outcome.ts"
import type { LoopState } from "../loop/state.ts"
import { type Heartbeat, readHeartbeat } from "../store/heartbeat.ts"
import { driverLock, viewLock } from "../store/lock.ts"

/** After a continue the host must call its model within this time, or it has capped the turn (S39, design §5). */
const heartbeatMs = 30_000

/** The state word of a loop: what it does now, as far as it can be told from outside. */
export type LifeWord = "armed" | "running" | "checking" | "interrupted" | "host-capped" | "paused" | "ended"

export type Life = {
  readonly word: LifeWord
  readonly heartbeat: Heartbeat | null
  /** Who holds the loop's lock, or held it when it died; null when nobody does. */
  readonly holder: string | null
}

/**
 * What a loop does at `now` (epoch ms). A hook that died while it held the loop reads as interrupted (S15); a continue
 * that no model call followed reads as capped by the host, never as success (S39). Throws StoreError.
 */
export function lifeOf(home: string, state: LoopState, now: number): Life {
  const heartbeat = readHeartbeat(home, state.id)
  const lock = viewLock(home, state.id)
  const holder = lock.kind === "free" ? null : lock.holder
  if (state.status !== "running") return { word: state.status, heartbeat, holder }
  if (lock.kind === "abandoned") return { word: "interrupted", heartbeat, holder }
  if (lock.kind === "held") return { word: "checking", heartbeat, holder }
  // A headless loop lives as long as its driver, which may wait for hours without a sign of its agent.
  if (state.host === "headless") {
    const driver = viewLock(home, driverLock(state.id))
    if (driver.kind === "held") return { word: "running", heartbeat, holder: driver.holder }
    return { word: "interrupted", heartbeat, holder: driver.kind === "abandoned" ? driver.holder : holder }
  }
  return { word: isCapped(state, heartbeat, now) ? "host-capped" : "running", heartbeat, holder }
}

/**
 * Exit code of `status`: the outcome's own (design §6), 0 while the loop works. A capped or interrupted loop does not
 * work, so it reads like the outcome that it will get.
 */
export function exitCodeFor(state: LoopState, word: LifeWord): number {
  if (word === "host-capped") return exitCodeOf("host-capped")
  if (word === "interrupted") return exitCodeOf("host-error")
  return state.outcome === null ? 0 : exitCodeOf(state.outcome.kind)
}

function isCapped(state: LoopState, heartbeat: Heartbeat | null, now: number): boolean {
  const { awaitingSince } = state
  if (awaitingSince === null || now - awaitingSince <= heartbeatMs) return false
  return heartbeat === null || heartbeat.at < awaitingSince
}

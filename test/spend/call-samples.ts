import type { CallRecord, CapName, Limit } from "../../src/spend/call-record.ts"
import { apply, type CallState, emptyState } from "../../src/spend/call-state.ts"

export const minute = 60_000
export const quarter = 15 * minute
export const hour = 60 * minute
export const day = 24 * hour
/** Beginning of the day that is asked about; its window has no end that would matter here. */
export const today = Date.UTC(2026, 10, 18)
export const noon = today + 12 * hour

export function limit(cap: CapName, nanos = 1000, more: Partial<Limit> = {}): Limit {
  return { cap, nanos, from: cap === "each" ? 0 : today, to: null, elsewhere: 0, ...more }
}

export function reserve(
  id: string,
  at: number,
  nanos: number,
  owner = "loop:a",
  limits: readonly Limit[] = [],
): CallRecord {
  const caller = { pid: 1, host: "h" }
  return { kind: "reserve", nonce: "n", id, at, owner, model: null, upstream: "u", nanos, limits, caller }
}

export function settle(id: string, nanos: number, at = noon): CallRecord {
  return { kind: "settle", nonce: "n", id, at, nanos, basis: "measured", model: null, tokens: null }
}

export function stateAfter(...records: readonly CallRecord[]): CallState {
  const state = emptyState()
  for (const record of records) apply(state, record)
  return state
}

import { readTextIfPresent } from "../system/atomic-file.ts"
import { callFiles } from "./call-log.ts"
import { type Ask, type CallRecord, decodeCall } from "./call-record.ts"
import { apply, emptyState, stateFrom } from "./call-state.ts"
import { usdOf } from "./money.ts"
import type { TokenUsage } from "./token-usage.ts"

/** A model call as reports see it. `open`: not settled, so `usd` is what was reserved. Times in epoch ms. */
export type CallView = {
  readonly id: string
  readonly at: number
  readonly owner: string
  readonly model: string | null
  readonly upstream: string
  readonly usd: number
  readonly basis: "measured" | "estimated"
  readonly tokens: TokenUsage | null
  readonly state: "settled" | "open"
  readonly caller: Ask["caller"]
}

/** Every admitted call that was made since `since` (epoch ms) and not released, and the number of lines that could not be read. Throws StoreError. */
export function readCalls(
  home: string,
  since: number,
): { readonly calls: readonly CallView[]; readonly badLines: number } {
  const calls = new Map<string, CallView>()
  let state = emptyState()
  let badLines = 0
  for (const path of callFiles(home)) {
    let begun = false
    for (const line of (readTextIfPresent(path) ?? "").split("\n")) {
      if (line.trim() === "") continue
      const record = decodeCall(line)
      if (record === null) {
        badLines += 1
        continue
      }
      if (record.kind === "sealed") break
      if (record.kind !== "carried") {
        take(calls, record, apply(state, record).kind)
        continue
      }
      if (begun) continue
      begun = true
      state = stateFrom(record.carried)
      for (const ask of record.carried.open) if (!calls.has(ask.id)) calls.set(ask.id, openView(ask))
    }
  }
  return { calls: [...calls.values()].filter(({ at }) => at >= since), badLines }
}

function take(calls: Map<string, CallView>, record: CallRecord, outcome: string): void {
  if (record.kind === "reserve" && outcome === "admitted") calls.set(record.id, openView(record))
  if (record.kind === "release" && outcome === "released") calls.delete(record.id)
  if (record.kind !== "settle" || outcome !== "settled") return
  const call = calls.get(record.id)
  if (call === undefined) return
  const { nanos, basis, model, tokens } = record
  calls.set(record.id, {
    ...call,
    usd: usdOf(nanos),
    basis,
    model: model ?? call.model,
    tokens,
    state: "settled",
  })
}

function openView({ id, at, owner, model, upstream, nanos, caller }: Ask): CallView {
  return {
    id,
    at,
    owner,
    model,
    upstream,
    usd: usdOf(nanos),
    basis: "estimated",
    tokens: null,
    state: "open",
    caller,
  }
}

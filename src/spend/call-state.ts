import type { Ask, CallRecord, Carried, Limit } from "./call-record.ts"

/** `owner`: null where an older log did not tell. `index`: its place in the log. */
type Entry = { at: number; nanos: number; open: boolean; owner: string | null; readonly index: number }
type Open = { readonly ask: Ask; readonly entry: Entry }
/** What was settled and reserved since a call of the log, by one owner or by all (null); as seen at `now`. */
type WindowSum = {
  readonly owner: string | null
  readonly start: number
  readonly now: number
  spent: number
  reserved: number
}

/** What the log adds up to; changed by `apply` alone. */
export type CallState = {
  readonly entries: Entry[]
  readonly open: Map<string, Open>
  /** Sum per loop or key, calls in flight included. */
  readonly owners: Map<string, number>
  readonly warned: Set<string>
  /** Sums that were asked for, kept up to date. */
  readonly sums: Map<string, WindowSum>
}

export type Refusal = {
  readonly kind: "refused"
  readonly limit: Limit
  /** Billionths settled, and reserved by calls in flight, under that limit. */
  readonly spent: number
  readonly reserved: number
}

export type Outcome =
  | { readonly kind: "admitted" }
  | Refusal
  | { readonly kind: "settled"; readonly ask: Ask }
  | { readonly kind: "released" }
  | { readonly kind: "noted" }
  /** Nothing changed: the reservation is not open, or the warning was given. */
  | { readonly kind: "ignored" }

export function emptyState(): CallState {
  return { entries: [], open: new Map(), owners: new Map(), warned: new Set(), sums: new Map() }
}

/**
 * Takes one record in the order of the log. Whether a call is admitted follows from the records before it and from what it says
 * itself, never from a clock or from who reads: so every process that reads the log comes to the same decision without asking anybody,
 * and two that ask at once cannot both get the last dollar. An admitted call counts with the amount it reserved until it is settled or
 * released; a process that dies in between leaves it counted (a call that may have been paid is never forgotten).
 */
export function apply(state: CallState, record: CallRecord): Outcome {
  switch (record.kind) {
    case "reserve":
      return reserve(state, record)
    case "settle":
      return close(state, record.id, record.nanos, (ask) => ({ kind: "settled", ask }))
    case "release":
      return close(state, record.id, 0, () => ({ kind: "released" }))
    case "warned": {
      if (state.warned.has(record.key)) return { kind: "ignored" }
      state.warned.add(record.key)
      return { kind: "noted" }
    }
    case "sealed":
    case "carried":
      return { kind: "noted" }
    default:
      return record satisfies never
  }
}

/** Settled and reserved amounts under a limit for `owner`, as seen at `now`. */
export function usedUnder(
  state: CallState,
  limit: Limit,
  owner: string,
  now: number,
): { readonly spent: number; readonly reserved: number } {
  if (limit.cap === "each") {
    let reserved = 0
    for (const { ask, entry } of state.open.values()) if (ask.owner === owner) reserved += entry.nanos
    return { spent: (state.owners.get(owner) ?? 0) - reserved + limit.elsewhere, reserved }
  }
  const own = limit.cap === "own-daily" || limit.cap === "own-weekly"
  const { spent, reserved } = sumSince(state, limit.from, own ? owner : null, now)
  return { spent: spent + limit.elsewhere, reserved }
}

/**
 * Where a window begins in the log: at the first call whose clock says that it is inside. The order of the log is true even where a
 * clock was not, so everything behind that call counts whatever time it carries. So do the calls right before it whose clock was
 * certainly wrong, ahead of now or behind a call that was made earlier: they may have been made inside the window. One believable
 * call later they are history, which is why a refused call leaves its time in the log too.
 */
function windowStart(entries: readonly Entry[], from: number, now: number): number {
  const first = entries.findIndex(({ at }) => at >= from && at <= now)
  let start = first === -1 ? entries.length : first
  while (start > 0 && isMisdated(entries, start - 1, now)) start -= 1
  return start
}

/** So many windows are kept up to date: two per owner and two for all, and those of yesterday. */
const mostSums = 256

/** Sums over a window, out of those that are kept where nothing can have moved its beginning. */
function sumSince(state: CallState, from: number, owner: string | null, now: number): WindowSum {
  const name = `${from} ${owner ?? ""}`
  const kept = state.sums.get(name)
  if (kept !== undefined && now >= kept.now) return kept
  const start = windowStart(state.entries, from, now)
  const sum: WindowSum = { owner, start, now, spent: 0, reserved: 0 }
  for (let index = start; index < state.entries.length; index += 1) {
    const entry = state.entries[index]
    if (entry !== undefined) count(sum, entry, 1)
  }
  if (beginsForGood(state.entries, start, from, now)) {
    if (state.sums.size >= mostSums) state.sums.clear()
    state.sums.set(name, sum)
  } else state.sums.delete(name)
  return sum
}

/** The first call of the window is known, and all before it were made before it: no later clock changes that. */
function beginsForGood(entries: readonly Entry[], start: number, from: number, now: number): boolean {
  const first = entries[start]
  if (first === undefined || first.at < from || first.at > now) return false
  for (let index = 0; index < start; index += 1) if ((entries[index]?.at ?? 0) >= from) return false
  return true
}

function count(sum: WindowSum, entry: Entry, times: 1 | -1): void {
  if (entry.index < sum.start || (sum.owner !== null && sum.owner !== entry.owner)) return
  if (entry.open) sum.reserved += times * entry.nanos
  else sum.spent += times * entry.nanos
}

/** Adds a call at the end of the log. */
function push(state: CallState, call: Omit<Entry, "index">): Entry {
  const entry: Entry = { ...call, index: state.entries.length }
  state.entries.push(entry)
  for (const sum of state.sums.values()) count(sum, entry, 1)
  return entry
}

/** Processes that ask at the same moment may be written in the other order; that is no wrong clock. */
const sameMomentMs = 60_000

function isMisdated(entries: readonly Entry[], index: number, now: number): boolean {
  const at = entries[index]?.at ?? 0
  if (at > now) return true
  for (let before = 0; before < index; before += 1) {
    const earlier = entries[before]?.at ?? 0
    if (earlier <= now && earlier > at + sameMomentMs) return true
  }
  return false
}

function reserve(state: CallState, ask: Ask): Outcome {
  if (state.open.has(ask.id)) return { kind: "ignored" }
  for (const limit of ask.limits) {
    const { spent, reserved } = usedUnder(state, limit, ask.owner, ask.at)
    if (spent + reserved + ask.nanos <= limit.nanos) continue
    push(state, { at: ask.at, nanos: 0, open: false, owner: ask.owner })
    return { kind: "refused", limit, spent, reserved }
  }
  const entry = push(state, { at: ask.at, nanos: ask.nanos, open: true, owner: ask.owner })
  state.open.set(ask.id, { ask, entry })
  addTo(state.owners, ask.owner, ask.nanos)
  return { kind: "admitted" }
}

function close(state: CallState, id: string, nanos: number, outcome: (ask: Ask) => Outcome): Outcome {
  const found = state.open.get(id)
  if (found === undefined) return { kind: "ignored" }
  const { ask, entry } = found
  addTo(state.owners, ask.owner, nanos - entry.nanos)
  for (const sum of state.sums.values()) count(sum, entry, -1)
  entry.nanos = nanos
  entry.open = false
  for (const sum of state.sums.values()) count(sum, entry, 1)
  state.open.delete(id)
  return outcome(ask)
}

function addTo(sums: Map<string, number>, key: string, nanos: number): void {
  sums.set(key, (sums.get(key) ?? 0) + nanos)
}

/** Days and weeks begin at whole quarters of an hour in every zone, so within one nothing has to be told apart. */
const bucketMs = 900_000
/** Twenty days of quarters of an hour in which something was spent; no window is longer than a week. Not by the clock: it may be wrong. */
const mostBuckets = 2000

/** What a new file of the log begins with. The same state always gives the same text. */
export function carryOver(state: CallState): Carried {
  const ids = new Map([...state.open].map(([id, { entry }]) => [entry, id]))
  const entries: [number, number, string | null, string | null][] = []
  /** One sum per owner of the quarter of an hour that is being added up. */
  let sums = new Map<string | null, [number, number, string | null, string | null]>()
  let bucket = Number.NaN
  const begun: number[] = []
  for (const entry of state.entries) {
    const id = ids.get(entry) ?? null
    const own = Math.floor(entry.at / bucketMs) * bucketMs
    if (id !== null || own !== bucket) {
      sums = new Map()
      bucket = id === null ? own : Number.NaN
      begun.push(entries.length)
    }
    const sum = sums.get(entry.owner)
    if (sum !== undefined) {
      sum[1] += entry.nanos
      continue
    }
    // The time of the first call, not the beginning of its quarter: that would seem to lie behind calls made before it.
    const added: [number, number, string | null, string | null] = [entry.at, entry.nanos, id, entry.owner]
    entries.push(added)
    if (id === null) sums.set(entry.owner, added)
  }
  const old = begun.at(-mostBuckets) ?? 0
  return {
    entries: entries.filter(([, , id], index) => id !== null || index >= old),
    open: [...state.open.values()].map(({ ask }) => ask),
    owners: [...state.owners].filter(([, nanos]) => nanos > 0),
    warned: [...state.warned].slice(-1000),
  }
}

/** The state that a new file of the log begins with. */
export function stateFrom({ entries, open, owners, warned }: Carried): CallState {
  const state = emptyState()
  const asks = new Map(open.map((ask) => [ask.id, ask]))
  for (const [at, nanos, id, owner] of entries) {
    const ask = id === null ? undefined : asks.get(id)
    const entry = push(state, { at, nanos, open: ask !== undefined, owner })
    if (ask !== undefined) state.open.set(ask.id, { ask, entry })
  }
  for (const [owner, nanos] of owners) state.owners.set(owner, nanos)
  for (const key of warned) state.warned.add(key)
  return state
}

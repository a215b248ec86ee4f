import { contentHash } from "./content-hash.ts"
import { type Entry, valuesOf, weightOf } from "./entry.ts"

export type TableLimits = {
  readonly maxEntries: number
  readonly maxBytes: number
  readonly keepMs: number
}

/** Entries in memory, the longest unused first to go. */
export type EntryTable = {
  /** Whether anything changed: false when the same is known already. */
  readonly put: (entry: Entry, now: number) => boolean
  /** The entry under the first key that leads to one; using it keeps it young. */
  readonly find: (keys: Iterable<string>, now: number) => Entry | null
  /** The surest key of each entry that went. */
  readonly remove: (keys: readonly string[]) => readonly string[]
  /** The upstream that made a signature, by the signature's hash; null = not known here. */
  readonly makerOf: (hash: string) => string | null
  /** Whether anything of an upstream is kept. */
  readonly holds: (upstream: string) => boolean
  readonly markBad: (hash: string) => boolean
  readonly isBad: (hash: string) => boolean
  readonly entries: () => Iterable<Entry>
  readonly badHashes: () => Iterable<string>
  readonly size: () => { readonly entries: number; readonly bytes: number; readonly evicted: number }
}

type Kept = { readonly entry: Entry; readonly weight: number; at: number }

export function createEntryTable(limits: TableLimits): EntryTable {
  const kept = new Set<Kept>()
  const byKey = new Map<string, Kept>()
  const makers = new Map<string, Kept>()
  const perUpstream = new Map<string, number>()
  const bad = new Set<string>()
  let bytes = 0
  let evicted = 0

  const drop = (one: Kept): void => {
    if (!kept.delete(one)) return
    bytes -= one.weight
    const { keys, upstream } = one.entry
    for (const key of keys) if (byKey.get(key) === one) byKey.delete(key)
    for (const value of valuesOf(one.entry)) {
      const hash = contentHash(value)
      if (makers.get(hash) === one) makers.delete(hash)
    }
    const left = (perUpstream.get(upstream) ?? 1) - 1
    if (left <= 0) perUpstream.delete(upstream)
    else perUpstream.set(upstream, left)
  }
  const evict = (now: number): void => {
    for (const oldest of kept) {
      const tooOld = oldest.at < now - limits.keepMs
      if (!tooOld && kept.size <= limits.maxEntries && bytes <= limits.maxBytes) return
      drop(oldest)
      evicted += 1
    }
  }
  /** The entry that a new one stands for again: the same call, or the same words at the same place. */
  const former = (entry: Entry): Kept | null => {
    const surest = entry.keys[0]
    return surest === undefined ? null : (byKey.get(surest) ?? null)
  }
  return {
    put: (entry, now) => {
      const before = former(entry)
      if (before !== null) {
        if (sameSignatures(before.entry, entry) && before.entry.keys.join() === entry.keys.join())
          return false
        drop(before)
      }
      const one = { entry, weight: weightOf(entry), at: entry.at }
      if (one.weight > limits.maxBytes / 8) return false
      kept.add(one)
      bytes += one.weight
      perUpstream.set(entry.upstream, (perUpstream.get(entry.upstream) ?? 0) + 1)
      for (const value of valuesOf(entry)) makers.set(contentHash(value), one)
      for (const key of entry.keys) byKey.set(key, one)
      evict(now)
      return true
    },
    find: (keys, now) => {
      for (const key of keys) {
        const one = byKey.get(key)
        if (one === undefined) continue
        if (one.at < now - limits.keepMs) {
          drop(one)
          evicted += 1
          continue
        }
        // The clock may step back; what was used is never made older by it.
        one.at = Math.max(one.at, now)
        kept.delete(one)
        kept.add(one)
        return one.entry
      }
      return null
    },
    remove: (keys) => {
      const found = new Set(keys.flatMap((key) => byKey.get(key) ?? []))
      for (const one of found) drop(one)
      return [...found].flatMap(({ entry }) => entry.keys[0] ?? [])
    },
    makerOf: (hash) => makers.get(hash)?.entry.upstream ?? null,
    holds: (upstream) => perUpstream.has(upstream),
    markBad: (hash) => {
      if (bad.has(hash)) return false
      remember(bad, hash, limits.maxEntries)
      return true
    },
    isBad: (hash) => bad.has(hash),
    entries: function* () {
      for (const { entry, at } of kept) yield { ...entry, at }
    },
    badHashes: () => bad,
    size: () => ({ entries: kept.size, bytes, evicted }),
  }
}

/** Adds to a set that forgets its oldest. */
function remember(set: Set<string>, value: string, most: number): void {
  set.add(value)
  if (set.size <= most) return
  const [oldest] = set
  if (oldest !== undefined) set.delete(oldest)
}

function sameSignatures(one: Entry, other: Entry): boolean {
  const told = ({ segments, leads, trail }: Entry): string => JSON.stringify([segments, leads, trail])
  return told(one) === told(other)
}

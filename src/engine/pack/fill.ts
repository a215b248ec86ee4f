import { join } from "node:path"
import type { Candidate } from "./candidates.ts"
import type { Counter } from "./counter.ts"
import type { Facts } from "./facts.ts"
import type { FileSort } from "./file-sort.ts"
import type { LeftOutReason } from "./left-out.ts"
import { type Prepared, prepareFile } from "./prepare.ts"
import type { RankReason } from "./rank.ts"
import { frameTokens } from "./render.ts"

/** A candidate with its size and rank, the most characters that are packed of it, and the name of what is packed. */
export type Offer = Candidate & {
  readonly bytes: number
  readonly why: RankReason
  readonly rank: number
  readonly cap: number
  readonly variant: string
}

export type Chosen = Offer & {
  /** Estimated, with what is written around the file. */
  readonly tokens: number
  /** As it was just prepared; null when the cache knew its size and nobody read it yet. */
  readonly prepared: Extract<Prepared, { kind: "text" }> | null
}

export type Desk = {
  readonly workspace: string
  readonly facts: Facts
  readonly counter: Counter
  /** What an estimate is multiplied by for this user. */
  readonly factor: number
}

export type Filled = { readonly chosen: readonly Chosen[]; readonly used: number }

/** Most characters of one file, by what it is worth; the rest of it is left out in its middle. */
const caps = { focus: 240_000, source: 60_000, other: 24_000, data: 6_000 } as const

/** The most characters that are packed of a file; a file of the work itself gets more room than its surroundings. */
export function capOf(sort: FileSort, why: RankReason): number {
  if (why === "failing" || why === "changed") return caps.focus
  if (sort === "data") return caps.data
  return sort === "source" || sort === "test" || sort === "guide" ? caps.source : caps.other
}

/** The name of a content as it is packed with this cap. */
export function variantOf(key: string, bytes: number, cap: number): string {
  return bytes > cap ? `${key}:${cap}` : key
}

/** So many files in a row that did not fit end the search for one that does. */
const mostMisses = 60
const leastRoom = 60

/**
 * Takes offers in their order as long as they fit into `room` tokens; a file that does not fit is passed over. Only as
 * much is read and counted as can matter.
 */
export async function fill(
  offers: readonly Offer[],
  room: number,
  desk: Desk,
  leftOut: (path: string, why: LeftOutReason) => void,
): Promise<Filled> {
  const chosen: Chosen[] = []
  let used = 0
  let misses = 0
  let next = 0
  while (next < offers.length && room - used > leastRoom && misses < mostMisses) {
    const { batch, end, skipped } = batchFrom(offers, next, room - used)
    next = end
    misses += skipped
    const counted = await countAll(batch, desk)
    for (const offer of batch) {
      const sized = counted.get(offer.path) ?? known(offer, desk)
      if (sized === null) continue
      if (sized.kind === "left-out") {
        leftOut(offer.path, sized.why)
        continue
      }
      const tokens = Math.ceil(sized.tokens * desk.factor) + frameTokens(offer.path)
      if (used + tokens > room) {
        misses++
        continue
      }
      misses = 0
      used += tokens
      chosen.push({ ...offer, tokens, prepared: sized.prepared })
    }
  }
  return { chosen, used }
}

/** Bytes per token: as it mostly is, and at most. */
const usualBytes = 3.5
const mostBytes = 7

/** The next offers, as many as can fill what is left, without those that cannot fit whatever they hold. */
function batchFrom(
  offers: readonly Offer[],
  from: number,
  room: number,
): { readonly batch: readonly Offer[]; readonly end: number; readonly skipped: number } {
  const batch: Offer[] = []
  let guessed = 0
  let skipped = 0
  let end = from
  for (; end < offers.length && guessed < room * 1.1 && skipped < mostMisses; end++) {
    const offer = offers[end]
    if (offer === undefined) break
    const bytes = Math.min(offer.bytes, offer.cap)
    if (bytes / mostBytes > room) skipped++
    else {
      batch.push(offer)
      guessed += bytes / usualBytes + 20
    }
  }
  return { batch, end, skipped }
}

type Sized =
  | { readonly kind: "left-out"; readonly why: LeftOutReason }
  | { readonly kind: "text"; readonly tokens: number; readonly prepared: Chosen["prepared"] }

function known({ variant }: Offer, { facts }: Desk): Sized | null {
  const fact = facts.get(variant)
  if (fact === null || fact.kind === "size") return null
  if (fact.kind === "left-out") return fact
  return { kind: "text", tokens: fact.tokens, prepared: null }
}

/** Characters per token of what is not worth loading the vocabulary for, on the low side. */
const roughCharacters = 2.6
/** Share of what is known that may be guessed. */
const roughShare = 0.01

/** Characters that go to the counter at once. */
const parcel = 400_000
/** Parcels on their way; more would only lie in memory. */
const mostParcels = 3

/** Reads and counts the offers of which the cache knows nothing; counting goes on while the next ones are read. */
async function countAll(batch: readonly Offer[], desk: Desk): Promise<ReadonlyMap<string, Sized>> {
  const sized = new Map<string, Sized>()
  const underway = new Set<Promise<void>>()
  let waiting: { readonly offer: Offer; readonly prepared: Extract<Prepared, { kind: "text" }> }[] = []
  let characters = 0
  const send = async (): Promise<void> => {
    const sent = waiting
    waiting = []
    characters = 0
    const counts = await desk.counter.count(sent.map(({ prepared }) => prepared.text))
    for (const [at, { offer, prepared }] of sent.entries()) {
      const tokens = counts[at] ?? prepared.text.length
      sized.set(offer.path, { kind: "text", tokens, prepared })
      const { bytes, redactions } = prepared
      desk.facts.set(offer.variant, { kind: "text", bytes, tokens, redactions })
    }
  }
  const dispatch = (): void => {
    const sending: Promise<void> = send().finally(() => underway.delete(sending))
    underway.add(sending)
  }
  for (const offer of batch) {
    if (known(offer, desk) !== null) continue
    const prepared = await prepareFile(offer.path, join(desk.workspace, offer.path), offer.cap)
    if (prepared.kind === "left-out") {
      sized.set(offer.path, prepared)
      if (prepared.why !== "unreadable") desk.facts.set(offer.variant, prepared)
      continue
    }
    waiting.push({ offer, prepared })
    characters += prepared.text.length
    if (characters >= parcel) dispatch()
    if (underway.size >= mostParcels) await Promise.race(underway)
  }
  if (underway.size === 0 && isLittle(characters, batch, desk)) {
    // Not kept: a guess that stays small beside one pack would grow with many.
    for (const { offer, prepared } of waiting)
      sized.set(offer.path, {
        kind: "text",
        tokens: Math.ceil(prepared.text.length / roughCharacters),
        prepared,
      })
    return sized
  }
  if (waiting.length > 0) dispatch()
  await Promise.all(underway)
  return sized
}

/** Whether so many characters matter little beside what is known of the batch: loading the vocabulary takes longer than all else. */
function isLittle(characters: number, batch: readonly Offer[], desk: Desk): boolean {
  const knownTokens = batch.reduce((sum, offer) => {
    const sized = known(offer, desk)
    return sum + (sized?.kind === "text" ? sized.tokens : 0)
  }, 0)
  return characters / roughCharacters <= knownTokens * roughShare
}

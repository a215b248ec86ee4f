import { fileStamp } from "../../system/file-stamp.ts"
import type { UpstreamKind } from "../config/config.ts"
import type { Rest } from "./classify-fault.ts"
import { openCooldownBook } from "./cooldown-book.ts"
import { type Cooldown, cooldownsPath, isHolding, readCooldowns, writeCooldowns } from "./cooldown-file.ts"
import { cooldownMs } from "./cooldown-length.ts"

/** One credential, asked for one model. */
type Place = { readonly upstream: string; readonly credential: string; readonly model: string }

export type Cooldowns = {
  /** The rest that holds now, the longer one where two do; null = it may be used. */
  holding(place: Place, now: number): Cooldown | null
  /** Of all models of a credential, those that hold now. */
  of(upstream: string, credential: string, now: number): readonly Cooldown[]
  /** A mark for the beginning of a call. */
  mark(): number
  /** `begun`: the mark of the failed call's beginning. */
  rest(
    place: Place,
    rest: Rest,
    call: { readonly kind: UpstreamKind; readonly begun: number; readonly now: number },
  ): void
  answered(place: Place, begun: number): void
  /** Ends rests; of one credential, or of all of the upstream. */
  forget(upstream: string, credential: string | null, now: number): void
  /** The next moment at which a rest ends; null = none holds. */
  nextEnd(now: number): number | null
  /** Writes down what is not written yet. */
  flush(): void
}

/** How long after its end a rest still counts as the one before. */
const remembersMs = 3_600_000
const mostKept = 2_000
const coalesceMs = 1_000
/** How often is looked whether the file was written by somebody else: another gateway, or a rest ended by hand. */
const lookMs = 1_000

/**
 * Which credentials rest, in memory and in the home: they rest on after a restart. A new reason is written at once; what only
 * repeats or ends one is written a little later, together. What another process wrote counts within a second. A disk that cannot be
 * read or written is told to `onTrouble` and stops nothing. While nothing rests, the file is looked at once a second, no more.
 */
export function openCooldowns(order: {
  readonly home: string
  readonly random: () => number
  readonly onTrouble: (text: string) => void
}): Cooldowns {
  const path = cooldownsPath(order.home)
  const book = openCooldownBook()
  let stamp = ""
  let lookedAt = Number.NEGATIVE_INFINITY
  let unwritten: NodeJS.Timeout | null = null

  const quietly = (act: () => void): void => {
    try {
      act()
    } catch (error) {
      order.onTrouble(error instanceof Error ? error.message : String(error))
    }
  }

  /** Takes over what another process wrote since we looked. */
  const look = (now: number): void => {
    lookedAt = now
    const present = fileStamp(path)
    if (present === stamp) return
    stamp = present
    quietly(() => book.replace(readCooldowns(order.home)))
  }

  const lookSometimes = (now: number): void => {
    if (Math.abs(now - lookedAt) >= lookMs) look(now)
  }

  const write = (): void => {
    if (unwritten !== null) clearTimeout(unwritten)
    unwritten = null
    quietly(() => writeCooldowns(order.home, book.all()))
    stamp = fileStamp(path)
  }

  const writeSoon = (): void => {
    unwritten ??= setTimeout(write, coalesceMs).unref()
  }

  const prune = (now: number): void => {
    const all = book.all()
    for (const { upstream, credential, model, until } of all) {
      // Names of models come from outside: they must not fill the memory.
      const isOver = now - until >= remembersMs || (all.length >= mostKept && now >= until)
      if (isOver) book.remove(upstream, credential, model)
    }
  }

  const longest = ({ upstream, credential, model }: Place, now: number): Cooldown | null => {
    const one = book.get(upstream, credential, model)?.cooldown
    const every = book.get(upstream, credential, null)?.cooldown
    const holds = [one, every].flatMap((each) => (each !== undefined && isHolding(each, now) ? [each] : []))
    return holds.toSorted((a, b) => b.until - a.until)[0] ?? null
  }

  look(Number.NEGATIVE_INFINITY)

  return {
    holding: (place, now) => {
      lookSometimes(now)
      return book.knows(place.upstream, place.credential) ? longest(place, now) : null
    },

    of: (upstream, credential, now) => {
      lookSometimes(now)
      return book.of(upstream, credential).filter((each) => isHolding(each, now))
    },

    mark: book.mark,

    rest: ({ upstream, credential, model }, rest, { kind, begun, now }) => {
      look(now)
      const scope = rest.scope === "model" ? model : null
      const kept = book.get(upstream, credential, scope)
      const before = kept !== null && now - kept.cooldown.until < remembersMs ? kept.cooldown : null
      const holds = before !== null && isHolding(before, now)
      const same = before?.class === rest.class ? before : null
      // A call that was under way when the rest began tells nothing new, unless it brings a later moment.
      const isOld = same !== null && begun < (kept?.mark ?? 0)
      const times = same === null ? 1 : Math.max(1, same.times + (isOld ? 0 : 1))
      const until = now + cooldownMs(rest, { kind, times, now, random: order.random() })
      if (holds && (until <= before.until || (isOld && rest.hintMs === null))) return
      prune(now)
      book.put({
        upstream,
        credential,
        model: scope,
        class: rest.class,
        since: now,
        until,
        times,
        why: rest.why,
      })
      if (same !== null && holds) writeSoon()
      else write()
    },

    answered: ({ upstream, credential, model }, begun) => {
      if (!book.knows(upstream, credential)) return
      for (const scope of [model, null]) {
        const kept = book.get(upstream, credential, scope)
        if (kept === null || begun < kept.mark) continue
        book.remove(upstream, credential, scope)
        writeSoon()
      }
    },

    forget: (upstream, credential, now) => {
      look(now)
      for (const each of book.all()) {
        const isMeant = each.upstream === upstream && (credential === null || each.credential === credential)
        if (isMeant) book.remove(each.upstream, each.credential, each.model)
      }
      write()
    },

    nextEnd: (now) => {
      const ends = book.all().flatMap((each) => (isHolding(each, now) ? [each.until] : []))
      return ends.length === 0 ? null : Math.min(...ends)
    },

    flush: () => {
      if (unwritten !== null) write()
    },
  }
}

import { median } from "../interleave.ts"
import type { Case, Subject } from "./cases.ts"
import { parallel, sequential } from "./load.ts"

export type Amounts = {
  readonly rounds: number
  /** Requests one after the other, per round. */
  readonly inRow: number
  /** Connections at once, requests and ms at most, per round. */
  readonly width: number
  readonly atOnce: number
  readonly mostMs: number
}

/** Medians of the rounds' medians; added = against the direct way of the same round. */
export type Figures = {
  readonly subject: Subject
  readonly p50Ms: number
  readonly addedMs: number
  readonly addedSpread: readonly [number, number]
  readonly addedFirstMs: number
  readonly perSecond: number
  /** Time of its process on the processor, ms per request under load. */
  readonly processorMs: number
}

/**
 * All subjects of one case in turns: every round starts at another one, and one round before the first is not counted.
 * Every answer of every subject is checked, so nobody is quick by being wrong.
 */
export async function measureCase(
  { shots, name }: Case,
  amounts: Amounts,
  processorMs: (subject: Subject) => number,
): Promise<readonly Figures[]> {
  const { rounds, inRow, width, atOnce, mostMs } = amounts
  const found = shots.map(() => ({ p50: empty(), first: empty(), rate: empty(), used: empty() }))
  for (let round = -1; round < rounds; round++) {
    for (let turn = 0; turn < shots.length; turn++) {
      const at = (round + 1 + turn) % shots.length
      const [subject, own] = [shots[at], found[at]]
      if (subject === undefined || own === undefined) continue
      const row = await sequential(subject.shot, round < 0 ? 20 : inRow).catch(namedAs(name, subject.subject))
      const before = processorMs(subject.subject)
      const { done, perSecond } = await parallel(
        subject.shot,
        width,
        round < 0 ? width : atOnce,
        mostMs,
      ).catch(namedAs(name, subject.subject))
      if (round < 0) continue
      own.p50.push(row.p50Ms)
      own.first.push(row.firstMs)
      own.rate.push(perSecond)
      own.used.push((processorMs(subject.subject) - before) / done)
    }
  }
  const base = found[0] ?? { p50: [], first: [], rate: [], used: [] }
  return shots.map(({ subject }, at) => {
    const own = found[at] ?? base
    const added = own.p50.map((ms, round) => ms - (base.p50[round] ?? Number.NaN))
    return {
      subject,
      p50Ms: median(own.p50),
      addedMs: median(added),
      addedSpread: [Math.min(...added), Math.max(...added)],
      addedFirstMs: median(own.first.map((ms, round) => ms - (base.first[round] ?? Number.NaN))),
      perSecond: median(own.rate),
      processorMs: median(own.used),
    }
  })
}

function empty(): number[] {
  return []
}

function namedAs(name: string, subject: Subject): (cause: unknown) => never {
  return (cause) => {
    throw new Error(`${name}, ${subject}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    })
  }
}

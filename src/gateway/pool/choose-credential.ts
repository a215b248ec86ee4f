import type { CredentialConfig, Strategy } from "../config/config.ts"

/** A credential that could take the call now. */
export type Candidate = {
  readonly config: CredentialConfig
  /** Its place among all credentials of the upstream. */
  readonly index: number
  readonly active: number
  /** Calls at the same time; null = any number. */
  readonly limit: number | null
  /** Share of calls that went well lately, 0 to 1. */
  readonly health: number
  /** What is left of the tightest limit that the vendor told, 0 to 1; 1 where none is known. */
  readonly left: () => number
  /** Rises with every use; 0 = never used. */
  readonly lastTurn: number
}

/** What a strategy remembers of one upstream. */
export type Rotation = {
  /** The name of the credential that was used last. */
  last: string | null
  /** Smooth weighted round robin: what each has saved up. */
  readonly credit: Map<string, number>
}

export type Choice = { readonly candidate: Candidate; readonly why: string }

/**
 * One of the candidates (at least one), as the strategy says, with the reason in words. `order` are all credentials of the upstream
 * as configured. Updates the rotation.
 */
export function chooseCredential(
  strategy: Strategy,
  candidates: readonly [Candidate, ...Candidate[]],
  rotation: Rotation,
  order: readonly CredentialConfig[],
): Choice {
  const choice = byStrategy(strategy, candidates, rotation, order)
  rotation.last = choice.candidate.config.name
  return choice
}

function byStrategy(
  strategy: Strategy,
  candidates: readonly [Candidate, ...Candidate[]],
  rotation: Rotation,
  order: readonly CredentialConfig[],
): Choice {
  const [first] = candidates
  if (candidates.length === 1) return { candidate: first, why: `${strategy}: the only one that is free` }
  switch (strategy) {
    case "round-robin": {
      const candidate = nextInOrder(candidates, rotation.last, order)
      return { candidate, why: "round-robin: next in order" }
    }
    case "weighted": {
      const candidate = byWeight(candidates, rotation.credit)
      return { candidate, why: `weighted: weight ${candidate.config.weight}` }
    }
    case "priority": {
      const highest = Math.min(...candidates.map(({ config }) => config.priority))
      const best = candidates.filter(({ config }) => config.priority === highest)
      const candidate = longestUnused(best, first)
      return { candidate, why: `priority: ${highest} is the first that is free` }
    }
    case "sticky": {
      const candidate = longestUnused(candidates, first)
      return { candidate, why: "sticky: begins here, the longest unused" }
    }
    case "hybrid":
      return byScore(candidates)
    default:
      return strategy satisfies never
  }
}

/** The candidates stand in the order of the configuration. */
function nextInOrder(
  candidates: readonly [Candidate, ...Candidate[]],
  last: string | null,
  order: readonly CredentialConfig[],
): Candidate {
  const place = order.findIndex(({ name }) => name === last)
  return candidates.find(({ index }) => index > place) ?? candidates[0]
}

/** Each saves up its weight, the richest one pays for all: shares are exact, and nobody gets its turns in one lump. */
function byWeight(candidates: readonly [Candidate, ...Candidate[]], credit: Map<string, number>): Candidate {
  let total = 0
  let richest = candidates[0]
  let most = Number.NEGATIVE_INFINITY
  for (const candidate of candidates) {
    const { name, weight } = candidate.config
    const saved = (credit.get(name) ?? 0) + weight
    credit.set(name, saved)
    total += weight
    if (saved > most) {
      most = saved
      richest = candidate
    }
  }
  credit.set(richest.config.name, most - total)
  return richest
}

function longestUnused(candidates: readonly Candidate[], first: Candidate): Candidate {
  return candidates.reduce(
    (best, each) => (each.lastTurn < best.lastTurn ? each : best),
    candidates[0] ?? first,
  )
}

/** Health counts most, then what the vendor still allows, then how busy it is; equal ones take turns. */
function byScore(candidates: readonly [Candidate, ...Candidate[]]): Choice {
  let best = candidates[0]
  let highest = Number.NEGATIVE_INFINITY
  for (const candidate of candidates) {
    const score = scoreOf(candidate)
    if (score > highest + 1e-9 || (score > highest - 1e-9 && candidate.lastTurn < best.lastTurn)) {
      best = candidate
      highest = score
    }
  }
  const percent = (share: number): string => `${Math.round(share * 100)} %`
  const why = `hybrid: health ${percent(best.health)}, ${percent(best.left())} of its limits left, ${best.active} under way`
  return { candidate: best, why }
}

function scoreOf({ health, left, active, limit }: Candidate): number {
  const idle = limit === null ? 1 / (1 + active) : 1 - active / limit
  return 3 * health + 2 * left() + idle
}

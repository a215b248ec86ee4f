import type { IterationRow, LoopCard } from "../../model/view.ts"

export type StuckEvidence = {
  /** Since which iteration the same fail, and how many. */
  readonly same: { readonly since: number; readonly failing: number } | null
  /** The last attempts that brought nothing, oldest first. */
  readonly tried: readonly IterationRow[]
  /** The checkpoint with the fewest failures; null where none is better than what is there. */
  readonly best: { readonly n: number; readonly failing: number } | null
}

/**
 * What speaks for a loop being stuck, from its iterations; null before there is any. `same` is null where the last
 * iteration is the only one with its failures: then the failures go round, or something else stopped the loop.
 */
export function stuckEvidence({
  iterations,
  baseline,
  checkpoints,
  outcome,
}: LoopCard): StuckEvidence | null {
  const last = iterations.at(-1)
  if (last === undefined) return null
  let from = iterations.length - 1
  while (from > 0 && isStill(iterations[from]) && iterations[from - 1]?.failing === last.failing) from--
  const states = [
    { n: 0, failing: baseline.failing, checkpoint: true },
    ...iterations.map(({ n, failing, checkpoint }) => ({ n, failing, checkpoint })),
  ]
  const lowest = Math.min(...states.map(({ failing }) => failing))
  const best = states.find(({ failing, checkpoint }) => checkpoint && failing === lowest)
  const since = iterations[from]
  // Sets that go round may be of one size; the loop compared them by name.
  const isSame = since !== undefined && since !== last && !/\(oscillation\)/.test(outcome?.reason ?? "")
  const useful = best !== undefined && checkpoints.kind === "kept" && best.n !== last.n
  return {
    same: isSame ? { since: since.n, failing: last.failing } : null,
    tried: iterations.slice(isSame ? from : 0).slice(-4),
    best: useful ? { n: best.n, failing: best.failing } : null,
  }
}

function isStill(row: IterationRow | undefined): boolean {
  return row !== undefined && row.fixed === 0 && row.added === 0
}

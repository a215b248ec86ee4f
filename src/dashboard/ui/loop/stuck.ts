import type { IterationRow, LoopCard } from "../../model/view.ts"

export type StuckEvidence = {
  /** The iteration since when the same fail. */
  readonly since: number
  readonly failing: number
  /** The attempts that changed nothing about it, oldest first. */
  readonly tried: readonly IterationRow[]
  /** The checkpoint with the fewest failures; null where none is better than what is there. */
  readonly best: { readonly n: number; readonly failing: number } | null
}

/** What speaks for a loop being stuck, from its iterations; null before there is any. */
export function stuckEvidence({ iterations, baseline, checkpoints }: LoopCard): StuckEvidence | null {
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
  const useful = best !== undefined && checkpoints.kind === "kept" && best.n !== last.n
  return {
    since: iterations[from]?.n ?? last.n,
    failing: last.failing,
    tried: iterations.slice(from).slice(-4),
    best: useful ? { n: best.n, failing: best.failing } : null,
  }
}

function isStill(row: IterationRow | undefined): boolean {
  return row !== undefined && row.fixed === 0 && row.added === 0
}

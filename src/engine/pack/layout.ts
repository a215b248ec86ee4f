/** A packed file and what its content is known by. */
export type Placed = { readonly path: string; readonly key: string }

/**
 * The order in which files stand in a pack. A service that caches prompts charges a fraction for a beginning it has
 * seen, so what the last pack began with comes first, as far as it is unchanged. The others follow from the least to
 * the most useful: what the work is about changes most and stands last, next to the task.
 */
export function layOut<File extends Placed>(
  byRank: readonly File[],
  last: readonly Placed[],
): { readonly files: readonly File[]; readonly kept: number } {
  const chosen = new Map(byRank.map((file) => [file.path, file]))
  const prefix: File[] = []
  for (const { path, key } of last) {
    const file = chosen.get(path)
    if (file === undefined || file.key !== key) break
    prefix.push(file)
    chosen.delete(path)
  }
  const rest = byRank.filter(({ path }) => chosen.has(path)).toReversed()
  return { files: [...prefix, ...rest], kept: prefix.length }
}

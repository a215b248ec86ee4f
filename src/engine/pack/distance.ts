/**
 * Steps from the nearest seed along imports, in either direction, for every file within `most` steps; seeds have 0.
 * `imports` gives the files that one imports.
 */
export function distancesFrom(
  seeds: Iterable<string>,
  imports: ReadonlyMap<string, readonly string[]>,
  most: number,
): ReadonlyMap<string, number> {
  const importers = new Map<string, string[]>()
  for (const [from, targets] of imports) {
    for (const target of targets) {
      const known = importers.get(target)
      if (known === undefined) importers.set(target, [from])
      else known.push(from)
    }
  }
  const distance = new Map<string, number>([...seeds].map((seed) => [seed, 0]))
  let edge = [...distance.keys()]
  for (let step = 1; step <= most && edge.length > 0; step++) {
    const next: string[] = []
    for (const path of edge) {
      for (const other of [...(imports.get(path) ?? []), ...(importers.get(path) ?? [])]) {
        if (distance.has(other)) continue
        distance.set(other, step)
        next.push(other)
      }
    }
    edge = next
  }
  return distance
}

import { nameOf } from "./path-parts.ts"

/** Files whose path ends in `tail`, whole names only; none when more than `most` do: such a name points nowhere. */
export type FindByEnd = (tail: string, most: number) => readonly string[]

export function findByEnd(paths: readonly string[]): FindByEnd {
  const byName = new Map<string, string[]>()
  for (const path of paths) {
    const same = byName.get(nameOf(path))
    if (same === undefined) byName.set(nameOf(path), [path])
    else same.push(path)
  }
  return (tail, most) => {
    const same = byName.get(nameOf(tail)) ?? []
    const meant = same.filter((path) => path === tail || path.endsWith(`/${tail}`))
    return meant.length > most ? [] : meant
  }
}

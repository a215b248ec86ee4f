import { nameOf } from "./path-parts.ts"

/** Files whose path ends in `tail`, whole names only; none when more than `most` do: such a name points nowhere. */
export type FindByEnd = (tail: string, most: number) => readonly string[]

export function findByEnd(paths: readonly string[]): FindByEnd {
  const byName = new Map<string, string[]>()
  // Hundreds of files are called __init__.py or index.ts, few of them in folders of the same name.
  const byFolder = new Map<string, string[]>()
  for (const path of paths) {
    add(byName, nameOf(path), path)
    add(byFolder, lastTwo(path), path)
  }
  return (tail, most) => {
    const same = (tail.includes("/") ? byFolder.get(lastTwo(tail)) : byName.get(tail)) ?? []
    const meant = same.filter((path) => path === tail || path.endsWith(`/${tail}`))
    return meant.length > most ? [] : meant
  }
}

function add(map: Map<string, string[]>, key: string, path: string): void {
  const same = map.get(key)
  if (same === undefined) map.set(key, [path])
  else same.push(path)
}

/** The name of a file with that of its folder. */
function lastTwo(path: string): string {
  return path.slice(path.lastIndexOf("/", path.lastIndexOf("/") - 1) + 1)
}

/** How many calls are under way, by name. Names without any take no memory. */
export type Counter = {
  count(name: string): number
  /** Whether one more fits; a limit of null always has room. */
  hasRoom(name: string, limit: number | null): boolean
  take(name: string): void
  free(name: string): void
  names(): readonly string[]
}

export function openCounter(): Counter {
  const counts = new Map<string, number>()
  const count = (name: string): number => counts.get(name) ?? 0
  return {
    count,
    hasRoom: (name, limit) => limit === null || count(name) < limit,
    take: (name) => {
      counts.set(name, count(name) + 1)
    },
    free: (name) => {
      const left = count(name) - 1
      if (left > 0) counts.set(name, left)
      else counts.delete(name)
    },
    names: () => [...counts.keys()],
  }
}

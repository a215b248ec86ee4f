import { readFileSync } from "node:fs"
import { callFiles } from "../../src/spend/call-log.ts"

export type Oracle = {
  /** Billionths per admitted call: reserved while open, else settled. */
  readonly calls: ReadonlyMap<string, number>
  readonly refused: ReadonlySet<string>
  /** The most that was ever taken at once under each cap, as a share of the cap. */
  readonly fullest: number
}

/**
 * What the files of the call log say, told the slow way and without a line of the code under test: every record from the first file
 * on, each reservation compared with the plain sum of everything before it. For logs whose calls all lie in one window.
 */
export function tellLog(home: string): Oracle {
  const calls = new Map<string, number>()
  const owners = new Map<string, string>()
  const open = new Set<string>()
  const refused = new Set<string>()
  let limits: readonly { readonly cap: string; readonly nanos: number }[] = []
  let fullest = 0
  const taken = (cap: string, owner: string): number =>
    [...calls].reduce((sum, [id, nanos]) => sum + (cap !== "each" || owners.get(id) === owner ? nanos : 0), 0)
  for (const path of callFiles(home)) {
    for (const line of readFileSync(path, "utf8").split("\n")) {
      const record = parse(line)
      if (record === null) continue
      if (record.kind === "sealed") break
      const id = String(record.id)
      if (record.kind === "reserve" && !open.has(id)) {
        const owner = String(record.owner)
        limits = Array.isArray(record.limits) ? record.limits : []
        const wish = Number(record.nanos)
        if (limits.some((limit) => taken(limit.cap, owner) + wish > limit.nanos)) {
          refused.add(id)
          continue
        }
        calls.set(id, wish)
        owners.set(id, owner)
        open.add(id)
      }
      if (record.kind === "settle" && open.delete(id)) calls.set(id, Number(record.nanos))
      if (record.kind === "release" && open.delete(id)) calls.delete(id)
      for (const owner of new Set(owners.values()))
        for (const limit of limits) fullest = Math.max(fullest, taken(limit.cap, owner) / limit.nanos)
    }
  }
  return { calls, refused, fullest }
}

function parse(line: string): Record<string, unknown> | null {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}

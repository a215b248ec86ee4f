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
  let fullest = 0
  for (const path of callFiles(home)) {
    for (const line of readFileSync(path, "utf8").split("\n")) {
      const record = parse(line)
      if (record === null) continue
      if (record.kind === "sealed") break
      const id = String(record.id)
      if (record.kind === "reserve" && !open.has(id)) {
        const owner = String(record.owner)
        const nanos = Number(record.nanos)
        const limits: unknown = record.limits
        let fits = true
        for (const limit of Array.isArray(limits) ? limits : []) {
          const mine = [...calls].filter(([call]) => limit.cap !== "each" || owners.get(call) === owner)
          const sum = mine.reduce((total, [, amount]) => total + amount, 0) + nanos
          if (sum > limit.nanos) fits = false
        }
        if (!fits) {
          refused.add(id)
          continue
        }
        calls.set(id, nanos)
        owners.set(id, owner)
        open.add(id)
        for (const limit of Array.isArray(limits) ? limits : []) {
          const mine = [...calls].filter(([call]) => limit.cap !== "each" || owners.get(call) === owner)
          fullest = Math.max(fullest, mine.reduce((total, [, amount]) => total + amount, 0) / limit.nanos)
        }
      }
      if (record.kind === "settle" && open.delete(id)) calls.set(id, Number(record.nanos))
      if (record.kind === "release" && open.delete(id)) calls.delete(id)
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

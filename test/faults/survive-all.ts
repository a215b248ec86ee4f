import type { Fault } from "./fault-kinds.ts"
import { type Meaning, type OneStop, oneStop } from "./one-stop.ts"
import type { FsCall } from "./patch-fs.ts"

export type Survived = {
  /** Calls of the Stop when nothing goes wrong. */
  readonly calls: readonly FsCall[]
  readonly faults: readonly Fault[]
  readonly failed: readonly string[]
}

/** Lets one Stop after the other go wrong, `lanes` at a time, each lane with a loop of its own. */
export async function surviveAll(
  meaning: Meaning,
  choose: (calls: readonly FsCall[]) => readonly Fault[],
  lanes: number,
): Promise<Survived> {
  const stops = await Promise.all(Array.from({ length: lanes }, () => oneStop(meaning)))
  const calls = stops[0]?.calls ?? []
  const faults = choose(calls)
  const failed: string[] = []
  let next = 0
  const work = async (stop: OneStop): Promise<void> => {
    for (let fault = faults[next++]; fault !== undefined; fault = faults[next++]) {
      const problems = await stop.survive(fault)
      const call = calls[fault.at - 1]
      const where = `${fault.kind} at call ${fault.at} (${call?.name} ${call?.path})`
      failed.push(...problems.map((problem) => `${where}: ${problem}`))
    }
  }
  try {
    await Promise.all(stops.map(work))
  } finally {
    for (const stop of stops) stop[Symbol.dispose]()
  }
  return { calls, faults, failed }
}

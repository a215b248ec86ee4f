import type { Durability } from "../system/atomic-file.ts"
import type { CallLog, NewRecord } from "./call-log.ts"
import type { Outcome } from "./call-state.ts"

/** Writes a record together with all others of the same turn of the event loop. Rejects with StoreError, as `CallLog.submit` throws. */
export type GroupCommit = (record: NewRecord) => Promise<Outcome>

type Waiting = {
  readonly record: NewRecord
  readonly resolve: (outcome: Outcome) => void
  readonly reject: (reason: unknown) => void
}

/** One write for everything that came in at once: under load, writing is most of what a record costs. */
export function createGroupCommit(log: Pick<CallLog, "submitAll">, durability: Durability): GroupCommit {
  let waiting: Waiting[] = []
  const commit = (): void => {
    const group = waiting
    waiting = []
    try {
      const outcomes = log.submitAll(
        group.map(({ record }) => record),
        durability,
      )
      for (const [at, outcome] of outcomes.entries()) group[at]?.resolve(outcome)
    } catch (error) {
      for (const { reject } of group) reject(error)
    }
  }
  return (record) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(commit)
      waiting.push({ record, resolve, reject })
    })
}

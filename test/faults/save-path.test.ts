import { describe, expect, it } from "vitest"
import { seeded } from "../week/random.ts"
import { afterTheSave, everyFault, oneOfEach } from "./choose-faults.ts"
import { type Fault, faultKinds } from "./fault-kinds.ts"
import type { FsCall } from "./patch-fs.ts"
import { type Survived, surviveAll } from "./survive-all.ts"

/** Set by `npm run test:week`: all of them, which takes minutes. */
const isComplete = process.env.FOR_LOOP_EVERY_FAULT === "1"
const seed = 20_261
const which = isComplete ? "every fault at every call" : `a sample, seed ${seed}`
const timeout = 7_200_000

describe(`one fault of the disk in the middle of a Stop (${which})`, () => {
  it("S13 S94 loses no iteration, counts none twice, tells, and leaves a loop that ends verified", {
    timeout,
  }, async () => {
    const random = seeded(seed)
    const sample = (calls: readonly FsCall[]) => [
      ...oneOfEach(calls, random),
      ...afterTheSave(calls, random, 3),
    ]
    expectHeld(await surviveAll("goes on", chosen(sample), 2))
  })

  it("costs a loop neither its last iteration nor its outcome, and frees its conversation", {
    timeout,
  }, async () => {
    const random = seeded(seed)
    expectHeld(
      await surviveAll(
        "ends",
        chosen((calls) => afterTheSave(calls, random, 6)),
        2,
      ),
    )
  })
})

function chosen(sample: (calls: readonly FsCall[]) => Fault[]): (calls: readonly FsCall[]) => Fault[] {
  return isComplete ? everyFault : sample
}

function expectHeld({ calls, faults, failed }: Survived): void {
  if (isComplete) {
    const byKind = faultKinds.map((kind) => `${kind} ${faults.filter((one) => one.kind === kind).length}`)
    console.log(`${calls.length} calls in one Stop, ${faults.length} faults: ${byKind.join(", ")}`)
  }
  expect(failed).toEqual([])
  // The save path is in it, or nothing was shown.
  for (const part of ["state.json", "journal.jsonl", "ledger", "evidence.json", ".lock", ".git"])
    expect(calls.some(({ changes, path }) => changes && path.includes(part))).toBe(true)
}

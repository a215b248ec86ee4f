import { describe, expect, it } from "vitest"
import { heapMb } from "../gateway/fuzz/bounds.ts"
import { keptFor, keptTargets } from "./corpus.ts"
import { runTarget } from "./run-target.ts"
import { within } from "./target.ts"
import { targets } from "./targets.ts"

/** The same inputs at every run; `npm run fuzz` makes new ones. */
const seed = 20_261_120
const mostGrowthMb = 30
/** Each takes a second or two; the rest is for machines that do much else. */
const patience = 120_000

describe.each(targets.map((target) => [target.name, target] as const))("%s", (_, target) => {
  it(
    "stands whatever it is given, in bounded time and memory",
    async () => {
      const before = heapMb()
      const broken = await runTarget(target, { seed, runs: target.runs, ms: null })
      expect({ why: broken?.why, input: broken?.input.slice(0, 3000) }).toEqual({})
      expect(heapMb() - before).toBeLessThan(mostGrowthMb)
    },
    patience,
  )

  it.for(keptFor(target.name))("stands what once broke it: $why ($file)", async ({ input }) => {
    await within(target, input)
  })
})

it("the corpus belongs to targets that there are", () => {
  const names = targets.map((target) => target.name)
  expect(keptTargets().filter((name) => !names.includes(name))).toEqual([])
})

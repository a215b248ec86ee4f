import { describe, expect, it } from "vitest"
import type { Usage } from "../../src/loop/evidence.ts"
import { addUsage, unknownUsage } from "../../src/loop/usage-sum.ts"

const usage = (basis: Usage["basis"], n: number | null): Usage => ({
  inputTokens: n,
  outputTokens: n === null ? null : n * 2,
  usd: n === null ? null : n / 2,
  basis,
})

describe("the sum of two usages", () => {
  it.each<[Usage, Usage, Usage]>([
    [usage("measured", 2), usage("measured", 4), usage("measured", 6)],
    [usage("measured", 2), usage("estimated", 4), usage("estimated", 6)],
    [usage("estimated", 2), usage("measured", 4), usage("estimated", 6)],
    [usage("estimated", 2), usage("estimated", 4), usage("estimated", 6)],
    [unknownUsage, usage("measured", 4), usage("measured", 4)],
    [unknownUsage, usage("estimated", 4), usage("estimated", 4)],
    [usage("measured", 2), unknownUsage, usage("measured", 2)],
    [usage("estimated", 2), unknownUsage, usage("estimated", 2)],
    [unknownUsage, unknownUsage, unknownUsage],
  ])("%j and %j is %j", (total, more, sum) => {
    expect(addUsage(total, more)).toEqual(sum)
  })
})

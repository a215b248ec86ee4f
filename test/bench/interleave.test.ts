import { describe, expect, it } from "vitest"
import { interleave, median, runNode } from "../../bench/interleave.ts"

describe("the interleaving runner", () => {
  it("runs every case once per round, each round starting at another case, after one uncounted round", async () => {
    const runs: string[] = []
    const cases = ["a", "b", "c"].map((name) => ({ name, run: () => void runs.push(name) }))
    const results = await interleave(cases, 3)
    expect(runs.join("")).toBe("abc" + "abc" + "bca" + "cab")
    expect(results.map(({ name }) => name)).toEqual(["a", "b", "c"])
    expect(results[0]?.ratio).toBe(1)
  })

  it("takes the middle value, and the mean of the two middle ones", () => {
    expect(median([9, 1, 5])).toBe(5)
    expect(median([4, 1, 2, 9])).toBe(3)
    expect(median([])).toBeNaN()
  })

  it("does not take a failed process for a quick one", () => {
    expect(() => runNode("-e", "process.exit(3)")).toThrow(/ended with 3/)
    expect(() => runNode("-e", "")).not.toThrow()
  })
})

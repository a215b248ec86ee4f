import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { openBudget } from "../../src/spend/budget.ts"
import { temporaryHome } from "../store/sample.ts"

const flash = { model: "gemini-3.5-flash", upstream: "gemini-api" } as const
const hour = 3_600_000
const day = 24 * hour
const year = 365 * day
/** What a clock shows against the time it is: right, or after a dead battery or a wrong import off by years. */
const wrong = { right: 0, ahead: 4 * year, behind: -50 * year } as const
const cap = 10

const step = fc.record({
  pause: fc.integer({ min: 1, max: 9 * hour }),
  clock: fc.constantFrom("right", "right", "right", "ahead", "behind"),
  usd: fc.integer({ min: 1, max: 6 }),
})

type Step = { pause: number; clock: keyof typeof wrong; usd: number }

/** A refused call between two with a wrong clock, in one quarter of an hour with calls made before it. */
const refusedBetweenWrongClocks = [
  { pause: 3_597_390, clock: "right", usd: 1 },
  { pause: 7_262_610, clock: "right", usd: 3 },
  { pause: 1, clock: "ahead", usd: 5 },
  { pause: 1, clock: "right", usd: 1 },
  { pause: 1, clock: "ahead", usd: 4 },
  { pause: 32_339_996, clock: "right", usd: 2 },
] satisfies Step[]

type Made = { readonly true: number; readonly usd: number; readonly index: number }

describe("a budget under a clock that jumps", () => {
  it("never lets more through in a day than the cap, counting also what was spent while the clock was wrong", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.constantFrom(400, 1_000_000), (steps, fileBytes) => {
        const home = temporaryHome()
        let time = Date.UTC(2026, 10, 18, 12)
        let shown = time
        const caps = { each: null, daily: cap, weekly: null }
        const budget = openBudget({ home, now: () => shown, zone: "utc", caps, fileBytes })
        const made: Made[] = []
        const believable: { readonly true: number; readonly index: number }[] = []
        const all = [{ pause: 1, clock: "right", usd: 1 } as const, ...steps]
        for (const [index, { pause, clock, usd }] of all.entries()) {
          time += pause
          shown = time + wrong[clock]
          const answer = budget.reserve({ loop: "a", ...flash, maxUsd: usd })
          if (answer.kind === "reserved") made.push({ true: time, usd, index })
          if (clock !== "right") continue
          const today = time - (time % day)
          const spentToday = made.filter((one) => one.true >= today).reduce((sum, one) => sum + one.usd, 0)
          if (answer.kind === "reserved") expect(spentToday).toBeLessThanOrEqual(cap)
          else {
            // Nothing older than the last believable call of an earlier day may have refused it.
            const since = believable.findLast((one) => one.true < today)?.index ?? -1
            const counted = made.filter((one) => one.index > since).reduce((sum, one) => sum + one.usd, 0)
            expect(counted + usd).toBeGreaterThan(cap)
          }
          believable.push({ true: time, index })
        }
      }),
      { numRuns: 300, examples: [[refusedBetweenWrongClocks, 400]] },
    )
  })

  it("is open again on the day after, also when a whole budget was spent under a clock that was years ahead", () => {
    const home = temporaryHome()
    let shown = Date.UTC(2030, 0, 1)
    const budget = openBudget({
      home,
      now: () => shown,
      zone: "utc",
      caps: { each: null, daily: 10, weekly: 60 },
    })
    const ask = () => budget.reserve({ loop: "a", ...flash, maxUsd: 10 }).kind
    expect(ask()).toBe("reserved")
    shown = Date.UTC(2026, 10, 18, 12)
    expect(ask()).toBe("refused")
    shown += day
    expect(ask()).toBe("reserved")
  })
})

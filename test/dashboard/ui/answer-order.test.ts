import { describe, expect, it } from "vitest"
import { answerOrder } from "../../../src/dashboard/ui/run/answer-order.ts"

describe("answers that come in another order than they were asked for", () => {
  it("leaves a done of an earlier ask out once that of a later one was told", () => {
    const begin = answerOrder()
    const [first, second] = [begin(), begin()]
    expect(second("done")).toBe(true)
    expect(first("done")).toBe(false)
  })

  it("tells each of them when they come in their order", () => {
    const begin = answerOrder()
    const [first, second] = [begin(), begin()]
    expect([first("done"), second("done"), begin()("done")]).toEqual([true, true, true])
  })

  it("always tells why something was refused, and does not let an older done cover it", () => {
    const begin = answerOrder()
    const [first, second, third] = [begin(), begin(), begin()]
    expect([third("done"), first("refused"), second("done")]).toEqual([true, true, false])
  })

  it("opens a text whenever it comes, and waits for nothing because of it", () => {
    const begin = answerOrder()
    const [first, second] = [begin(), begin()]
    expect([second("text"), first("done"), second("text")]).toEqual([true, true, true])
  })
})

import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { type ListShape, offsetOf, sliceAt } from "../../../src/dashboard/ui/timeline/window.ts"

const shape = (count: number, extras: readonly (readonly [number, number])[] = []): ListShape => ({
  count,
  rowHeight: 40,
  extras: new Map(extras),
})

describe("the slice of a long list", () => {
  it("holds the rows in sight and a few beyond, and the room of the others", () => {
    expect(sliceAt(shape(500), 4000, 400)).toEqual({
      from: 92,
      to: 119,
      before: 92 * 40,
      after: (500 - 119) * 40,
    })
  })

  it("begins at the first row and ends at the last", () => {
    expect(sliceAt(shape(500), 0, 400).from).toBe(0)
    expect(sliceAt(shape(3), 0, 4000)).toEqual({ from: 0, to: 3, before: 0, after: 0 })
    expect(sliceAt(shape(500), 1e9, 400).to).toBe(500)
    expect(sliceAt(shape(0), 0, 400)).toEqual({ from: 0, to: 0, before: 0, after: 0 })
  })

  it("counts what open rows take", () => {
    expect(offsetOf(shape(500, [[10, 300]]), 10)).toBe(400)
    expect(offsetOf(shape(500, [[10, 300]]), 11)).toBe(740)
  })

  it("never leaves a part of the viewport empty, and always adds up to the whole list", () => {
    const extras = fc.array(fc.tuple(fc.nat(199), fc.integer({ min: 1, max: 900 })), { maxLength: 6 })
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        extras,
        fc.nat(12_000),
        fc.integer({ min: 1, max: 2000 }),
        (count, open, top, height) => {
          const list = shape(count, open)
          const whole = offsetOf(list, count)
          const { from, to, before, after } = sliceAt(list, top, height)
          const drawn = offsetOf(list, to) - offsetOf(list, from)
          expect(before + drawn + after).toBe(whole)
          expect(before <= Math.min(top, whole)).toBe(true)
          expect(before + drawn >= Math.min(top + height, whole)).toBe(true)
        },
      ),
    )
  })
})

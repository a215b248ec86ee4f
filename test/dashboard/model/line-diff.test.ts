import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { lineDiff } from "../../../src/dashboard/model/line-diff.ts"

const shown = (before: string, after: string) =>
  lineDiff(before, after).map(({ kind, text }) => `${{ same: " ", removed: "-", added: "+" }[kind]}${text}`)

describe("the line diff", () => {
  it.each([
    ["", "", []],
    ["", "a\nb", ["+a", "+b"]],
    ["a", "", ["-a"]],
    ["a\nb\nc", "a\nx\nc", [" a", "-b", "+x", " c"]],
    ["a\nb", "b", ["-a", " b"]],
    ["same", "same", [" same"]],
  ])("of %j and %j is %j", (before, after, lines) => {
    expect(shown(before, after)).toEqual(lines)
  })

  it("holds both texts completely, in their order", () => {
    const text = fc
      .array(fc.constantFrom("a", "b", "c", ""), { minLength: 1, maxLength: 12 })
      .map((lines) => lines.join("\n"))
    fc.assert(
      fc.property(text, text, (before, after) => {
        const lines = lineDiff(before, after)
        const side = (kind: "removed" | "added") =>
          lines
            .filter((line) => line.kind === "same" || line.kind === kind)
            .map((line) => line.text)
            .join("\n")
        expect([side("removed"), side("added")]).toEqual([before, after])
      }),
    )
  })
})

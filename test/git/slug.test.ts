import fc from "fast-check"
import { expect, it } from "vitest"
import { slugOf } from "../../src/git/slug.ts"

it.each([
  ["Fix the failing tests", "for-loop/fix-the-failing-tests"],
  ["  --force; rm -rf $(HOME) `x`", "for-loop/force-rm-rf-home-x"],
  ["Ünïcödé  Straße", "for-loop/unicode-stra-e"],
  ["make a.lock/../b work", "for-loop/make-a-lock-b-work"],
  ["x".repeat(100), `for-loop/${"x".repeat(40)}`],
  ["one two three four five six seven eight nine", "for-loop/one-two-three-four-five-six-seven-eight"],
])("names the branch of %j %s", (task, branch) => {
  expect(slugOf(task)).toBe(branch)
})

it("tells tasks without a Latin letter apart", () => {
  expect(slugOf("修正測試")).toMatch(/^for-loop\/task-[0-9a-f]{8}$/)
  expect(slugOf("修正測試")).not.toBe(slugOf("修正檔案"))
})

it("is always one short branch name that git allows", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (task) =>
      /^for-loop\/[a-z0-9][a-z0-9-]{0,39}$/.test(slugOf(task)),
    ),
  )
})

import { expect, it } from "vitest"
import { plural } from "../../src/loop/plural.ts"

it("a noun stands in the plural but for one", () => {
  expect([0, 1, 2].map((count) => plural(count, "file"))).toEqual(["0 files", "1 file", "2 files"])
})

import { expect, it } from "vitest"
import { readSources } from "../architecture/sources.ts"

/** The gateway's acceptance list: G01 to G73, and what stops each client at the end of a budget. */
const numbers = [
  ...Array.from({ length: 73 }, (_, at) => `G${String(at + 1).padStart(2, "0")}`),
  ...["GB1", "GB2", "GB3", "GB4"],
]

/** One number or several at the very beginning of a text in a test file; a letter behind one names a case (`G29a`). */
const opening = /["'`]((?:(?:G\d{2}|GB\d)[a-z]?(?:,| and|:)? ?)+)/g

const titled = new Set(
  readSources("test")
    .filter(({ path }) => /^test\/(gateway|clients)\/.*\.test\.ts$/.test(path))
    .filter(({ path }) => path !== "test/gateway/conformance.test.ts")
    .flatMap(({ text }) => [...text.matchAll(opening)])
    .flatMap(([, names = ""]) => names.match(/G\d{2}|GB\d/g) ?? []),
)

it("every number of the gateway's acceptance list stands in the title of a test", () => {
  expect(numbers.filter((number) => !titled.has(number))).toEqual([])
})

it("no title names a number that is not on the list", () => {
  expect([...titled].filter((number) => !numbers.includes(number))).toEqual([])
})

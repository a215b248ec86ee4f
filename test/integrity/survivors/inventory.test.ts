import { describe, expect, test } from "vitest"
import { told } from "../told.ts"

/** Findings between two texts of one test file, without what was there before. */
function between(before: string, after: string, more: Parameters<typeof told>[2] = {}): string[] {
  return told({ "a.test.ts": before }, { "a.test.ts": after }, more).map((line) =>
    line.replace(/^(\S+) (\S+) a\.test\.ts:\d+ (.*?) \| .*$/, "$1 $2: $3"),
  )
}

const one = (title: string, ...assertions: readonly string[]): string =>
  `it("${title}", () => { ${assertions.join("; ")} })\n`
const table = (rows: string, assertions = "expect(f(a)).toBe(b)"): string =>
  `it.each(${rows})("t %i", (a, b, c) => { ${assertions} })\n`
const removed = (title: string): string => `high removed-test: The test "${title}" was removed.`

describe("a test that became a case of a table", () => {
  const five = one("a", "expect(f(5)).toBe(6)")
  const seven = one("b", "expect(f(7)).toBe(8)")
  test.each([
    {
      title: "is no removal, however many do",
      before: five + seven + one("c", "expect(f(9)).toBe(10)"),
      after: table("[[5, 6], [7, 8], [9, 10]]"),
      expected: [],
    },
    {
      title: "needs a row of its own",
      before: five + seven + one("c", "expect(f(7)).toBe(8)"),
      after: table("[[5, 6], [7, 8]]"),
      expected: [removed("c")],
    },
    {
      title: "may be one whose value is worked out now",
      before: one("b", "expect(square(3)).toBe(9)") + one("c", "expect(total(4)).toBe(11)"),
      after: one("c", "expect(total(4)).toBe(11)") + table("[3]", "expect(square(a)).toBe(a * a)"),
      expected: [],
    },
  ])("$title", ({ before, after, expected }) => expect(between(before, after)).toEqual(expected))

  test("may do so in another file, where a row of its own is enough", () => {
    const lines = told(
      { "a.test.ts": one("b", "expect(square(3)).toBe(9)") },
      { "a.test.ts": null, "b.test.ts": table("[3]", "const n = Number(a); expect(square(n)).toBe(n * n)") },
    )
    expect(lines).toEqual([])
  })
})

test("each row stands for one test, also where its value is worked out now", () => {
  const lines = told(
    { "a.test.ts": one("b", "expect(square(3)).toBe(9)") + one("c", "expect(square(4)).toBe(16)") },
    { "a.test.ts": null, "b.test.ts": table("[3]", "const n = Number(a); expect(square(n)).toBe(n * n)") },
  )
  expect(lines).toHaveLength(1)
  expect(lines[0]).toContain('high removed-test a.test.ts:2 The test "c" was removed.')
})

describe("a table that has grown takes tests as its cases", () => {
  const old = table("[[5, 6]]")
  test.each([
    { title: "by their values", gone: one("b", "expect(f(7)).toBe(8)"), rows: "[[5, 6], [7, 8]]", lost: [] },
    {
      title: "but not with other values",
      gone: one("b", "expect(f(7)).toBe(8)"),
      rows: "[[5, 6], [7, 9]]",
      lost: ["b"],
    },
    {
      title: "but not as a row that was there",
      gone: one("b", "expect(f(5)).toBe(6)"),
      rows: "[[5, 6]]",
      lost: ["b"],
    },
    {
      title: "but not two of them as one row",
      gone: one("b", "expect(f(7)).toBe(8)") + one("c", "expect(f(7)).toBe(8)"),
      rows: "[[5, 6], [7, 8]]",
      lost: ["c"],
    },
    {
      title: "with a row for each of their assertions",
      gone: one("b", "expect(f(7)).toBe(8)", "expect(f(9)).toBe(10)"),
      rows: "[[5, 6], [7, 8], [9, 10]]",
      lost: [],
    },
    {
      title: "whose rows stand for no other test then",
      gone: one("b", "expect(f(7)).toBe(8)", "expect(f(9)).toBe(10)") + one("c", "expect(f(9)).toBe(10)"),
      rows: "[[5, 6], [7, 8], [9, 10]]",
      lost: ["c"],
    },
    {
      title: "but not with one row for two of their assertions",
      gone: one("b", "expect(f(7)).toBe(8)", "expect(g(7)).toBe(8)", "expect(f(9)).toBe(10)"),
      rows: "[[5, 6], [7, 8], [9, 10]]",
      lost: ["b"],
    },
    {
      title: "whatever else they need to be set up",
      gone: one("b", 'const shop = open("corner")', "expect(f(7)).toBe(8)"),
      rows: "[[5, 6], [7, 8]]",
      lost: [],
    },
    {
      title: "however different they look",
      gone: one(
        "b",
        "const shop = await openShop",
        "shop.name = street",
        "shop.owner = person",
        "shop.sum = total",
        "assert(shop.at(7) === 8)",
      ),
      rows: "[[5, 6], [7, 8]]",
      lost: [],
    },
    {
      title: "that only run something, by what they run it with",
      gone: one("b", "run(7, 8)"),
      rows: "[[5, 6], [9, 10]]",
      lost: ["b"],
    },
    {
      title: "with values that say little where they look alike",
      gone: one("b", "expect(f(1)).toBe(0)"),
      rows: "[[5, 6], [1, 0]]",
      lost: [],
    },
    {
      title: "but not with values that say little where they do not",
      gone: one(
        "b",
        "const shop = await openShop",
        "shop.name = street",
        "shop.owner = person",
        "assert(shop.isOpen)",
      ),
      rows: "[[5, 6], [1, 0]]",
      lost: ["b"],
    },
  ])("$title", ({ gone, rows, lost }) => expect(between(old + gone, table(rows))).toEqual(lost.map(removed)))

  test("with all values of a test in one row", () =>
    expect(
      between(
        table("[[5, 6, 7]]", "expect(f(a)).toBe(b); expect(g(a)).toBe(c)") +
          one("b", 'const shop = open("corner")', "expect(f(8)).toBe(9)", "expect(g(8)).toBe(10)"),
        table("[[5, 6, 7], [8, 9, 10]]", "expect(f(a)).toBe(b); expect(g(a)).toBe(c)"),
      ),
    ).toEqual([]))

  test("where the value stands beside the table", () =>
    expect(
      between(
        table("[5]", "expect(f(a)).toBe(6)") + one("b", "expect(f(7)).toBe(6)"),
        table("[5, 7]", "expect(f(a)).toBe(6)"),
      ),
    ).toEqual([]))

  test("also one that was kept elsewhere and is written down now", () => {
    const squares = (rows: string) => table(rows, "expect(square(a)).toBe(a * a)")
    expect(between(squares("numbers") + one("b", "expect(square(3)).toBe(9)"), squares("[2, 3]"))).toEqual([])
  })
})

describe("a test is taken by a table that it is just alike enough to", () => {
  test.each([
    ["half of it, where the table is kept elsewhere", "await f.open(-to)", "rows"],
    ["half of it, where its value is worked out", "assert(f.open === 77)", "[[5, 6], [9, 10]]"],
    [
      "a third of it, where its values say little",
      "const shop = await f.open(a); let x = one + two + three + four + five + six",
      "[[5, 6], [1, 0]]",
    ],
  ])("%s", (_, body, rows) => {
    const other = one("c", "expect(h(9)).toBe(3)")
    expect(between(one("b", body) + other, table(rows) + other)).toEqual([])
  })
})

describe("a table written out as single tests", () => {
  test("is no removal, also beside new tests", () =>
    expect(
      between(
        table("[[5, 6], [7, 8]]"),
        one("five", "check(f(5), 6)") + one("seven", "check(f(7), 8)") + one("new", "check(g(11), 12)"),
      ).filter((line) => line.includes("removed")),
    ).toEqual([]))
})

describe("a test whose assertions went into another one", () => {
  const other = one("c", "expect(h(9)).toBe(3)")
  const merged = ['low removed-test: The test "b" went into another one with all its assertions.']
  test.each([
    {
      title: "loses nothing with what could never fail",
      gone: one("b", "expect(true).toBe(true)", "expect(f(7)).toBe(8)"),
      after: one("c", "expect(h(9)).toBe(3)", "expect(f(7)).toBe(8)"),
      expected: merged,
    },
    {
      title: "is removed when they are only made under a condition there",
      gone: one("b", "expect(f(7)).toBe(8)"),
      after: one("c", "expect(h(9)).toBe(3)", "if (fast) expect(f(7)).toBe(8)"),
      expected: [removed("b")],
    },
    {
      title: "is removed when a part of them did",
      gone: one("b", "expect(f(7)).toBe(8)", "expect(g(11)).toBe(12)"),
      after: one("c", "expect(h(9)).toBe(3)", "expect(f(7)).toBe(8)"),
      expected: [removed("b")],
    },
  ])("$title", ({ gone, after, expected }) => expect(between(gone + other, after)).toEqual(expected))

  test("is removed when the other one made them before", () => {
    const both = one("c", "expect(h(9)).toBe(3)", "expect(f(7)).toBe(8)")
    expect(between(one("b", "expect(f(7)).toBe(8)") + both, both)).toEqual([removed("b")])
  })
})

describe("what is told of removed tests", () => {
  test("names the assertions that went with one", () =>
    expect(
      told({ "a.test.ts": one("a", "expect(f(5)).toBe(6)", "expect(g(7)).toBe(8)") }, { "a.test.ts": "" }),
    ).toEqual([
      'high removed-test a.test.ts:1 The test "a" was removed. | it("a", () => { expect(f(5)).toBe(6); expect(g(7)).toBe(8) }) expect(f(5)).toBe(6); expect(g(7)).toBe(8) |',
    ]))

  test("names for each file that went its own tests", () => {
    const files = {
      "a.test.ts": one("a", "expect(f(5)).toBe(6)") + one("b", "expect(f(7)).toBe(8)"),
      "c.test.ts": one("c", "expect(g(5)).toBe(9)") + one("d", "expect(g(7)).toBe(11)"),
    }
    expect(told(files, { "a.test.ts": null, "c.test.ts": null })).toEqual([
      "high removed-test a.test.ts The test file with 2 tests is gone or is no longer collected. | a / b |",
      "high removed-test c.test.ts The test file with 2 tests is gone or is no longer collected. | c / d |",
    ])
  })

  test("with --allow-test-edits a new test replaces one when any of its assertions can fail", () => {
    const old = one("a", "expect(f(5)).toBe(6)")
    const rewritten = one("other", "expect(true).toBe(true)", 'expect(screen()).toContain("sum")')
    const hollow = one("other", "expect(true).toBe(true)")
    const rules = { allowTestEdits: true }
    expect(between(old, rewritten, rules)).toEqual([])
    expect(between(old, hollow, rules)).toContain(removed("a"))
  })
})

describe("a table with fewer cases", () => {
  test("is told with those it lost, also where their values say little", () =>
    expect(told({ "a.test.ts": table("[true, false, 0]") }, { "a.test.ts": table("[true, false]") })).toEqual(
      ['high fewer-cases a.test.ts:1 The test "t %i" runs through 1 case fewer. | 0 |'],
    ))

  test("lost none that another table took, also where their values say little", () =>
    expect(
      between(
        table("[true, false, 0]"),
        `${table("[true, false]")}it.each(sizes)("of %i", (a) => { expect(size(a)).toBe(a) })\nit.each([0])("of nothing", (a) => { expect(size(a)).toBe(a) })\n${one("c", "done()")}`,
      ).filter((line) => line.includes("fewer-cases")),
    ).toEqual([]))
})

describe("tests that reports no longer name", () => {
  test.each([
    ["nothing is known from before", null, ["a"], []],
    ["nothing is known from now", ["a"], null, []],
    ["a test was reported twice at first", ["a", "a"], ["a"], []],
  ])("are none when %s", (_, idsBefore, idsAfter, expected) =>
    expect(told({}, {}, { idsBefore, idsAfter })).toEqual(expected),
  )

  test("are named up to twelve", () => {
    const idsBefore = Array.from({ length: 14 }, (_, n) => `t${n}`)
    const named = idsBefore.slice(1, 13).join(" / ")
    expect(told({}, {}, { idsBefore, idsAfter: ["t0"] })).toEqual([
      `medium removed-test  13 fewer tests ran than at the start. | ${named} | 1 of 14 tests ran.`,
    ])
  })
})

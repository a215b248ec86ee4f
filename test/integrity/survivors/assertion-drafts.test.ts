import { describe, expect, test } from "vitest"
import { blurs } from "../../../src/integrity/assertion/blurs.ts"
import { callDrafts } from "../../../src/integrity/assertion/calls.ts"
import { callOf, type Draft } from "../../../src/integrity/assertion/draft.ts"
import { matcherDrafts } from "../../../src/integrity/assertion/matchers.ts"
import { equal, truthDrafts } from "../../../src/integrity/assertion/truth.ts"
import { canonical } from "../../../src/integrity/text/canonical.ts"
import type { Style } from "../../../src/integrity/text/lex.ts"

const shown = ({ form, subject, expected, tolerance }: Draft) =>
  `${form}: ${subject}${expected === null ? "" : ` <- ${expected}`}${tolerance === null ? "" : ` ± ${tolerance}`}`

/** What it means that a condition holds. */
const holds = (text: string, style: Style = "c", negated = false) =>
  truthDrafts(canonical(text, style), negated, style).map(shown)

/** What a call of an assertion library demands. */
function demands(text: string): string[] | null {
  const call = callOf(canonical(text, "c"), "c")
  return call === null ? null : (callDrafts(call.name, call.args, "c")?.map(shown) ?? null)
}

/** `${total}`, as it is written in a script. */
const interpolated = ["`$", "{total}`"].join("")

const equals = (subject: string, value: string) =>
  shown(equal(canonical(subject, "c"), canonical(value, "c"), "c"))

describe("a condition that is asserted", () => {
  test.each([
    ['size("(") === 3', 'equal: size("(") <- 3'],
    ['size(")") === 3', 'equal: size(")") <- 3'],
    ['word === "or"', 'equal: word <- "or"'],
    ['word === "=="', 'equal: word <- "=="'],
    ["is(total(), 3)", "truthy: is(total(),3)"],
    ["ready ? total() : true", "other: ready?total():true"],
    ["total() || (true && sum())", "other: total()||(true&&sum())"],
    ["total() || true", "trivial: total()||true"],
    ["!ready === done()", "equal: !ready <- done()"],
    ["a === not(b)", "equal: a <- not(b)"],
    ["chain.not === chain", "equal: chain.not <- chain"],
    ["list[order.has]", "truthy: list[order.has]"],
    ["[total()]", "truthy: [total()]"],
    ["((total()) === (3))", "equal: (total()) <- (3)"],
    ["(a) + (b)", "truthy: (a)+(b)"],
    ['words["("].includes("a")', 'partial: words["("] <- includes:"a"'],
    ['words.includes("(")', 'partial: words <- includes:"("'],
    ['words.includes("a").valueOf()', 'truthy: words.includes("a").valueOf()'],
    ['cart.words.includes("a")', 'partial: cart.words <- includes:"a"'],
    ["Math.abs(total() - 3) < 0.1", "close: total() <- 3 ± 0.1"],
    ["np.abs(total() - 3) < 0.1", "close: total() <- 3 ± 0.1"],
    ["absences(total() - 3) < 2", "compare: absences(total()-3) <- <2"],
    ["Math.abs(total()) < 2", "compare: Math.abs(total()) <- <2"],
    ["isinstance(a, (b, c))", "type: a <- (b,c)"],
    ["math.isclose(a, b, x_abs=5)", "close: a <- b ± 1e-9"],
    ["math.isclose(a, b, abs_tol=5)", "close: a <- b ± 5"],
  ])("%s", (text, expected) => expect(holds(text)).toEqual([expected]))

  test.each([
    ["total if ready else True", "other: total if ready else True"],
    ["cart.total not in sums", "not-equal: sums <- !cart.total"],
    ["total is not None", "exists: total"],
  ])("%s", (text, expected) => expect(holds(text, "hash")).toEqual([expected]))

  test.each([
    ["a instanceof B", "c", "not-equal: a <- B"],
    ["ready ? a : b", "c", "other: !ready?a:b"],
    ["words.includes(3)", "c", "truthy: !words.includes(3)"],
  ] as const)("that %s does not hold", (text, style, expected) =>
    expect(holds(text, style, true)).toEqual([expected]),
  )

  test.each([
    ["", "other: "],
    ["()", "other: "],
    ["total() ===", "equal: total() <- "],
    ["isinstance()", "type: "],
    ["isinstance(", "truthy: isinstance("],
  ])("is read as far as it goes when it is unfinished: %j", (text, expected) =>
    expect(holds(text)).toEqual([expected]),
  )

  test("an unfinished comparison of Python", () =>
    expect(holds("total is", "hash")).toEqual(["equal: total <- "]))

  test("of many that are joined, the first twenty-one are read one by one", () => {
    const joined = (count: number) => Array.from({ length: count }, (_, at) => `a${at}`).join(" && ")
    expect(holds(joined(21))).toHaveLength(21)
    expect(holds(joined(21)).at(-1)).toBe("truthy: a20")
    expect(holds(joined(23)).slice(-2)).toEqual(["other: a20", "other: a21&&a22"])
  })
})

describe("an equality", () => {
  test.each([
    ["a > b", "true", "compare: a <- >b"],
    ["a > b", "answers.true", "equal: a>b <- answers.true"],
    ["a > b", "trueish", "equal: a>b <- trueish"],
    ["a > b && c > d", "true", "equal: a>b&&c>d <- true"],
    ["true && total()", "true", "equal: true&&total() <- true"],
    ["total() || true", "true", "trivial: total()||true"],
    ["total()", "approximate(3)", "equal: total() <- approximate(3)"],
    ["total()", "approx(100, 0.01)", "close: total() <- 100 ± 1"],
    ["total()", "approx(100, 0.01, 5)", "close: total() <- 100 ± 5"],
    ["total()", "approx(100, 0.5, 1)", "close: total() <- 100 ± 50"],
    ["total()", "approx(100, abs=0.00001)", "close: total() <- 100 ± 0.00001"],
    ["total()", "approx(100, rel=0.5, abs=1)", "close: total() <- 100 ± 50"],
    ["total()", "approx(1)", "close: total() <- 1 ± 0.000001"],
    ["total()", "approx()", "close: total() <-  ± 0.000001"],
    ["typeof total", '"number"', 'type: typeof total <- "number"'],
    ["kind(typeof total)", '"number"', 'equal: kind(typeof total) <- "number"'],
    ["await total()", "3", "equal: total() <- 3"],
    ["sum(await total())", "3", "equal: sum(await total()) <- 3"],
    ["{ a: 1 }", "{ a: 1 }", "trivial: {a:1} <- {a:1}"],
    ["{ a: total }", "3", "equal: {a:total} <- 3"],
    [interpolated, '"3"', `equal: "$${interpolated.slice(1, -1)}" <- "3"`],
    [`[${interpolated}, 3]`, "3", `equal: ["$${interpolated.slice(1, -1)}",3] <- 3`],
    ['"{a}"', '"{b}"', 'trivial: "{a}" <- "{b}"'],
    ['"$5"', '"$6"', 'trivial: "$5" <- "$6"'],
  ])("%s with %s", (subject, value, expected) => expect(equals(subject, value)).toBe(expected))
})

describe("a call of an assertion library", () => {
  test.each([
    ["assertNotEquals(3, total())", "not-equal: total() <- 3"],
    ["assert.notEqual(total(), states.null)", "not-equal: total() <- states.null"],
    ["assert.notEqual(total(), nullable)", "not-equal: total() <- nullable"],
    ["assert.notEqual(total(), null)", "exists: total()"],
    ['assert.notEqual(typeof total, "number")', 'not-equal: typeof total <- "number"'],
    ["EXPECT_NE(total(), 3)", "not-equal: total() <- 3"],
    ["assertIsNot(a, b)", "not-equal: a <- b"],
    ["Assert.AreNotEqual(3, total())", "not-equal: total() <- 3"],
    ["assertIsNone(a)", "equal: a <- null"],
    ["expect.assertions(2)", "other: number of assertions <- 2"],
    ["assertAlmostEqual(3)", "trivial: 3 ± 5e-8"],
    ["assertAlmostEqual(a, b, places=2)", "close: a <- b ± 0.005"],
    ["assertAlmostEqual(a, b, delta=2)", "close: a <- b ± 2"],
    ["assert_allclose(a, b, rtol=0.5)", "close: a <- b ± 0.5"],
    ["assert_near(a, b, 0.5)", "close: a <- b ± 0.5"],
    ["debug_assert_eq!(a, 3)", "equal: a <- 3"],
    ["XCTAssertEqual(a, 3)", "equal: a <- 3"],
    ["assert.equal()", null],
    ["assert.ok()", "other: "],
    ["assert.unheard()", null],
    ["assert.unheard(a)", "other: a <- unheard"],
    ["isExpected(a)", "other: a <- isexpected"],
    ["expect().toBe", null],
  ])("%s", (text, expected) => expect(demands(text)).toEqual(expected === null ? null : [expected]))

  test("what could not be read is no constant", () =>
    expect(callDrafts("assertEqual", ["", "3"], "c")?.map(shown)).toEqual(["equal:  <- 3"]))
})

describe("a matcher", () => {
  test.each([
    ["gt", "compare: total() <- >3"],
    ["gte", "compare: total() <- >=3"],
    ["lt", "compare: total() <- <3"],
    ["lte", "compare: total() <- <=3"],
  ])("%s", (name, expected) =>
    expect(matcherDrafts(name, "total()", ["3"], false, "c").map(shown)).toEqual([expected]),
  )
})

describe("a function through which many values look alike", () => {
  test.each([
    ["ab", "len(ab)", true],
    ["n", "len(names)", false],
    ["total", "len(names)", false],
    ["len(ab)", "len(ab)", false],
    ["ab", "sum(ab)", false],
  ])("%s and %s: %s", (old, now, expected) =>
    expect(blurs({ subject: old }, { subject: now })).toBe(expected),
  )
})

describe("assertions of JUnit and TestNG that name their class", () => {
  test.each([
    ["Assert.assertEquals(total(), 3)", "equal: total() <- 3"],
    ["Assert.assertEquals(total(), 3.5, 0.1)", "close: total() <- 3.5 ± 0.1"],
    ["Assert.assertNotEquals(total(), 3)", "not-equal: total() <- 3"],
    ["Assert.assertTrue(isReady())", "truthy: isReady()"],
    ["Assert.assertNotNull(total())", "exists: total()"],
  ])("%s", (code, expected) => expect(demands(code)).toEqual([expected]))
})

import { describe, expect, it } from "vitest"
import { pytest } from "../../../src/verify/reports/pytest.ts"
import { counts, recorded, type Told, tell } from "./fixture.ts"

describe("pytest", () => {
  it.each<[string, Told["counts"], string[]]>([
    [
      "pytest/shop",
      counts(5, 4, 0),
      [
        "[assertion] tests/test_discount.py > TestDiscounted > test_rounds_half_up[25-10-23] @tests/test_discount.py:9",
        "[crash] tests/test_discount.py > TestBest > test_of_no_offer_is_zero @tests/test_discount.py:17",
        "[crash] tests/test_stock.py > test_an_unknown_article_is_not_available @tests/test_stock.py:17",
        "[assertion] tests/test_stock.py > test_missing_lists_what_is_below_the_minimum @tests/test_stock.py:21",
      ],
    ],
    [
      "pytest/shop-quiet",
      counts(5, 4, 0),
      [
        "[assertion] tests/test_discount.py > TestDiscounted > test_rounds_half_up[25-10-23] @tests/test_discount.py:9",
        "[crash] tests/test_discount.py > TestBest > test_of_no_offer_is_zero @tests/test_discount.py:17",
        "[crash] tests/test_stock.py > test_an_unknown_article_is_not_available @tests/test_stock.py:17",
        "[assertion] tests/test_stock.py > test_missing_lists_what_is_below_the_minimum @tests/test_stock.py:21",
      ],
    ],
    [
      "pytest/shop-verbose",
      counts(5, 4, 0),
      [
        "[assertion] tests/test_discount.py > TestDiscounted > test_rounds_half_up[25-10-23] @tests/test_discount.py:9",
        "[crash] tests/test_discount.py > TestBest > test_of_no_offer_is_zero @tests/test_discount.py:17",
        "[crash] tests/test_stock.py > test_an_unknown_article_is_not_available @tests/test_stock.py:17",
        "[assertion] tests/test_stock.py > test_missing_lists_what_is_below_the_minimum @tests/test_stock.py:21",
      ],
    ],
    [
      "pytest/more",
      counts(1, 5, 2),
      [
        "[assertion] test_more.py > TestUnit > test_equal @test_more.py:6",
        "[crash] test_more.py > test_needs_fixture @test_more.py:10",
        "[assertion] test_more.py > test_texts[a b] @test_more.py:25",
        "[assertion] test_more.py > test_texts[x::y] @test_more.py:25",
        "[assertion] test_more.py > test_texts[\\xe9] @test_more.py:25",
      ],
    ],
    [
      "pytest/collection",
      counts(0, 2, 0),
      [
        "[missing-module] test_broken.py > (file) @test_broken.py:1",
        "[syntax] test_syntax.py > (file) @test_syntax.py:1",
      ],
    ],
  ])("S92 reads %s, with either line end", async (fixture, counted, failures) => {
    expect(await tell(pytest, recorded(fixture))).toEqual({ counts: counted, failures })
    expect(await tell(pytest, recorded(fixture, "CRLF"))).toEqual({ counts: counted, failures })
  })

  it("takes messages from the JUnit report and ids as the plain output gives them", async () => {
    for (const name of ["pytest/shop", "pytest/more", "pytest/collection"]) {
      const input = recorded(name)
      expect(input.files).toHaveLength(1)
      const both = await tell(pytest, input)
      const plain = await tell(pytest, { ...input, files: [] })
      expect(plain?.counts).toEqual(both?.counts)
      expect(new Set(plain?.failures)).toEqual(new Set(both?.failures))
    }
  })

  it("names a test from the JUnit report alone when the summary is switched off", async () => {
    const input = recorded("pytest/shop")
    const text = `${input.text.slice(0, input.text.indexOf("= short test summary"))}\n4 failed, 5 passed in 0.03s`
    const report = await pytest.read({ ...input, text })
    expect(report?.failures.map((entry) => entry.id)).toEqual([
      "tests/test_discount.py > TestDiscounted > test_rounds_half_up[25-10-23]",
      "tests/test_discount.py > TestBest > test_of_no_offer_is_zero",
      "tests/test_stock.py > test_an_unknown_article_is_not_available",
      "tests/test_stock.py > test_missing_lists_what_is_below_the_minimum",
    ])
  })

  it("trusts the plain output when the report is cut off or belongs to another run", async () => {
    const input = recorded("pytest/shop")
    for (const text of [
      "<testsuites><testsuite",
      '<testsuites><testsuite><testcase name="x"/></testsuite></testsuites>',
      "x",
    ]) {
      const report = await pytest.read({ ...input, files: [{ path: "check-1.junit.xml", text }] })
      expect(report?.failures).toHaveLength(4)
    }
  })
})

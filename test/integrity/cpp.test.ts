import { describe, expect, test } from "vitest"
import { told } from "./told.ts"

/** What is told when a line of a C++ test becomes another one. */
function changed(before: string, after: string): string[] {
  const file = (line: string) => ({
    "test/sum_test.cpp": `TEST_CASE("adds") {\n  ${line}\n  CHECK(ready());\n}\n`,
  })
  return told(file(before), file(after))
}

describe("S78 an assertion of Catch2, doctest or googletest that demands less", () => {
  test.each([
    ["REQUIRE(sum(1, 2) == 3);", "REQUIRE(sum(1, 2));", "weakened", "an exact value became something true"],
    ["REQUIRE(sum(1, 2) == 3);", "REQUIRE(sum(1, 2) > 0);", "weakened", "an exact value became a bound"],
    ["REQUIRE(size() < 10);", "REQUIRE(size() < 1000);", "weakened", "accepts a wider range"],
    ["CHECK(sum(1, 2) == 3);", "CHECK(true);", "weakened", "can no longer fail"],
    ["CHECK(sum(1, 2) == 3);", "CHECK((sum(1, 2) == 3 || true));", "weakened", "can no longer fail"],
    ["CHECK(sum(1, 2) == 3);", "CHECK_NOFAIL(sum(1, 2) == 3);", "unchecked-assertion", "CHECK_NOFAIL"],
    ["CHECK(sum(1, 2) == 3);", "WARN(sum(1, 2) == 3);", "fewer-assertions", "no longer makes an assertion"],
    ["CHECK_MESSAGE(sum(1, 2) == 3, name);", "CHECK_MESSAGE(sum(1, 2), name);", "weakened", "something true"],
    ["CHECK_UNARY(sum(1, 2) == 3);", "CHECK_UNARY(sum(1, 2) != 0);", "weakened", "another value"],
    ["BOOST_TEST(sum(1, 2) == 3);", "BOOST_TEST(sum(1, 2) >= 3);", "weakened", "a bound"],
    [
      "REQUIRE(mean() == Approx(2.5));",
      "REQUIRE(mean() == Approx(2.5).margin(1));",
      "weakened",
      "a larger difference",
    ],
    [
      "REQUIRE(mean() == doctest::Approx(2.5).epsilon(0.01));",
      "REQUIRE(mean() == doctest::Approx(2.5).epsilon(0.5));",
      "weakened",
      "a larger difference",
    ],
    [
      'CHECK_THAT(name(), Equals("abc"));',
      'CHECK_THAT(name(), StartsWith("a"));',
      "weakened",
      "became a part",
    ],
    [
      "CHECK_THAT(mean(), WithinAbs(2.5, 0.01));",
      "CHECK_THAT(mean(), Catch::Matchers::WithinAbs(2.5, 0.5));",
      "weakened",
      "a larger difference",
    ],
    ["REQUIRE_THAT(mean(), WithinRel(2.5));", "REQUIRE_THAT(mean(), !IsNaN());", "weakened", "another value"],
    ["EXPECT_THAT(all(), ElementsAre(1, 2));", "EXPECT_THAT(all(), SizeIs(2));", "weakened", "became a part"],
    [
      "EXPECT_THAT(sum(1, 2), Eq(3));",
      "EXPECT_THAT(sum(1, 2), testing::Gt(0));",
      "weakened",
      "became a bound",
    ],
    ["EXPECT_THAT(sum(1, 2), Eq(3));", "EXPECT_THAT(sum(1, 2), Ne(0));", "weakened", "another value"],
    [
      "EXPECT_THAT(sum(1, 2), Eq(3)) << name();",
      "EXPECT_THAT(sum(1, 2), _) << name();",
      "weakened",
      "can no longer fail",
    ],
    ["ASSERT_THAT(user(), Eq(nobody));", "ASSERT_THAT(user(), NotNull());", "weakened", "something defined"],
    [
      "EXPECT_THAT(sum(1, 2), AllOf(Gt(2), Lt(4)));",
      "EXPECT_THAT(sum(1, 2), AllOf(Gt(2)));",
      "fewer-assertions",
      "no longer makes an assertion",
    ],
    ["EXPECT_EQ(kind(), message);", "EXPECT_TRUE(kind());", "weakened", "something true"],
    [
      "EXPECT_EQ(all(), none); EXPECT_THAT(all(), SizeIs(2));",
      "EXPECT_TRUE(all()); EXPECT_THAT(all(), SizeIs(2));",
      "weakened",
      "an exact value became",
    ],
    [
      "EXPECT_THAT(all(),\n              ElementsAre(1, 2));",
      "EXPECT_THAT(all(),\n              SizeIs(2));",
      "weakened",
      "became a part",
    ],
    [
      "BOOST_CHECK_MESSAGE(sum(1, 2) == 3, name);",
      "BOOST_CHECK_MESSAGE(sum(1, 2), name);",
      "weakened",
      "true",
    ],
    ["CHECK(mean() == Approx(2.5));", "CHECK(mean() != Approx(2.5));", "weakened", "another value"],
    ["EXPECT_THAT(sum(1, 2), Eq(3));", "EXPECT_THAT(sum(1, 2), A<int>());", "weakened", "can no longer fail"],
    [
      "EXPECT_THAT(sum(1, 2), Eq(3));",
      "EXPECT_THAT(sum(1, 2), An<int>());",
      "weakened",
      "can no longer fail",
    ],
    ["EXPECT_THAT(sum(1, 2), Gt(2));", "EXPECT_THAT(sum(1, 2), Gt(0));", "weakened", "accepts a wider range"],
    ["EXPECT_THAT(name(), Eq(all));", "EXPECT_THAT(name(), Not(IsEmpty()));", "weakened", "another value"],
    [
      `EXPECT_THAT(name(), HasSubstr("abc"));`,
      `EXPECT_THAT(name(), HasSubstr("a"));`,
      "weakened",
      "looks for a shorter part",
    ],
    [
      `CHECK_THAT(name(), StartsWith("a") && EndsWith("c"));`,
      `CHECK_THAT(name(), StartsWith("a"));`,
      "fewer-assertions",
      "no longer makes an assertion",
    ],
    [
      `CHECK_THROWS_WITH_AS(sum(), "empty", Empty);`,
      `CHECK_THROWS_WITH_AS(sum(), "empty");`,
      "weakened",
      "demands less of the error",
    ],
    ["EXPECT_NEAR(mean(), 2.5, 0.01);", "EXPECT_NEAR(mean(), 2.5, 0.5);", "weakened", "a larger difference"],
    [
      "REQUIRE_THROWS_AS(sum(), std::out_of_range);",
      "REQUIRE_THROWS_AS(sum(), std::exception);",
      "weakened",
      "accepts any error",
    ],
    ['REQUIRE_THROWS_WITH(sum(), "empty");', "REQUIRE_THROWS(sum());", "weakened", "any error"],
  ])("is told: %s → %s", (before, after, what, why) => {
    const found = changed(before, after)
    expect(found).toHaveLength(1)
    expect(found[0]).toMatch(new RegExp(`^high ${what} test/sum_test.cpp:`))
    expect(found[0]).toContain(why)
  })

  test.each([
    ["REQUIRE(sum(1, 2) == 3);", "REQUIRE(sum(1, 2) == 4);"],
    ["CHECK(mean() == Approx(2.5));", "CHECK(mean() == Approx(3.5));"],
    ["REQUIRE(sum<int, int>(1) == 3);", "REQUIRE(sum<int, int>(1) == 4);"],
    ['CHECK_THAT(name(), Equals("abc"));', 'CHECK_THAT(name(), Equals("abd"));'],
    ["EXPECT_THAT(all(), ElementsAre(1, 2));", "EXPECT_THAT(all(), ElementsAre(1, 3));"],
  ])("is told as edited where the expected value changes: %s → %s", (before, after) => {
    expect(changed(before, after)).toEqual([expect.stringMatching(/^medium edited-expectation /)])
  })

  test.each([
    ["REQUIRE(sum(1, 2) == 3);", "CHECK(sum(1, 2) == 3);"],
    ["REQUIRE(sum(1, 2) == 3);", "REQUIRE_EQ(sum(1, 2), 3);"],
    ["REQUIRE(sum(1, 2) == 3);", "REQUIRE(3 == sum(1, 2));"],
    ["REQUIRE(sum(1, 2) == 3);", "REQUIRE_MESSAGE(sum(1, 2) == 3, name);"],
    ["REQUIRE(sum(1, 2));", "REQUIRE(sum(1, 2) == 3);"],
    ["CHECK(mean() == Approx(2.5).margin(1));", "CHECK(mean() == Approx(2.5).margin(0.1));"],
    ["CHECK_THAT(mean(), WithinAbs(2.5, 0.5));", "CHECK_THAT(mean(), Catch::Matchers::WithinAbs(2.5, 0.1));"],
    ["EXPECT_THAT(sum(1, 2), Eq(3));", "EXPECT_THAT(sum(1, 2), ::testing::Eq(3)) << name();"],
    ["EXPECT_THAT(all(), Contains(1));", "EXPECT_THAT(all(), ElementsAre(1, 2));"],
    ["EXPECT_THAT(sum(1, 2), Eq(3));", "EXPECT_EQ(sum(1, 2), 3);"],
    ["EXPECT_THAT(sum(1, 2), AllOf(Gt(2), Lt(4)));", "EXPECT_GT(sum(1, 2), 2);\n  EXPECT_LT(sum(1, 2), 4);"],
    ["REQUIRE_THROWS(sum());", "REQUIRE_THROWS_AS(sum(), std::out_of_range);"],
    ["EXPECT_THAT(all(), ElementsAre(1, 2));", "EXPECT_THAT(\n      all(),\n      ElementsAre(1, 2));"],
    ["EXPECT_THAT(sum(1, 2), Ne(3));", "EXPECT_NE(sum(1, 2), 3);"],
    ["EXPECT_THAT(sum(1, 2), Gt(2));", "EXPECT_GT(sum(1, 2), 2);"],
    ["REQUIRE_NOTHROW(sum(1) == 3);", "REQUIRE_NOTHROW(sum(1) == 4);"],
  ])("is not: %s → %s", (before, after) => {
    expect(changed(before, after)).toEqual([])
  })
})

test("S78 matchers within matchers of any depth are no trouble", () => {
  const deep = (times: number) => `EXPECT_THAT(all(), ${"AllOf(".repeat(times)}Gt(2)${")".repeat(times)});`
  expect(changed(deep(3), deep(3).replace("2", "0"))).toEqual([
    expect.stringContaining("accepts a wider range"),
  ])
  expect(changed(deep(3000), deep(3001))).toEqual([])
})

describe("S75 a mark of Catch2 or doctest that takes a test out", () => {
  const marked = (before: string, after: string) => {
    const file = (head: string) => ({ "test/sum_test.cpp": `${head} {\n  REQUIRE(sum(1, 2) == 3);\n}\n` })
    return told(file(before), file(after))
  }

  test.each([
    [`TEST_CASE("adds", "[.]")`, "is skipped now"],
    [`TEST_CASE("adds", "[math][.slow]")`, "is skipped now"],
    [`TEST_CASE("adds", "[!hide]")`, "is skipped now"],
    [`TEST_CASE("adds" * doctest::skip())`, "is skipped now"],
    [`TEST_CASE("adds", "[math][!mayfail]")`, "is now expected to fail"],
    [`TEST_CASE("adds", "[!shouldfail]")`, "is now expected to fail"],
    [`TEST_CASE("adds" * doctest::may_fail())`, "is now expected to fail"],
    [`TEST_CASE("adds" * should_fail(true))`, "is now expected to fail"],
    [`TEST_CASE("adds" * doctest::expected_failures(1))`, "is now expected to fail"],
  ])("is told: %s", (after, why) => {
    expect(marked(`TEST_CASE("adds")`, after)).toEqual([
      `high skipped test/sum_test.cpp:1 The test "adds" ${why}. |  | ${after} {`,
    ])
    expect(marked(after, `TEST_CASE("adds")`)).toEqual([])
  })

  test.each([
    `TEST_CASE("adds", "[math]")`,
    `TEST_CASE("adds", "[math.sum]")`,
    `TEST_CASE("adds" * doctest::timeout(0.5))`,
    `TEST_CASE("adds" * doctest::skip(false))`,
    `TEST_CASE("adds" * doctest::may_fail(false))`,
  ])("takes none out: %s", (after) => {
    expect(marked(`TEST_CASE("adds")`, after)).toEqual([])
  })
})

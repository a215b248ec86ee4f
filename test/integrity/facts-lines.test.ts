import { describe, expect, test } from "vitest"
import { reading, readingOfBody } from "./reading.ts"

describe("everything that a file tells is read", () => {
  test("heads and markers of Java", () => {
    const source = [
      '@Disabled("later")',
      "class ATest {",
      "    @Test",
      "    @Timeout(5)",
      "    void adds() {",
      "        assertEquals(3, a);",
      "    }",
      "",
      "    @ParameterizedTest",
      '    @CsvSource({"1, 2", "3, 4"})',
      "    void each(int a, int b) {",
      "        assertEquals(a, b);",
      "    }",
      "",
      "    @Test(timeout = 5_000)",
      "    @Ignore",
      "    public void old() {",
      "    }",
      "",
      "    /** Explained. */",
      '    @DisabledIf("x")',
      "    @org.junit.Test",
      "    void some() {}",
      "",
      "    @RetryingTest(3)",
      "    @Test void inline() { assertTrue(a); }",
      "",
      "    void helper() {",
      "        System.exit(0);",
      "    }",
      "}",
      "",
    ].join("\n")
    expect(reading("ATest.java", source)).toEqual([
      "read line by line",
      'file 2: skip | @Disabled("later") class ATest {',
      "29: high: ends the process with success: System.exit(0);",
      "5: test adds | @Test @Timeout(5) void adds() {",
      "  5: timeout 5 | @Test @Timeout(5) void adds() {",
      "  6: equal: a <- 3 | assertEquals(3, a);",
      "  = assertEquals(3,a)}",
      '11: test each | @ParameterizedTest @CsvSource({"1, 2", "3, 4"}) void each(int a, int b) {',
      "  12: equal: a <- b | assertEquals(a, b);",
      '  case ({"1, 2","3, 4"})',
      "  = assertEquals(a,b)}",
      "17: test old | @Test(timeout = 5_000) @Ignore public void old() {",
      "  17: skip | @Test(timeout = 5_000) @Ignore public void old() {",
      "  17: timeout 5000 | @Test(timeout = 5_000) @Ignore public void old() {",
      "  = }",
      '23: test some | /** Explained. */ @DisabledIf("x") @org.junit.Test void some() {}',
      '  23: skipIf | /** Explained. */ @DisabledIf("x") @org.junit.Test void some() {}',
      "  = ",
      "26: test inline | @RetryingTest(3) @Test void inline() { assertTrue(a); }",
      "  26: retries 3 | @RetryingTest(3) @Test void inline() { assertTrue(a); }",
      "  26: truthy: a | @Test void inline() { assertTrue(a); }",
      "  = ",
    ])
  })

  test("heads of Kotlin", () => {
    const source = [
      "class ATest {",
      "    @Test",
      "    fun `adds two`() {",
      "        assertEquals(3, a)",
      "    }",
      "",
      "    @Test fun subtracts() = assertEquals(1, b)",
      "}",
      "",
    ].join("\n")
    expect(reading("ATest.kt", source)).toEqual([
      "read line by line",
      "3: test adds two | @Test fun `adds two`() {",
      "  4: equal: a <- 3 | assertEquals(3, a)",
      "  = assertEquals(3,a)}",
      "7: test subtracts | @Test fun subtracts() = assertEquals(1, b)",
      "  7: equal: b <- 1 | @Test fun subtracts() = assertEquals(1, b)",
      "  = }",
    ])
  })

  test("heads of Scala and Groovy", () => {
    const source = [
      "class ASpec {",
      '    def "adds two"() {',
      "        assert a == 3",
      "    }",
      '    test("other") {',
      "        assertEquals(3, a)",
      "    }",
      '    "a sum" should "be" in {',
      "    }",
      "}",
      "",
    ].join("\n")
    expect(reading("ASpec.groovy", source)).toEqual([
      "read line by line",
      '2: test adds two | def "adds two"() {',
      "  = assert a==3}",
      '5: test other | test("other") {',
      "  6: equal: a <- 3 | assertEquals(3, a)",
      "  = assertEquals(3,a)}",
      '8: test a sum | "a sum" should "be" in {',
      "  = }",
    ])
  })

  test("heads and markers of C#", () => {
    const source = [
      "public class ATests",
      "{",
      "    [Fact]",
      "    public void Adds()",
      "    {",
      "        Assert.Equal(3, a);",
      "        a.Should().Be(3);",
      "        a.Should().NotBeNull();",
      "    }",
      "",
      "    [Theory]",
      "    [InlineData(1, 2)]",
      "    [InlineData(3, 4)]",
      "    public void Each(int a, int b)",
      "    {",
      "        Assert.Equal(a, b);",
      "        CollectionAssert.AreEqual(a, b);",
      "    }",
      "",
      '    [Fact(Skip = "later")]',
      "    public void Old()",
      "    {",
      "    }",
      "",
      "    [Test, Explicit]",
      "    public async Task<int> Some()",
      "    {",
      "        Environment.Exit(0);",
      "    }",
      "",
      "    public void Helper()",
      "    {",
      "    }",
      "}",
      "",
    ].join("\n")
    expect(reading("ATests.cs", source)).toEqual([
      "read line by line",
      "28: high: ends the process with success: Environment.Exit(0);",
      "4: test Adds | [Fact] public void Adds()",
      "  6: equal: a <- 3 | Assert.Equal(3, a);",
      "  7: equal: a <- 3 | a.Should().Be(3);",
      "  8: exists: a | a.Should().NotBeNull();",
      "  = {Assert.Equal(3,a)a.Should().Be(3)a.Should().NotBeNull()}",
      "14: test Each | [Theory] [InlineData(1, 2)] [InlineData(3, 4)] public void Each(int a, int b)",
      "  16: equal: a <- b | Assert.Equal(a, b);",
      "  17: equal: a <- b | CollectionAssert.AreEqual(a, b);",
      "  case (1,2)]",
      "  case (3,4)]",
      "  = {Assert.Equal(a,b)CollectionAssert.AreEqual(a,b)}",
      '21: test Old | [Fact(Skip = "later")] public void Old()',
      '  21: skip | [Fact(Skip = "later")] public void Old()',
      "  = {}",
      "26: test Some | [Test, Explicit] public async Task<int> Some()",
      "  = {Environment.Exit(0)}",
    ])
  })

  test("heads and markers of Rust", () => {
    const source = [
      "#[cfg(test)]",
      "mod tests {",
      "    #[test]",
      "    #[ignore]",
      "    fn adds() {",
      "        assert_eq!(a, 3);",
      "    }",
      "",
      "    #[test]",
      '    #[should_panic(expected = "zero")]',
      "    fn fails() {",
      "        div(1, 0);",
      "    }",
      "",
      "    #[tokio::test]",
      "    async fn waits() {",
      "        assert!(a);",
      "    }",
      "",
      "    #[rstest]",
      "    #[case(1, 2)]",
      "    #[case(3, 4)]",
      "    fn each(#[case] a: i32) {}",
      "",
      "    fn helper() {",
      "        std::process::exit(0);",
      "    }",
      "}",
      "",
      "#[cfg(windows)]",
      "mod more {",
      "}",
      "",
    ].join("\n")
    expect(reading("a.rs", source)).toEqual([
      "read line by line",
      "file 31: skipIf | #[cfg(windows)] mod more {",
      "26: high: ends the process with success: std::process::exit(0);",
      "5: test adds | #[test] #[ignore] fn adds() {",
      "  5: skip | #[test] #[ignore] fn adds() {",
      "  6: equal: a <- 3 | assert_eq!(a, 3);",
      "  = assert_eq!(a,3)}",
      '11: test fails | #[test] #[should_panic(expected = "zero")] fn fails() {',
      '  11: xfail | #[test] #[should_panic(expected = "zero")] fn fails() {',
      "  = div(1,0)}",
      "16: test waits | #[tokio::test] async fn waits() {",
      "  17: truthy: a | assert!(a);",
      "  = assert!(a)}",
      "23: test each | #[rstest] #[case(1, 2)] #[case(3, 4)] fn each(#[case] a: i32) {}",
      "  case (1,2)]",
      "  case (3,4)]",
      "  = ",
    ])
  })

  test("heads and markers of Ruby", () => {
    const source = [
      'xdescribe "calc" do',
      '  it "adds" do',
      "    expect(a).to eq(3)",
      "  end",
      "",
      '  xit "subtracts" do',
      "    expect(b).to eq(3)",
      "  end",
      "",
      '  fit "multiplies" do',
      "  end",
      "",
      '  it "divides", skip: true do',
      "  end",
      "",
      "  it { expect(a).to eq(3) }",
      "",
      "  def test_old",
      "    assert_equal 3, a",
      "    exit!(0)",
      "  end",
      "",
      "  def helper",
      "  end",
      "end",
      "",
    ].join("\n")
    expect(reading("a_spec.rb", source)).toEqual([
      "read line by line",
      "20: high: ends the process with success: exit!(0)",
      '2: test adds | it "adds" do',
      "  3: equal: a <- 3 | expect(a).to eq(3)",
      "  = expect(a).to eq(3)end",
      '6: test subtracts | xit "subtracts" do',
      '  6: skip | xit "subtracts" do',
      "  7: equal: b <- 3 | expect(b).to eq(3)",
      "  = expect(b).to eq(3)end",
      '10: test multiplies | fit "multiplies" do',
      '  10: only | fit "multiplies" do',
      "  = end",
      '13: test divides | it "divides", skip: true do',
      '  13: skip | it "divides", skip: true do',
      "  = end",
      "16: test { | it { expect(a).to eq(3) }",
      "  16: equal: a <- 3 | it { expect(a).to eq(3) }",
      "  = ",
      "18: test test_old | def test_old",
      "  19: equal: a <- 3 | assert_equal 3, a",
      "  = assert_equal 3,a exit!(0)end",
    ])
  })

  test("heads and markers of PHP", () => {
    const source = [
      "<?php",
      "class ATest extends TestCase",
      "{",
      "    public function testAdds(): void",
      "    {",
      "        $this->assertSame(3, $a);",
      "        self::assertTrue($a > 3);",
      "    }",
      "",
      "    /** @test */",
      "    public function it_works()",
      "    {",
      "        $this->markTestSkipped('later');",
      "        $this->expectException(Zero::class);",
      "    }",
      "",
      "    #[Test]",
      "    public function also(): void",
      "    {",
      "        exit(0);",
      "    }",
      "",
      "    private function helper()",
      "    {",
      "    }",
      "}",
      "",
      "test('pest', function () {",
      "    expect($a)->toBe(3);",
      "    expect($a)->not->toBeNull();",
      "});",
      "",
    ].join("\n")
    expect(reading("ATest.php", source)).toEqual([
      "read line by line",
      "20: high: ends the process with success: exit(0);",
      "4: test testAdds | public function testAdds(): void",
      "  6: equal: $a <- 3 | $this->assertSame(3, $a);",
      "  7: compare: $a <- >3 | self::assertTrue($a > 3);",
      "  = {$this->assertSame(3,$a)self::assertTrue($a>3)}",
      "11: test it_works | /** @test */ public function it_works()",
      "  11: skip | /** @test */ public function it_works()",
      "  14: other: Zero::class <- exception | $this->expectException(Zero::class);",
      '  = {$this->markTestSkipped("later")$this->expectException(Zero::class)}',
      "18: test also | #[Test] public function also(): void",
      "  = {exit(0)}",
      "28: test pest | test('pest', function () {",
      "  29: equal: $a <- 3 | expect($a)->toBe(3);",
      "  30: exists: $a | expect($a)->not->toBeNull();",
      "  = expect($a)->toBe(3)expect($a)->not->toBeNull()})",
    ])
  })

  test("heads and markers of C++", () => {
    const source = [
      "TEST(Calc, Adds) {",
      "  EXPECT_EQ(add(1, 2), 3);",
      "  ASSERT_TRUE(a);",
      "}",
      "",
      "TEST_F(Calc, DISABLED_Old) {",
      "  EXPECT_NE(a, 3);",
      "}",
      "",
      'TEST_CASE("sums") {',
      "  REQUIRE(a == 3);",
      "  CHECK(a > 3);",
      "}",
      "",
      "BOOST_AUTO_TEST_CASE(mul) {",
      "  GTEST_SKIP();",
      "  BOOST_CHECK_EQUAL(a, 3);",
      "  std::_exit(EXIT_SUCCESS);",
      "}",
      "",
    ].join("\n")
    expect(reading("a_test.cpp", source)).toEqual([
      "read line by line",
      "18: high: ends the process with success: std::_exit(EXIT_SUCCESS);",
      "1: test Calc, Adds | TEST(Calc, Adds) {",
      "  2: equal: add(1,2) <- 3 | EXPECT_EQ(add(1, 2), 3);",
      "  3: truthy: a | ASSERT_TRUE(a);",
      "  = EXPECT_EQ(add(1,2),3)ASSERT_TRUE(a)}",
      "6: test Calc, DISABLED_Old | TEST_F(Calc, DISABLED_Old) {",
      "  6: skip | TEST_F(Calc, DISABLED_Old) {",
      "  7: not-equal: a <- 3 | EXPECT_NE(a, 3);",
      "  = EXPECT_NE(a,3)}",
      '10: test sums | TEST_CASE("sums") {',
      "  11: other: a==3 <- require | REQUIRE(a == 3);",
      "  12: other: a>3 <- check | CHECK(a > 3);",
      "  = REQUIRE(a==3)CHECK(a>3)}",
      "15: test mul | BOOST_AUTO_TEST_CASE(mul) {",
      "  15: skip | BOOST_AUTO_TEST_CASE(mul) {",
      "  17: other: a,3 <- boostcheckequal | BOOST_CHECK_EQUAL(a, 3);",
      "  = GTEST_SKIP()BOOST_CHECK_EQUAL(a,3)std::_exit(EXIT_SUCCESS)}",
    ])
  })

  test("heads of Swift", () => {
    const source = [
      "final class ATests: XCTestCase {",
      "    func testAdds() throws {",
      "        XCTAssertEqual(add(1, 2), 3)",
      "        XCTAssertNil(a)",
      "    }",
      "",
      "    override func setUp() {",
      "    }",
      "",
      "    @Test",
      "    func `adds two`() {",
      "        try XCTSkipIf(x)",
      "        #expect(a == 3)",
      "    }",
      "}",
      "",
    ].join("\n")
    expect(reading("ATests.swift", source)).toEqual([
      "read line by line",
      "2: test testAdds | func testAdds() throws {",
      "  3: equal: add(1,2) <- 3 | XCTAssertEqual(add(1, 2), 3)",
      "  4: equal: a <- null | XCTAssertNil(a)",
      "  = XCTAssertEqual(add(1,2),3)XCTAssertNil(a)}",
      "11: test adds two | @Test func `adds two`() {",
      "  11: skipIf | @Test func `adds two`() {",
      "  12: other: x <- skipif | try XCTSkipIf(x)",
      "  = try XCTSkipIf(x)#expect(a==3)}",
    ])
  })

  test("heads of bats, Elixir, Gherkin and Dart", () => {
    const source = ['@test "adds" {', '  skip "later"', '  assert_equal 3 "$a"', "}", ""].join("\n")
    expect(reading("a.bats", source)).toEqual([
      "read line by line",
      '1: test adds | @test "adds" {',
      '  1: skip | @test "adds" {',
      '  = skip "later" assert_equal 3 "$a"}',
    ])
  })

  test("heads of Elixir", () => {
    const source = [
      "defmodule ATest do",
      "  @tag :skip",
      '  test "adds" do',
      "    assert a == 3",
      "    refute b",
      "  end",
      "end",
      "",
    ].join("\n")
    expect(reading("a_test.exs", source)).toEqual([
      "read line by line",
      '3: test adds | @tag :skip test "adds" do',
      '  3: skip | @tag :skip test "adds" do',
      "  4: equal: a <- 3 | assert a == 3",
      "  5: truthy: !b | refute b",
      "  = assert a==3 refute b end",
    ])
  })

  test("heads of Gherkin", () => {
    const source = [
      "Feature: calc",
      "  Scenario: adds two",
      "    Given a",
      "",
      "  Scenario Outline: each",
      "    Given b",
      "",
    ].join("\n")
    expect(reading("a.feature", source)).toEqual([
      "read line by line",
      "2: test adds two | Scenario: adds two",
      "  = Given a",
      "5: test each | Scenario Outline: each",
      "  = Given b",
    ])
  })

  test("heads of Dart", () => {
    const source = [
      "void main() {",
      "  test('adds', () {",
      "    expect(add(1, 2), equals(3));",
      "  });",
      "  test('old', () {",
      "    fail('x');",
      "  }, skip: true);",
      "  group('more', () {});",
      "}",
      "",
    ].join("\n")
    expect(reading("a_test.dart", source)).toEqual([
      "read line by line",
      "2: test adds | test('adds', () {",
      "  = expect(add(1,2),equals(3))})",
      "5: test old | test('old', () {",
      "  6: other: reached <- never | fail('x');",
      '  = fail("x")},skip:true)',
    ])
  })

  test("Python without its grammar", () => {
    const source = ["def test_a():", "    assert a == 3", ""].join("\n")
    expect(reading("test_b.pyx", source)).toEqual(["read line by line"])
  })

  test("JavaScript that no parser reads", () => {
    const source = [
      "<script>",
      "it('adds', () => {",
      "  expect(a).toBe(3)",
      "})",
      'xit("old", () => {',
      "  process.exit()",
      "})",
      "it.only(`one`, () => {})",
      "",
    ].join("\n")
    expect(reading("a.test.vue", source)).toEqual([
      "read line by line",
      "6: high: ends the process with success: process.exit()",
      "2: test adds | it('adds', () => {",
      "  3: equal: a <- 3 | expect(a).toBe(3)",
      "  = expect(a).toBe(3)})",
      '5: test old | xit("old", () => {',
      '  5: skip | xit("old", () => {',
      "  = process.exit()})",
      "8: test one | it.only(`one`, () => {})",
      "  8: only | it.only(`one`, () => {})",
      "  = ",
    ])
  })

  test("a file whose language nobody knows", () => {
    const source = ["it('adds', () => {", "})", ""].join("\n")
    expect(reading("a.test.zzz", source)).toEqual(["read line by line"])
  })

  test("lines of Windows and lines that are too long", () => {
    const source = [
      'it "adds" do\r',
      "  expect(a).to eq(3)\r",
      "end\r",
      'it "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" do\r',
      "end\r",
      "",
    ].join("\n")
    expect(reading("b_spec.rb", source)).toEqual([
      "read line by line",
      '1: test adds | it "adds" do',
      "  2: equal: a <- 3 | expect(a).to eq(3)",
      "  = expect(a).to eq(3)end",
    ])
  })
})

/** The body of a test, and what is read in it. */
type Row = readonly [body: string, ...lines: readonly string[]]

describe("assertions of Java and its kin are read by the names of the calls", () => {
  const file = (body: string) =>
    `class CalcTest {\n    @Test\n    void adds() {\n        ${body.replaceAll("\n", "\n        ")}\n    }\n}\n`
  const rows: readonly Row[] = [
    ["assertEquals(3, add(1, 2));", "equal: add(1,2) <- 3"],
    ['assertEquals(3, add(1, 2), "why");', "equal: add(1,2) <- 3"],
    ["assertEquals(0.3, add(1, 2), 0.1);", "close: add(1,2) <- 0.3 ± 0.1"],
    ["assertTrue(a > 3);", "compare: a <- >3"],
    ["assertFalse(a);", "truthy: !a"],
    ["assertNull(a);", "equal: a <- null"],
    ["assertNotNull(a);", "exists: a"],
    ["assertThrows(ZeroException.class, () -> div(1, 0));", "throws: ()->div(1,0) <- ZeroException.class"],
    ["assertThat(a).isEqualTo(3);", "equal: a <- 3"],
    ["assertThat(a).isNotNull();", "exists: a"],
    ['assertThat(a).as("why").isEqualTo(3);', "equal: a <- 3"],
    ["assertThat(a).hasSize(3).contains(1);", "equal: a.length <- 3", "partial: a <- includes:1"],
    ["assertThat(a).isEmpty();", "equal: a.length <- 0"],
    ["assertThat(a).isTrue();", "equal: a <- true"],
    ["assertThat(a).isInstanceOf(Map.class);", "type: a <- Map.class"],
    [
      "assertThatThrownBy(() -> f()).isInstanceOf(ZeroException.class);",
      "type: ()->f() <- ZeroException.class",
    ],
    ["verify(mock).call(3);", "other: mock <- verify"],
    ['fail("no");', "other: reached <- never"],
    ["check(a);"],
    ["assertion(a);", "other: a <- ion"],
    ["int assertEquals = 3;"],
    ["a.assertEquals(3, b);", "equal: b <- 3"],
    ["assertEquals(\n    3,\n    add(1, 2)\n);", "equal: add(1,2) <- 3 | assertEquals("],
    [
      "try {\n    assertEquals(3, a);\n} catch (AssertionError e) {\n}",
      "equal: a <- 3 [swallowed: try/catch] | assertEquals(3, a);",
    ],
    [
      "try {\n    assertEquals(3, a);\n} catch (Throwable e) {\n    throw e;\n}",
      "equal: a <- 3 | assertEquals(3, a);",
    ],
    [
      "try {\n    f();\n} catch (Exception e) {\n}\nassertEquals(3, a);",
      "equal: a <- 3 | assertEquals(3, a);",
    ],
    [
      "assertEquals(1, b);\ntry {\n    assertEquals(3, a);\n} catch (Exception e) {\n    log(e);\n}\nassertEquals(2, c);",
      "equal: b <- 1 | assertEquals(1, b);",
      "equal: a <- 3 [swallowed: try/catch] | assertEquals(3, a);",
      "equal: c <- 2 | assertEquals(2, c);",
    ],
    ["try {\n    assertEquals(3, a);\n} finally {\n}", "equal: a <- 3 | assertEquals(3, a);"],
    ["return;\nassertEquals(3, a);", "equal: a <- 3 [unreachable: return] | assertEquals(3, a);"],
    ["assertEquals(3, a);\nreturn;", "equal: a <- 3 | assertEquals(3, a);"],
    ["if (x) {\n    return;\n}\nassertEquals(3, a);", "equal: a <- 3 | assertEquals(3, a);"],
    ["return assertEquals(3, a);", "equal: a <- 3"],
  ]
  test.each(rows)("%j", (body, ...lines) => {
    expect(readingOfBody("ATest.java", file(body)).map((line) => line.replace(` | ${body}`, ""))).toEqual(
      lines,
    )
  })
})

describe("assertions of Ruby are read with and without parentheses", () => {
  const file = (body: string) =>
    `describe "calc" do\n  it "adds" do\n    ${body.replaceAll("\n", "\n    ")}\n  end\nend\n`
  const rows: readonly Row[] = [
    ["expect(a).to eq(3)", "equal: a <- 3"],
    ["expect(a).to eq 3", "equal: a <- 3"],
    ['expect(a).to eq "x"', 'equal: a <- "x"'],
    ["expect(a).not_to eq(3)", "not-equal: a <- 3"],
    ["expect(a).to_not be_nil", "exists: a"],
    ["expect(a).to be_truthy", "truthy: a"],
    ["expect(a).to be > 3", "other: a <- be"],
    ["expect(a).to include(3)", "partial: a <- includes:3"],
    ["expect(a).to match(/x/)", "partial: a <- match:/x/"],
    ["expect(a).to be_a(Map)", "type: a <- Map"],
    ["expect(a).to be_empty", "equal: a.length <- 0"],
    ["expect(a).to(eq(3))", "equal: a <- 3"],
    ["assert_equal 3, a", "equal: a <- 3"],
    ["assert_equal(3, a)", "equal: a <- 3"],
    ["assert a", "truthy: a"],
    ["refute a", "truthy: !a"],
    ["refute_nil a", "other: a <- refutenil"],
    ["assert_raises(ZeroDivisionError) { f }", "throws: ZeroDivisionError <- ZeroDivisionError"],
    ["assert_in_delta 3, a, 0.1", "close: a <- 3 ± 0.1"],
    [
      "begin\n  expect(a).to eq(3)\nrescue StandardError\nend",
      "equal: a <- 3 [swallowed: try/catch] | expect(a).to eq(3)",
    ],
    ["begin\n  expect(a).to eq(3)\nrescue => e\n  raise e\nend", "equal: a <- 3 | expect(a).to eq(3)"],
    ["begin\n  expect(a).to eq(3)\nrescue ZeroDivisionError\nend", "equal: a <- 3 | expect(a).to eq(3)"],
    ["return\nexpect(a).to eq(3)", "equal: a <- 3 [unreachable: return] | expect(a).to eq(3)"],
    ['skip "later"\nexpect(a).to eq(3)', 'skip | it "adds" do', "equal: a <- 3 | expect(a).to eq(3)"],
    ["pending\nexpect(a).to eq(3)", 'skip | it "adds" do', "equal: a <- 3 | expect(a).to eq(3)"],
    ["skip = 3\nexpect(a).to eq(skip)", "equal: a <- skip | expect(a).to eq(skip)"],
  ]
  test.each(rows)("%j", (body, ...lines) => {
    expect(readingOfBody("a_spec.rb", file(body)).map((line) => line.replace(` | ${body}`, ""))).toEqual(
      lines,
    )
  })
})

describe("assertions of Rust are macros", () => {
  const file = (body: string) =>
    `#[cfg(test)]\nmod tests {\n    #[test]\n    fn adds() {\n        ${body.replaceAll("\n", "\n        ")}\n    }\n}\n`
  const rows: readonly Row[] = [
    ["assert_eq!(add(1, 2), 3);", "equal: add(1,2) <- 3"],
    ['assert_eq!(add(1, 2), 3, "why {}", a);', "equal: add(1,2) <- 3"],
    ["assert_ne!(a, 3);", "not-equal: a <- 3"],
    ["assert!(a > 3);", "compare: a <- >3"],
    ["assert!(a);", "truthy: a"],
    ["debug_assert!(a == 3);", "equal: a <- 3"],
    ["assert!(matches!(a, Some(3)));", "truthy: matches!(a,Some(3))"],
    ["assert!(a.is_ok());", "truthy: a.is_ok()"],
    [
      "let r = std::panic::catch_unwind(|| {\n    assert_eq!(a, 3);\n});",
      "equal: a <- 3 [swallowed: try/catch] | assert_eq!(a, 3);",
    ],
    ["return;\nassert_eq!(a, 3);", "equal: a <- 3 [unreachable: return] | assert_eq!(a, 3);"],
  ]
  test.each(rows)("%j", (body, ...lines) => {
    expect(readingOfBody("a.rs", file(body)).map((line) => line.replace(` | ${body}`, ""))).toEqual(lines)
  })
})

import { describe, expect, test } from "vitest"
import type { Assertion } from "../../../src/integrity/facts.ts"
import { lineAssertions } from "../../../src/integrity/lines/assertions.ts"
import { readLines } from "../../../src/integrity/lines/read.ts"
import type { Style } from "../../../src/integrity/text/lex.ts"

function shown({ form, subject, expected, flow }: Assertion): string {
  const demand = expected === null ? "" : ` <- ${expected}`
  return `${form}: ${subject}${demand}${flow === "always" ? "" : ` [${flow}]`}`
}

const inBody = (body: string, style: Style = "c") => lineAssertions(body, 1, style).map(shown)

/** Tests with their marks, and the marks of the file. */
function marksOf(path: string, text: string): string[] {
  const { tests, markers } = readLines(path, text)
  return [
    ...markers.map(({ kind }) => `file ${kind}`),
    ...tests.map(({ path: [name], markers: own }) => [name, ...own.map(({ kind }) => kind)].join(" ")),
  ]
}

describe("an assertion without a grammar", () => {
  test.each([
    ["assertTrue(ready);", "truthy: ready"],
    ['assertEquals("(", text);', 'equal: text <- "("'],
    ["Assert::same(3, total());", "equal: total() <- 3"],
    ["Assert.That(items, Is.Empty);", "truthy: items"],
    ["total.Should().Be(3);", "equal: total <- 3"],
    ["assertEquals(3, total", "equal: total <- 3"],
    ["return total.Should().Be(3);", "equal: total <- 3"],
    ["check(await total()).Should().Be(3);", "equal: check(await total()) <- 3"],
    ["sum(return total).Should().Be(3);", "equal: sum(return total) <- 3"],
    ["total() shouldBe 3", "equal: total() <- 3"],
    ["total() shouldNotBe 3", "not-equal: total() <- 3"],
    ["total() shouldBe 3\nreport(total())", "equal: total() <- 3"],
    ["assertThat(list).has(three);", "other: list <- has(three)"],
    ['assertThat(list).as("sums").hasSize(3);', "equal: list.length <- 3"],
  ])("%s", (body, expected) => expect(inBody(body)).toEqual([expected]))

  test.each([
    ['expect(word).to include "("', 'partial: word <- includes:"("'],
    ["expect(total).to eq", "other: total <- eq"],
    ["expect(total).to", "other: total <- ()"],
    ["expect().to eq(3)", "equal:  <- 3"],
    ["expect(total).to eq 3 unless late", "equal: total <- 3"],
    ["expect(total).to eq 3; report", "equal: total <- 3"],
    ["expect(total).to eq(3)\nreport(4)", "equal: total <- 3"],
    ["expect(total).to eq 3\nreport(4)", "equal: total <- 3"],
    ["expect(all).to eq [\n  1,\n  2\n]", "equal: all <- [1,2]"],
    ["(expect(total).to eq 3)", "equal: total <- 3"],
    ['expect(all).to eq [")", 1]', 'equal: all <- [")",1]'],
    ['expect(all).to eq ["(", 1]; report', 'equal: all <- ["(",1]'],
    ["expect(all).to contain_exactly 1, 2", "partial: all <- contain_exactly:1,2"],
    ["expect(all).to eq(a > b)", "equal: all <- a>b"],
    ["expect(total).related_to(3)", "other: total <- related_to(3)"],
    ["total.should_eq", "equal: total <- "],
    ["expect { pay }.not_to raise_error", "not-equal: throws pay"],
  ])("%s", (body, expected) => expect(inBody(body, "hash")).toEqual([expected]))

  test.each([
    ["Expectation expect = page.find(3).is(4);", "c"],
    ["boolean done = Is && ready(3);", "c"],
    ["fn assert_sum(a: i32) {}", "c"],
    ["def assert_sum(a)", "hash"],
    ['puts "fail"', "hash"],
    ["expect { total(3) }", "c"],
  ] as const)("%s is none", (body, style) => expect(inBody(body, style)).toEqual([]))

  test("says all that its chain says", () =>
    expect(inBody("assertThat(user).cannot().is(3);")).toEqual([
      "other: user <- cannot()",
      "equal: user <- 3",
    ]))

  test("may be cut off anywhere", () => {
    const bodies = [
      "Assert.Equal(3, total());\ntotal.Should().Not.Be(4).And(5);\nassertThrows(E, f);\ntotal shouldBe 3",
      'expect(total).to(eq "a")\nexpect { pay }.not_to eq 3\nassert_equal 3, total\ntotal.should_eq 3',
    ]
    for (const body of bodies)
      for (let end = 0; end <= body.length; end += 1)
        for (const style of ["c", "hash"] as const)
          expect(lineAssertions(body.slice(0, end), 1, style).length).toBeLessThan(8)
  })

  test("is read up to the two-thousandth of a test", () =>
    expect(lineAssertions("fail(3)\n".repeat(2001), 1, "c")).toHaveLength(2000))
})

describe("an assertion whose failure is caught", () => {
  test.each([
    [
      "by a handler that says nothing, whatever comes after it",
      "test 'a' do\n  begin\n    assert_equal 3, total\n  rescue => e\n    puts e\n  end\n  assert_equal 1, one\nend",
      ["equal: total <- 3 [swallowed]", "equal: one <- 1"],
    ],
    [
      "by a handler that raises it again after a word that ends on one",
      "test 'a' do\n  begin\n    assert_equal 3, total\n  rescue => e\n    errors.append(e)\n    raise\n  end\nend",
      ["equal: total <- 3"],
    ],
    [
      "by a handler that is cut off",
      "test 'a' do\n  begin\n    assert_equal 3, total\n  rescue => e\n    puts e",
      ["equal: total <- 3 [swallowed]"],
    ],
    [
      "by a handler of another error",
      "test 'a' do\n  begin\n    assert_equal 3, total\n  rescue KeyError\n    puts 1\n  end\nend",
      ["equal: total <- 3"],
    ],
    [
      "by a handler of every error that is named",
      "test 'a' do\n  begin\n    assert_equal 3, total\n  rescue   Exception\n    puts 1\n  end\nend",
      ["equal: total <- 3 [swallowed]"],
    ],
    [
      "by a handler of every error",
      "test 'a' do\n  begin\n    assert_equal 3, total\n  rescue\n    puts 1\n  end\nend",
      ["equal: total <- 3 [swallowed]"],
    ],
    [
      "by a handler whose end stands at the margin",
      "begin\n  assert_equal 3, total\nrescue => e\n  puts e\nend\nraise",
      ["equal: total <- 3 [swallowed]"],
    ],
  ])("%s", (_title, body, expected) => expect(inBody(body, "hash")).toEqual(expected))

  test.each([
    ["void a() {\n  try { assertEquals(3, total); } catch (E e) { log(e); }\n  fail(3);\n}", "swallowed"],
    ["void a() {\n  try { assertEquals(3, total); } catch(E e) {}\n}", "swallowed"],
    ["void a() {\n  try {\n    assertEquals(3, total);\n  } catch (E e) {\n    throw e;\n  }\n}", "always"],
    [
      "void a() {\n  try {\n    assertEquals(3, total);\n  }\n  catch (E e)\n  {\n    throw e;\n  }\n  finally\n  {\n  }\n}",
      "always",
    ],
  ])("%j: %s", (body, flow) => expect(lineAssertions(body, 1, "c")[0]?.flow).toBe(flow))
})

describe("an assertion behind a return", () => {
  test.each([
    ["with its brace on a line of its own", "TEST(A, B)\n{\n  return;\n  EXPECT_EQ(a, 3);\n}", "unreachable"],
    ["below an empty line", "void a() {\n\n  return;\n  assertEquals(3, a);\n}", "unreachable"],
    ["below a line of blanks", "void a() {\n \n  return;\n  assertEquals(3, a);\n}", "unreachable"],
    ["at the margin", "void a() {\nreturn;\nassertEquals(3, a);\n}", "unreachable"],
    ["that only some come to", "void a() {\n  if (b)\n    return;\n  assertEquals(3, a);\n}", "always"],
    ["in one line", "void a() { assertEquals(3, a); }", "always"],
  ])("%s: %s", (_title, body, flow) => expect(lineAssertions(body, 1, "c")[0]?.flow).toBe(flow))
})

describe("the head of a test", () => {
  test.each([
    ["ATest.java", "@Test(timeout = 100) public void adds() {", ["adds"]],
    ["ATest.java", "@Test @Timeout(5) void adds() {", ["adds"]],
    ["ATest.java", "@Test @Timeout(value = of(3)) void adds() {", ["adds"]],
    ["ATest.java", "  @Test\n  void adds(@Param(3) int x) {", ["adds"]],
    ["ATest.java", "@Test\nclass CalcTest(Calc calc) {", []],
    ["ATest.kt", "@Test\nclass  CalcTest(val calc: Calc) {", []],
    ["ATest.kt", "@Test\nfun `class of service is kept`() {", ["class of service is kept"]],
    ["ATests.cs", '[Fact(Skip = "x")] public void Adds() {', ["Adds skip"]],
    ["ATests.cs", "[TestCase(1)]\npublic int[] Sums(int n) {", ["Sums"]],
    ["ATests.cs", "public void Adds() {", []],
    ["a_test.zig", "test.skip suite {", ["file skip"]],
    ["ATest.java", "@Disabled\n\n@Test\nvoid adds() {", ["adds skip"]],
    ["ATest.java", "@Disabled\n   \n@Test\nvoid adds() {", ["adds skip"]],
    ["ATest.java", "int limit = 2 * 3; // @Disabled later\n@Test\nvoid adds() {", ["adds"]],
    ["ATest.java", `@Test\n${" * words\n".repeat(12)}void adds() {`, ["adds"]],
    ["ATest.java", `@Test\n${" * words\n".repeat(13)}void adds() {`, []],
    ["a_spec.rb", 'it "leaves by exit" do', ["leaves by exit"]],
    ["a_spec.rb", 'it "counts the profit" do', ["counts the profit"]],
    ["a_spec.rb", '  xit "adds" do', ["adds skip"]],
    ["a_spec.rb", '  fit "adds" do', ["adds only"]],
    ["a_spec.rb", 'it "adds", focus: true do', ["adds only"]],
    ["a_test.php", "it('adds', fn () => expect(add(1))->toBe(2))->skip();", ["adds skip"]],
    ["a_test.php", "it('adds', fn () => expect(add(1))->toBe(2))->skip('later');", ["adds skip"]],
    ["a.rs", "#[test]\n#[cfg(unix)] fn adds() {", ["adds skipIf"]],
    ["a.rs", "#[test]\n#[cfg(unix)]\nfn adds() {", ["adds skipIf"]],
    ["ATest.java", "@Test\n@EnabledOnOs(LINUX)\nvoid adds() {", ["adds skipIf"]],
    ["ATest.java", "@Test\nvoid adds() {\n  Assumptions.assumeTrue(b);\n}", ["adds skipIf"]],
  ] as const)("%s: %j", (path, text, expected) => expect(marksOf(path, text)).toEqual(expected))

  test("may be a line of two thousand letters, but not of more", () => {
    const line = 'it("adds") { // '
    expect(marksOf("a.test.dart", line.padEnd(2000, "x"))).toEqual(["adds"])
    expect(marksOf("a.test.dart", line.padEnd(2001, "x"))).toEqual([])
  })

  test("is looked for until there are five thousand", () =>
    expect(readLines("a.test.dart", 'it("a") {}\n'.repeat(5001)).tests).toHaveLength(5000))
})

test("a test goes on below a line of blanks", () => {
  const text = '  it "adds" do\n    a = 1\n \n    expect(a).to eq 1\n  end\n'
  expect(readLines("a_spec.rb", text).tests[0]?.assertions).toHaveLength(1)
})

test.each([
  ["a_test.exs", 'test "adds" do\n  assert 3 == 3 # ok\nend\n', 1],
  ["a_test.bats", '@test "adds" {\n  fail # later\n}\n', 1],
])("a comment in %s says nothing", (path, text, count) =>
  expect(readLines(path, text).tests[0]?.assertions).toHaveLength(count),
)

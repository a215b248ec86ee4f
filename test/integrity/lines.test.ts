import { describe, expect, test } from "vitest"
import { blocking, type Files, findingsOf } from "./workspace.ts"

const java = `package x;

import static org.junit.jupiter.api.Assertions.*;

class CalcTest {
    @Test
    void adds() {
        assertEquals(3, Calc.add(1, 2));
        assertThat(Calc.add(2, 2)).isEqualTo(4);
    }

    @Test
    void fails() {
        assertThrows(IllegalArgumentException.class, () -> Calc.div(1, 0));
    }
}
`
const rust = `pub fn add(a: i32, b: i32) -> i32 {
    a + b
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adds() {
        assert_eq!(add(1, 2), 3);
        assert!(add(2, 2) == 4);
    }
}
`
const ruby = `RSpec.describe Calc do
  it "adds" do
    expect(Calc.add(1, 2)).to eq(3)
    expect { Calc.div(1, 0) }.to raise_error(ZeroDivisionError)
  end

  it "subtracts" do
    expect(Calc.sub(3, 2)).to eq 1
  end
end
`
const php = `<?php
final class CalcTest extends TestCase
{
    public function testAdds(): void
    {
        $this->assertSame(3, add(1, 2));
        self::assertEquals(4, add(2, 2));
    }
}
`
const csharp = `public class CalcTests
{
    [Fact]
    public void Adds()
    {
        Assert.Equal(3, Calc.Add(1, 2));
        Calc.Add(2, 2).Should().Be(4);
    }
}
`
const cpp = `TEST(Calc, Adds) {
  EXPECT_EQ(add(1, 2), 3);
  ASSERT_TRUE(add(2, 2) == 4);
}
`
const paths = {
  java: "src/test/java/x/CalcTest.java",
  rust: "src/lib.rs",
  ruby: "spec/calc_spec.rb",
  php: "tests/CalcTest.php",
  csharp: "tests/CalcTests.cs",
  cpp: "test/calc_test.cpp",
} as const
const texts = { java, rust, ruby, php, csharp, cpp } as const
const files: Files = Object.fromEntries(
  Object.entries(paths).map(([language, path]) => [path, texts[languageOf(language)]]),
)

type Language = keyof typeof texts

function languageOf(name: string): Language {
  if (name === "java" || name === "rust" || name === "ruby" || name === "php" || name === "csharp")
    return name
  return "cpp"
}

function edited(language: Language, from: string | RegExp, to: string): Files {
  const text = texts[language].replace(from, to)
  if (text === texts[language]) throw new Error(`not in the suite: ${from}`)
  return { [paths[language]]: text }
}

describe("tests in languages without a grammar are read line by line", () => {
  test.each([
    ["S75", "java", "    @Test\n    void adds", "    @Disabled\n    @Test\n    void adds", "skipped"],
    ["S75", "rust", "    #[test]\n", "    #[test]\n    #[ignore]\n", "skipped"],
    ["S75", "ruby", 'it "adds"', 'xit "adds"', "skipped"],
    ["S75", "ruby", 'it "adds" do', 'it "adds" do\n    skip', "skipped"],
    [
      "S75",
      "php",
      "        $this->assertSame",
      '        $this->markTestSkipped("x");\n        $this->assertSame',
      "skipped",
    ],
    ["S75", "csharp", "[Fact]", '[Fact(Skip = "x")]', "skipped"],
    ["S75", "cpp", "Calc, Adds", "Calc, DISABLED_Adds", "skipped"],
    ["S75", "cpp", "  EXPECT_EQ", "  GTEST_SKIP();\n  EXPECT_EQ", "skipped"],
    ["S75", "rust", "    #[test]\n", "    #[test]\n    #[should_panic]\n", "skipped"],
    ["S73", "java", /\n {4}@Test\n {4}void fails[\s\S]*?\n {4}\}\n/, "", "removed-test"],
    ["S73", "java", "    @Test\n    void adds", "    void adds", "removed-test"],
    ["S73", "rust", "    #[test]\n", "", "removed-test"],
    ["S73", "ruby", /\n {2}it "subtracts"[\s\S]*?\n {2}end\n/, "", "removed-test"],
    ["S78", "java", "assertEquals(3, Calc.add(1, 2))", "assertNotNull(Calc.add(1, 2))", "weakened"],
    ["S78", "java", "isEqualTo(4)", "isNotNull()", "weakened"],
    ["S78", "rust", "assert_eq!(add(1, 2), 3)", "assert!(true)", "weakened"],
    ["S78", "ruby", "to eq(3)", "not_to be_nil", "weakened"],
    ["S78", "php", "assertSame(3, add(1, 2))", "assertTrue(true)", "weakened"],
    ["S78", "csharp", "Assert.Equal(3, Calc.Add(1, 2))", "Assert.NotNull(Calc.Add(1, 2))", "weakened"],
    ["S78", "csharp", ".Be(4)", ".NotBeNull()", "weakened"],
    ["S78", "cpp", "EXPECT_EQ(add(1, 2), 3)", "EXPECT_TRUE(add(1, 2))", "weakened"],
    ["S78", "php", "        $this->assertSame(3, add(1, 2));\n", "", "fewer-assertions"],
    ["S78", "java", "assertEquals(3", "assertEquals(4", "edited-expectation"],
    ["S78", "rust", "2), 3)", "2), 4)", "edited-expectation"],
    ["S78", "ruby", "to eq 1", "to eq 2", "edited-expectation"],
    ["S78", "cpp", "  EXPECT_EQ", "  return;\n  EXPECT_EQ", "unchecked-assertion"],
    [
      "S78",
      "java",
      "        assertEquals(3, Calc.add(1, 2));",
      "        try {\n            assertEquals(3, Calc.add(1, 2));\n        } catch (AssertionError e) {\n        }",
      "unchecked-assertion",
    ],
  ] as const)("%s: %s, %s", async (_scenario, language, from, to, what) => {
    expect(await blocking(files, edited(language, from, to))).toContain(what)
  })

  test.each([
    ["java", "void adds", "void addsNumbers"],
    [
      "java",
      "    @Test\n    void fails",
      "    @Test\n    void zero() {\n        assertEquals(0, Calc.add(0, 0));\n    }\n\n    @Test\n    void fails",
    ],
    [
      "java",
      "assertEquals(3, Calc.add(1, 2));",
      "assertEquals(\n            3,\n            Calc.add(1, 2)\n        );",
    ],
    [
      "rust",
      "    #[test]\n",
      "    #[test]\n    fn zero() {\n        assert_eq!(add(0, 0), 0);\n    }\n\n    #[test]\n",
    ],
    ["rust", "    a + b", "    b + a"],
    ["ruby", 'it "adds"', "it 'adds'"],
    ["php", "assertEquals(4", "assertSame(4"],
    [
      "csharp",
      "Assert.Equal(3, Calc.Add(1, 2));",
      "Assert.Equal(3, Calc.Add(1, 2));\n        Assert.Equal(5, Calc.Add(1, 4));",
    ],
  ] as const)("honest work is no finding: %s, %s", async (language, from, to) => {
    expect(await findingsOf(files, edited(language, from, to))).toEqual([])
  })
})

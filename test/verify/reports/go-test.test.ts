import { describe, expect, it } from "vitest"
import { goTest } from "../../../src/verify/reports/go-test.ts"
import { counts, recorded, type Told, tell } from "./fixture.ts"

describe("go test", () => {
  it.each<[string, Told["counts"], string[]]>([
    [
      "go-test/words",
      null,
      [
        "[assertion] example.com/words > TestCount/several_blanks_are_one_gap @words_test.go:21",
        "[assertion] example.com/words > TestCount/no_text_has_no_words @words_test.go:21",
        "[assertion] example.com/words > TestShortenCountsCharacters @words_test.go:35",
        "[assertion] example.com/words > TestLongestIsTheFirstOfEquals @words_test.go:41",
      ],
    ],
    [
      "go-test/words-verbose",
      counts(2, 4, 0),
      [
        "[assertion] example.com/words > TestCount/several_blanks_are_one_gap @words_test.go:21",
        "[assertion] example.com/words > TestCount/no_text_has_no_words @words_test.go:21",
        "[assertion] example.com/words > TestShortenCountsCharacters @words_test.go:35",
        "[assertion] example.com/words > TestLongestIsTheFirstOfEquals @words_test.go:41",
      ],
    ],
    [
      "go-test/panic-build-vet",
      null,
      [
        "[type] util/u.go > undefined: undefined @util/u.go:3",
        '[lint] vet/v_test.go > fmt.Printf format %d has arg "text" of wrong type string @vet/v_test.go:5',
        "[crash] example.com/shop > TestPanics @a_test.go:5",
      ],
    ],
    ["go-test/timeout", null, ["[timeout] example.com/shop/slow > TestHangs @s_test.go:5"]],
    ["go-test/passing", null, []],
  ])("S92 reads %s, with either line end", async (fixture, counted, failures) => {
    expect(await tell(goTest, recorded(fixture))).toEqual({ counts: counted, failures })
    expect(await tell(goTest, recorded(fixture, "CRLF"))).toEqual({ counts: counted, failures })
  })

  it("counts only with -v, because Go does not say how many passed", async () => {
    expect((await tell(goTest, recorded("go-test/words")))?.failures).toEqual(
      (await tell(goTest, recorded("go-test/words-verbose")))?.failures,
    )
  })

  it("keeps the messages of a test", async () => {
    const report = await goTest.read(recorded("go-test/words"))
    expect(report?.failures[3]?.message).toBe('words_test.go:41: Longest = "cup", want "tea"')
  })
})

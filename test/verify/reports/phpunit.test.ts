import { describe, expect, it } from "vitest"
import { phpunit } from "../../../src/verify/reports/phpunit.ts"
import { counts, recorded, type Told, tell } from "./fixture.ts"

describe("phpunit", () => {
  it.each<[string, Told["counts"], string[]]>([
    [
      "phpunit/failures",
      counts(3, 4, 2),
      [
        "[crash] CartTest > testThrows @tests/CartTest.php:8",
        "[assertion] CartTest > testAdds @tests/CartTest.php:6",
        '[assertion] CartTest > testSums with data set "two" @tests/CartTest.php:12',
        "[assertion] CartTest > testLists @tests/CartTest.php:14",
      ],
    ],
    ["phpunit/passing", counts(1, 0, 0), []],
  ])("S92 reads %s, with either line end", async (fixture, counted, failures) => {
    expect(await tell(phpunit, recorded(fixture))).toEqual({ counts: counted, failures })
    expect(await tell(phpunit, recorded(fixture, "CRLF"))).toEqual({ counts: counted, failures })
  })
})

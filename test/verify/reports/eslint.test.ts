import { describe, expect, it } from "vitest"
import { eslint } from "../../../src/verify/reports/eslint.ts"
import { recorded, type Told, tell } from "./fixture.ts"

describe("eslint", () => {
  it.each<[string, Told["counts"], string[]]>([
    [
      "eslint/stylish",
      null,
      [
        "[lint] a.js > no-unused-vars 'unused' is assigned a value but never used @a.js:1",
        "[lint] a.js > semi Missing semicolon @a.js:1",
        "[lint] a.js > no-undef 'x' is not defined @a.js:2",
        "[lint] a.js > no-undef 'foo' is not defined @a.js:2",
        "[lint] a.js > semi Missing semicolon (2) @a.js:2",
        "[syntax] b.js > Parsing error: Unexpected token = @b.js:1",
      ],
    ],
  ])("S92 reads %s, with either line end", async (fixture, counted, failures) => {
    expect(await tell(eslint, recorded(fixture))).toEqual({ counts: counted, failures })
    expect(await tell(eslint, recorded(fixture, "CRLF"))).toEqual({ counts: counted, failures })
  })

  it("is not fooled by a path with a blank or by Windows", async () => {
    const text =
      "\n/home/dev/shop/my file.js\n  3:1  error  Unexpected var  no-var\n\n✖ 1 problem (1 error, 0 warnings)\n"
    expect(await tell(eslint, { text, files: [], workspace: "/home/dev/shop" })).toEqual({
      counts: null,
      failures: ["[lint] my file.js > no-var Unexpected var @my file.js:3"],
    })
  })
})

import { describe, expect, it } from "vitest"
import { biome } from "../../../src/verify/reports/biome.ts"
import { recorded, type Told, tell } from "./fixture.ts"

describe("biome", () => {
  it.each<[string, Told["counts"], string[]]>([
    [
      "biome/check",
      null,
      [
        "[lint] a.js > lint/suspicious/noDoubleEquals Using == may be unsafe if you are relying on type coercion. @a.js:2",
        "[lint] a.js > lint/correctness/noInnerDeclarations This var should be declared at the root of the module. @a.js:2",
        "[lint] a.js > lint/suspicious/noDebugger This is an unexpected use of the debugger statement. @a.js:2",
        "[lint] a.js > format Formatter would have printed the following content: @a.js:null",
        "[syntax] bad.js > parse expected a name for the function in a function declaration, but found none @bad.js:1",
        "[syntax] bad.js > parse expected `)` but instead the file ends @bad.js:2",
        "[syntax] x.json > parse Expected a property but instead found '}'. @x.json:1",
      ],
    ],
    [
      "biome/ci",
      null,
      [
        "[lint] a.js > lint/suspicious/noDoubleEquals Using == may be unsafe if you are relying on type coercion. @a.js:2",
        "[lint] a.js > lint/correctness/noInnerDeclarations This var should be declared at the root of the module. @a.js:2",
        "[lint] a.js > lint/suspicious/noDebugger This is an unexpected use of the debugger statement. @a.js:2",
        "[lint] a.js > format File content differs from formatting output @a.js:null",
        "[syntax] bad.js > parse expected a name for the function in a function declaration, but found none @bad.js:1",
        "[syntax] bad.js > parse expected `)` but instead the file ends @bad.js:2",
        "[syntax] x.json > parse Expected a property but instead found '}'. @x.json:1",
      ],
    ],
  ])("S92 reads %s, with either line end", async (fixture, counted, failures) => {
    expect(await tell(biome, recorded(fixture))).toEqual({ counts: counted, failures })
    expect(await tell(biome, recorded(fixture, "CRLF"))).toEqual({ counts: counted, failures })
  })
})

import { describe, expect, it } from "vitest"
import { mypy } from "../../../src/verify/reports/mypy.ts"
import { recorded, type Told, tell } from "./fixture.ts"

describe("mypy", () => {
  it.each<[string, Told["counts"], string[]]>([
    [
      "mypy/plain",
      null,
      [
        '[type] prices.py > operator Unsupported operand types for + ("int" and "str") @prices.py:4',
        '[type] prices.py > attr-defined "A" has no attribute "missing" @prices.py:10',
        '[type] prices.py > arg-type Argument 1 to "total" has incompatible type "str"; expected "list[int]" @prices.py:11',
        '[missing-module] use.py > import-not-found Cannot find implementation or library stub for module named "nothing_here" @use.py:2',
        '[type] use.py > truthy-function Function "total" could always be true in boolean context @use.py:3',
      ],
    ],
    [
      "mypy/pretty",
      null,
      [
        '[type] prices.py > operator Unsupported operand types for + ("int" and "str") @prices.py:4',
        '[type] prices.py > attr-defined "A" has no attribute "missing" @prices.py:10',
        '[type] prices.py > arg-type Argument 1 to "total" has incompatible type "str"; expected "list[int]" @prices.py:11',
      ],
    ],
    [
      "mypy/syntax",
      null,
      [
        "[syntax] bad.py > syntax Expected a parameter or the end of the parameter list @bad.py:1",
        "[syntax] bad.py > syntax Expected `)`, found newline @bad.py:1",
      ],
    ],
  ])("S92 reads %s, with either line end", async (fixture, counted, failures) => {
    expect(await tell(mypy, recorded(fixture))).toEqual({ counts: counted, failures })
    expect(await tell(mypy, recorded(fixture, "CRLF"))).toEqual({ counts: counted, failures })
  })

  it("joins a sentence that was wrapped, so that its id is that of the plain format", async () => {
    const plain = await mypy.read(recorded("mypy/plain"))
    const pretty = await mypy.read(recorded("mypy/pretty"))
    expect(pretty?.failures.map((it) => it.id)).toEqual(plain?.failures.slice(0, 3).map((it) => it.id))
  })
})

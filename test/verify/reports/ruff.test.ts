import { describe, expect, it } from "vitest"
import { ruff } from "../../../src/verify/reports/ruff.ts"
import { recorded, type Told, tell } from "./fixture.ts"

describe("ruff", () => {
  it.each<[string, Told["counts"], string[]]>([
    [
      "ruff/full",
      null,
      [
        "[syntax] bad.py > invalid-syntax Expected a parameter or the end of the parameter list @bad.py:1",
        "[syntax] bad.py > invalid-syntax Expected `)`, found newline @bad.py:1",
        "[lint] prices.py > I001 Import block is un-sorted or un-formatted @prices.py:1",
        "[lint] prices.py > F401 `os` imported but unused @prices.py:1",
        "[lint] prices.py > F401 `json` imported but unused @prices.py:2",
        "[lint] prices.py > F841 Local variable `y` is assigned to but never used @prices.py:6",
        "[lint] prices.py > F821 Undefined name `undefined_name` @prices.py:7",
        "[lint] use.py > I001 Import block is un-sorted or un-formatted @use.py:1",
        "[lint] use.py > F401 `nothing_here` imported but unused @use.py:2",
      ],
    ],
    [
      "ruff/concise",
      null,
      [
        "[syntax] bad.py > invalid-syntax Expected a parameter or the end of the parameter list @bad.py:1",
        "[syntax] bad.py > invalid-syntax Expected `)`, found newline @bad.py:1",
        "[lint] prices.py > I001 Import block is un-sorted or un-formatted @prices.py:1",
        "[lint] prices.py > F401 `os` imported but unused @prices.py:1",
        "[lint] prices.py > F401 `json` imported but unused @prices.py:2",
        "[lint] prices.py > F841 Local variable `y` is assigned to but never used @prices.py:6",
        "[lint] prices.py > F821 Undefined name `undefined_name` @prices.py:7",
        "[lint] use.py > I001 Import block is un-sorted or un-formatted @use.py:1",
        "[lint] use.py > F401 `nothing_here` imported but unused @use.py:2",
      ],
    ],
    [
      "ruff/grouped",
      null,
      [
        "[syntax] bad.py > invalid-syntax Expected a parameter or the end of the parameter list @bad.py:1",
        "[syntax] bad.py > invalid-syntax Expected `)`, found newline @bad.py:1",
        "[lint] prices.py > I001 Import block is un-sorted or un-formatted @prices.py:1",
        "[lint] prices.py > F401 `os` imported but unused @prices.py:1",
        "[lint] prices.py > F401 `json` imported but unused @prices.py:2",
        "[lint] prices.py > F841 Local variable `y` is assigned to but never used @prices.py:6",
        "[lint] prices.py > F821 Undefined name `undefined_name` @prices.py:7",
        "[lint] use.py > I001 Import block is un-sorted or un-formatted @use.py:1",
        "[lint] use.py > F401 `nothing_here` imported but unused @use.py:2",
      ],
    ],
    [
      "ruff/format",
      null,
      [
        "[syntax] bad.py > invalid-syntax Expected a parameter or the end of the parameter list @bad.py:1",
        "[lint] prices.py > unformatted File would be reformatted @prices.py:null",
        "[lint] use.py > unformatted File would be reformatted @use.py:null",
      ],
    ],
  ])("S92 reads %s, with either line end", async (fixture, counted, failures) => {
    expect(await tell(ruff, recorded(fixture))).toEqual({ counts: counted, failures })
    expect(await tell(ruff, recorded(fixture, "CRLF"))).toEqual({ counts: counted, failures })
  })

  it("gives the same ids in every format, so that another format is not another failing set", async () => {
    const full = await tell(ruff, recorded("ruff/full"))
    expect(await tell(ruff, recorded("ruff/concise"))).toEqual(full)
    expect(await tell(ruff, recorded("ruff/grouped"))).toEqual(full)
  })
})

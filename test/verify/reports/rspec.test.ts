import { describe, expect, it } from "vitest"
import { rspec } from "../../../src/verify/reports/rspec.ts"
import { counts, recorded, type Told, tell } from "./fixture.ts"

describe("rspec", () => {
  it.each<[string, Told["counts"], string[]]>([
    [
      "rspec/progress",
      counts(1, 3, 2),
      [
        "[assertion] spec/cart_spec.rb > Cart adds @spec/cart_spec.rb:3",
        "[assertion] spec/cart_spec.rb > Cart is expected to be nil @spec/cart_spec.rb:12",
        "[crash] spec/cart_spec.rb > Cart when nested names nobody @spec/cart_spec.rb:7",
      ],
    ],
    [
      "rspec/documentation",
      counts(1, 3, 2),
      [
        "[assertion] spec/cart_spec.rb > Cart adds @spec/cart_spec.rb:3",
        "[assertion] spec/cart_spec.rb > Cart is expected to be nil @spec/cart_spec.rb:12",
        "[crash] spec/cart_spec.rb > Cart when nested names nobody @spec/cart_spec.rb:7",
      ],
    ],
    [
      "rspec/broken-files",
      counts(0, 2, 0),
      [
        "[missing-module] spec/broken_spec.rb > (file) @spec/broken_spec.rb:1",
        "[syntax] spec/syntax_spec.rb > (file) @spec/syntax_spec.rb:3",
      ],
    ],
  ])("S92 reads %s, with either line end", async (fixture, counted, failures) => {
    expect(await tell(rspec, recorded(fixture))).toEqual({ counts: counted, failures })
    expect(await tell(rspec, recorded(fixture, "CRLF"))).toEqual({ counts: counted, failures })
  })

  it("tells expected, actual and the first frame", async () => {
    const report = await rspec.read(recorded("rspec/progress"))
    expect(report?.failures[0]).toMatchObject({ expected: "3", actual: "-1" })
    expect(report?.failures[2]).toMatchObject({ frame: "./lib/cart.rb:3:in `name'" })
  })
})

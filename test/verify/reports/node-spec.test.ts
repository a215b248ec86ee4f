import { describe, expect, it } from "vitest"
import { nodeSpec } from "../../../src/verify/reports/node-spec.ts"
import { counts, recorded, type Told, tell } from "./fixture.ts"

describe("node:test, reporter spec", () => {
  it.each<[string, Told["counts"], string[]]>([
    [
      "node-test/spec-cart",
      counts(3, 4, 0),
      [
        "[crash] test/cart.test.js > cart > is worth nothing when it is empty @test/cart.test.js:17",
        "[assertion] test/cart.test.js > cart > adds the tax to the subtotal @test/cart.test.js:22",
        "[assertion] test/cart.test.js > cart > stays as it is when an unknown product is removed @test/cart.test.js:26",
        "[assertion] test/money.test.js > money > reads a price without losing a cent @test/money.test.js:7",
      ],
    ],
    [
      "node-test/spec-mixed",
      counts(4, 6, 3),
      [
        "[assertion] mixed.test.js > top-level failure @mixed.test.js:6",
        "[timeout] mixed.test.js > too slow @mixed.test.js:9",
        "[assertion] mixed.test.js > outer > inner > deep > fails # with a hash @mixed.test.js:12",
        "[assertion] mixed.test.js > outer > inner > deep > throws text @mixed.test.js:13",
        "[assertion] mixed.test.js > subtests > sub bad @mixed.test.js:24",
      ],
    ],
    [
      "node-test/spec-broken-files",
      counts(4, 8, 3),
      [
        "[missing-module] broken.test.js > (file) @broken.test.js:1",
        "[assertion] mixed.test.js > top-level failure @mixed.test.js:6",
        "[timeout] mixed.test.js > too slow @mixed.test.js:9",
        "[assertion] mixed.test.js > outer > inner > deep > fails # with a hash @mixed.test.js:12",
        "[assertion] mixed.test.js > outer > inner > deep > throws text @mixed.test.js:13",
        "[assertion] mixed.test.js > subtests > sub bad @mixed.test.js:24",
        "[syntax] syntax.test.js > (file) @syntax.test.js:1",
      ],
    ],
  ])("S92 reads %s, with either line end", async (fixture, counted, failures) => {
    expect(await tell(nodeSpec, recorded(fixture))).toEqual({ counts: counted, failures })
    expect(await tell(nodeSpec, recorded(fixture, "CRLF"))).toEqual({ counts: counted, failures })
  })

  it("keeps the message without the stack, both values and the first frame of the project", async () => {
    const report = await nodeSpec.read(recorded("node-test/spec-cart"))
    expect(report?.failures[1]).toEqual({
      id: "test/cart.test.js > cart > adds the tax to the subtotal",
      suite: "test/cart.test.js > cart",
      file: "test/cart.test.js",
      line: 22,
      class: "assertion",
      message: "AssertionError [ERR_ASSERTION]: Expected values to be strictly equal:\n\n210 !== 2310",
      expected: "2310",
      actual: "210",
      frame: "at TestContext.<anonymous> (file:///home/dev/shop/test/cart.test.js:22:12)",
    })
    expect(report?.failures[0]?.frame).toBe("at subtotal (file:///home/dev/shop/src/cart.js:18:65)")
  })

  it("says why a file could not be loaded", async () => {
    const report = await nodeSpec.read(recorded("node-test/spec-broken-files"))
    expect(report?.failures[0]?.message).toContain("Cannot find module '/home/dev/shop/missing.js'")
    expect(report?.failures.at(-1)?.message).toBe("SyntaxError: Unexpected end of input")
  })

  it("gives a test the same id when lines move", async () => {
    const input = recorded("node-test/spec-cart")
    const moved = {
      ...input,
      text: input.text.replace(/(\.js):(\d+)/g, (_, end, line) => `${end}:${Number(line) + 7}`),
    }
    const ids = async (from: typeof input) => (await nodeSpec.read(from))?.failures.map((entry) => entry.id)
    expect(await ids(moved)).toEqual(await ids(input))
    expect((await nodeSpec.read(moved))?.failures[1]?.line).toBe(29)
  })

  it("names what failed in a run that was cut off before its summary", async () => {
    const input = recorded("node-test/spec-cart")
    const cut = { ...input, text: input.text.slice(0, input.text.indexOf("ℹ tests")) }
    expect((await nodeSpec.read(cut))?.failures.map((entry) => entry.id)).toEqual([
      "cart > is worth nothing when it is empty",
      "cart > adds the tax to the subtotal",
      "cart > stays as it is when an unknown product is removed",
      "money > reads a price without losing a cent",
    ])
  })
})

import { describe, expect, it } from "vitest"
import { maven } from "../../../src/verify/reports/maven.ts"
import { counts, recorded, type Told, tell } from "./fixture.ts"

describe("maven", () => {
  it.each<[string, Told["counts"], string[]]>([
    [
      "maven/test",
      counts(3, 5, 1),
      [
        "[crash] dev.shop.CartTest > namesNobody @dev/shop/CartTest.java:12",
        "[assertion] dev.shop.CartTest > adds @dev/shop/CartTest.java:10",
        "[assertion] dev.shop.CartTest > isOne(int)[2] @dev/shop/CartTest.java:15",
        "[timeout] dev.shop.CartTest > isQuick @dev/shop/CartTest.java:14",
        "[assertion] dev.shop.CartTest$WhenEmpty > isFree @dev/shop/CartTest.java:16",
      ],
    ],
    [
      "maven/compile",
      null,
      [
        "[missing-module] src/main/java/dev/shop/Other.java > package nowhere does not exist @src/main/java/dev/shop/Other.java:3",
        "[type] src/main/java/dev/shop/Cart.java > incompatible types: java.lang.String cannot be converted to int @src/main/java/dev/shop/Cart.java:4",
        "[type] src/main/java/dev/shop/Cart.java > cannot find symbol @src/main/java/dev/shop/Cart.java:4",
      ],
    ],
    [
      "maven/syntax-quiet",
      null,
      ["[syntax] src/main/java/dev/shop/Bad.java > illegal start of type @src/main/java/dev/shop/Bad.java:5"],
    ],
  ])("S92 reads %s, with either line end", async (fixture, counted, failures) => {
    expect(await tell(maven, recorded(fixture))).toEqual({ counts: counted, failures })
    expect(await tell(maven, recorded(fixture, "CRLF"))).toEqual({ counts: counted, failures })
  })

  it("tells expected and actual, and where the test stands", async () => {
    const report = await maven.read(recorded("maven/test"))
    expect(report?.failures[1]).toMatchObject({
      expected: "3",
      actual: "-1",
      message: "expected: <3> but was: <-1>",
      frame: "at dev.shop.CartTest.adds(CartTest.java:10)",
    })
  })

  it.each([
    [
      "a repository that cannot be reached",
      "Could not transfer artifact a:b:1 from central: Unknown host",
      "infrastructure",
    ],
    ["an artifact that does not exist", "Could not find artifact a:b:1 in central", "missing-module"],
  ])("S66 tells %s from a fault of the code", async (_, why, kind) => {
    const text = `[INFO] BUILD FAILURE\n[ERROR] Failed to execute goal on project shop: ${why}\n`
    const report = await maven.read({ text, files: [], workspace: "/home/dev/shop" })
    expect(report?.failures.map((it) => it.class)).toEqual([kind])
  })

  it("reads the headings of surefire 2 too", async () => {
    const text = [
      "[INFO] Running dev.shop.CartTest",
      "[ERROR] adds(dev.shop.CartTest)  Time elapsed: 0.01 s  <<< FAILURE!",
      "java.lang.AssertionError: expected:<3> but was:<-1>",
      "\tat dev.shop.CartTest.adds(CartTest.java:10)",
      "",
      "[ERROR] Tests run: 1, Failures: 1, Errors: 0, Skipped: 0",
    ].join("\n")
    expect(await tell(maven, { text, files: [], workspace: "/home/dev/shop" })).toEqual({
      counts: counts(0, 1, 0),
      failures: ["[assertion] dev.shop.CartTest > adds @dev/shop/CartTest.java:10"],
    })
  })
})

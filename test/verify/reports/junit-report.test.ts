import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { junitReport } from "../../../src/verify/reports/junit-report.ts"
import { readReports } from "../../../src/verify/reports/registry.ts"
import { fileTree } from "../file-tree.ts"
import { counts, recorded } from "./fixture.ts"

const folder = join(import.meta.dirname, "../../fixtures/reports/junit")
const read = async (name: string, workspace = "/home/dev/shop") =>
  await junitReport(join(workspace, name), readFileSync(join(folder, name), "utf8"), workspace)

describe("junitReport", () => {
  it.each([
    ["surefire-CartTest-WhenEmpty.xml", counts(2, 5, 1), "dev.shop.CartTest > adds", "assertion", "3", "-1"],
    ["vitest.xml", counts(1, 4, 2), "math.test.ts > sum > adds", "assertion", "3", "-1"],
    ["node.xml", counts(1, 5, 2), "mixed.test.js > cart > adds", "assertion", "3", "-1"],
    ["jest.xml", counts(2, 4, 1), "sum adds", "assertion", "3", "-1"],
    [
      "gotestsum.xml",
      counts(2, 5, 0),
      "example.com/words > TestShortenCountsCharacters",
      "assertion",
      null,
      null,
    ],
    ["nextest.xml", counts(1, 2, 0), "shop > tests::adds", "assertion", "3", "-1"],
    ["phpunit.xml", counts(2, 5, 2), 'CartTest > testSums with data set "two"', "assertion", "3", "2"],
  ])("S92 reads %s", async (name, counted, id, kind, expected, actual) => {
    const report = await read(name)
    expect(report?.counts).toEqual(counted)
    expect(report?.failures.find((it) => it.id === id)).toMatchObject({ class: kind, expected, actual })
    expect(report?.failures.find((it) => it.id === id)?.line).toBeGreaterThan(name === "jest.xml" ? 2 : 3)
    const tests = (report?.failures ?? []).filter((it) => it.id !== "broken.test.ts > (file)")
    // Every failing test ran, and is named the same in both lists.
    expect(report?.ran).toEqual(expect.arrayContaining(tests.map((it) => it.id)))
    expect(report?.ran).toHaveLength((report?.counts?.passed ?? 0) + (report?.counts?.failed ?? 0))
  })

  it("takes the report of a linter for findings, not for tests", async () => {
    const report = await read("ruff.xml")
    const plain = await readReports(recorded("ruff/concise"))
    expect(report?.counts).toBeNull()
    expect(report?.failures).toEqual(plain?.failures)
  })

  it("leaves the failure of a Go test to its subtests", async () => {
    const ids = (await read("gotestsum.xml"))?.failures.map((it) => it.id)
    expect(ids).not.toContain("example.com/words > TestCount")
    expect(ids).toContain("example.com/words > TestCount/no_text_has_no_words")
  })

  it("finds the source file of a Java test, in a module too", async () => {
    const shop = fileTree({ "core/src/test/java/dev/shop/CartTest.java": "class CartTest {}" })
    const xml = readFileSync(join(folder, "surefire-CartTest-WhenEmpty.xml"), "utf8")
    const path = join(shop.path, "core/target/surefire-reports/TEST-dev.shop.CartTest.xml")
    const report = await junitReport(path, xml, shop.path)
    shop.remove()
    expect(report?.failures[1]).toMatchObject({ file: "core/src/test/java/dev/shop/CartTest.java", line: 10 })
  })

  it.each([
    [
      "RSpec's formatter",
      '<testcase classname="spec.cart" name="Cart adds" file="./spec/cart_spec.rb"><failure message="no">x</failure></testcase>',
      "spec/cart_spec.rb > Cart adds",
    ],
    [
      ".NET's logger",
      '<testcase classname="Shop.CartTests" name="Adds"><failure message="no">x</failure></testcase>',
      "Shop.CartTests > Adds",
    ],
    [
      "Gradle",
      '<testcase classname="dev.shop.CartTest" name="adds()"><failure message="no">x</failure></testcase>',
      "dev.shop.CartTest > adds()",
    ],
    [
      "Playwright",
      '<testcase classname="a.spec.ts" name="cart › adds"><failure message="no">x</failure></testcase>',
      "a.spec.ts > cart > adds",
    ],
  ])("names a test of %s as its runner does", async (_, testcase, id) => {
    const report = await junitReport(
      "/w/junit.xml",
      `<testsuites><testsuite name="rspec">${testcase}</testsuite></testsuites>`,
      "/w",
    )
    expect(report?.failures.map((it) => it.id)).toEqual([id])
  })

  it("adds the names of all tests to what vitest printed of the same run", async () => {
    const xml = readFileSync(join(folder, "vitest.xml"), "utf8")
    const files = [{ path: "/home/dev/shop/junit.xml", text: xml, origin: "found" as const }]
    const both = await readReports({ ...recorded("vitest/beside-junit"), files })
    const alone = await readReports({ ...recorded("vitest/beside-junit"), files: [] })
    expect(both).toMatchObject({ counts: counts(1, 4, 2), failures: alone?.failures })
    expect(alone).not.toHaveProperty("ran")
    expect(both?.ran).toContain("math.test.ts > sum > objects > is zero")
  })
})

import { mkdirSync, utimesSync, writeFileSync } from "node:fs"
import { dirname, join, relative } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { reportFilesOf, reportsWrittenSince } from "../../../src/verify/reports/report-files.ts"
import { fileTree } from "../file-tree.ts"

const found = [
  "junit.xml",
  "test-results/e2e.xml",
  "reports/junit/TEST-a.xml",
  "target/surefire-reports/TEST-dev.shop.CartTest.xml",
  "build/test-results/test/TEST-dev.shop.CartTest.xml",
  "core/target/failsafe-reports/TEST-dev.shop.CartIT.xml",
  "packages/web/test-results/junit.xml",
  "target/nextest/default/junit.xml",
  "ctrf/ctrf-report.json",
]
const others = [
  "pom.xml",
  "src/main/resources/config.xml",
  "node_modules/x/junit.xml",
  ".git/junit.xml",
  "target/classes/junit.xml",
  "data/report.csv",
]
const shop = fileTree(Object.fromEntries([...found, ...others].map((path) => [path, `<a>${path}</a>`])))
afterAll(() => shop.remove())

describe("report files of a workspace", () => {
  it("are found where runners and build tools put them, and nowhere else", () => {
    const paths = [...reportFilesOf(shop.path).keys()].map((path) =>
      relative(shop.path, path).replaceAll("\\", "/"),
    )
    expect(paths.sort()).toEqual([...found].sort())
  })

  it("count only when they were written again, however old their time says they are", () => {
    const before = reportFilesOf(shop.path)
    expect(reportsWrittenSince(before, shop.path)).toEqual([])
    const again = join(shop.path, "target/surefire-reports/TEST-dev.shop.CartTest.xml")
    const fresh = join(shop.path, "build/test-results/test/TEST-new.xml")
    writeFileSync(again, "<b/>")
    utimesSync(again, 1, 1)
    writeFileSync(fresh, "<c/>")
    expect(reportsWrittenSince(before, shop.path)).toEqual([
      { path: again, text: "<b/>", origin: "found" },
      { path: fresh, text: "<c/>", origin: "found" },
    ])
  })

  it("S84 are read up to 20 MB in sum and 10 MB each", () => {
    const big = fileTree({})
    const before = reportFilesOf(big.path)
    for (const [name, megabytes] of [
      ["a", 9],
      ["b", 9],
      ["c", 9],
      ["d", 11],
      ["e", 1],
    ] as const) {
      const path = join(big.path, "test-results", `${name}.xml`)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, " ".repeat(megabytes * 1024 * 1024))
    }
    const names = reportsWrittenSince(before, big.path).map((it) => it.path.at(-5))
    big.remove()
    expect(names).toEqual(["a", "b", "e"])
  })

  it("are looked for in a bounded number of folders", () => {
    const wide = fileTree(
      Object.fromEntries(Array.from({ length: 600 }, (_, i) => [`m${i}/junit.xml`, "<a/>"])),
    )
    const size = reportFilesOf(wide.path).size
    wide.remove()
    expect(size).toBeGreaterThan(300)
    expect(size).toBeLessThan(401)
  })
})

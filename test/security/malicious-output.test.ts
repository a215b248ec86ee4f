import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import { describe, expect, it } from "vitest"
import { readReports } from "../../src/verify/reports/registry.ts"
import { runChecks } from "../../src/verify/run-checks.ts"
import { scratchFolder } from "../git/scratch.ts"

/** Far above what an honest report of this size takes (a tenth of a second), far below what anybody would notice. */
const mostMs = 15_000
const mega = 1024 * 1024

const suite = (inside: string) =>
  `<testsuites><testsuite name="s"><testcase name="t"><failure>${inside}</failure></testcase></testsuite></testsuites>`

const documents: Readonly<Record<string, () => string>> = {
  "entities that multiply": () =>
    `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "${"&a;".repeat(1000)}"><!ENTITY c "${"&b;".repeat(1000)}">]>${suite("&c;")}`,
  "an entity that names a file": () =>
    `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>${suite("&a;")}`,
  "300,000 elements in each other": () => suite("<a>".repeat(300_000)),
  "20,000 suites in each other": () =>
    `${'<testsuite name="x">'.repeat(20_000)}${"</testsuite>".repeat(20_000)}`,
  "one attribute of 10 MB": () =>
    `<testsuite name="s"><testcase name="${"x".repeat(10 * mega)}"/></testsuite>`,
  "50,000 attributes": () =>
    `<testsuite><testcase ${Array.from({ length: 50_000 }, (_, i) => `a${i}="1"`).join(" ")}/></testsuite>`,
  "2 MB of ampersands": () => suite("&".repeat(2 * mega)),
  "a comment that never ends": () => suite(`<!--${"-".repeat(2 * mega)}`),
  "a section that never ends": () => suite(`<![CDATA[${"]".repeat(2 * mega)}`),
  "names that every object has": () =>
    `<testsuite name="__proto__"><testcase name="constructor" __proto__="x"><__proto__ polluted="1"/><failure>x</failure></testcase></testsuite>`,
}

describe("a report with", () => {
  it.each(Object.keys(documents))("%s is read in bounded time and text, or not at all", async (name) => {
    const text = documents[name]?.() ?? ""
    const before = performance.now()
    const report = await readReports({
      ...silent,
      files: [{ path: "/w/junit.xml", text, origin: "found" }],
    })
    expect(performance.now() - before).toBeLessThan(mostMs)
    const told = JSON.stringify(report)
    expect(told.length).toBeLessThan(20_000)
    expect(told).not.toContain("root:")
    expect({}).not.toHaveProperty("polluted")
  })

  it.each([
    ["lists", "[".repeat(2 * mega)],
    ["objects", '{"tests":'.repeat(200_000)],
  ])("2 MB of %s in each other is no report", async (_what, text) => {
    const files = [{ path: "/w/ctrf.json", text, origin: "found" as const }]
    expect(await readReports({ ...silent, files })).toBeNull()
  })
})

/** Pieces of what the readers look for, each of which a careless pattern would try at every place anew. */
const pieces = [
  "a",
  " ",
  "\t",
  "\r",
  "(",
  "[",
  '{"a":',
  '"',
  "1",
  "-",
  "=",
  "_",
  "/",
  "../",
  ":1",
  " > ",
  "at ",
  "● ",
  "FAIL ",
  "error: ",
  "not ok 1 - ",
  "✗ ",
  "\u001b[",
  "\b",
  "a=",
  "https://a:b@",
  "eyJ",
  "key=",
]

describe("output of one line of 1 MB", () => {
  it.each(pieces)("made of %j is read in bounded time", async (piece) => {
    const text = piece.repeat(Math.ceil(mega / piece.length))
    const before = performance.now()
    expect(await readReports({ ...silent, text, full: text })).toBeNull()
    expect(performance.now() - before).toBeLessThan(mostMs)
  })
})

const silent = { text: "", full: "", partial: false, files: [], workspace: "/w" }

describe("a check whose test writes its own report", () => {
  it("is judged by how it ended: a forged report turns no red into green", async () => {
    const workspace = scratchFolder()
    writeFileSync(
      join(workspace, "junit.xml.forged"),
      '<testsuites tests="1" failures="0"><testsuite name="s"><testcase name="fine"/></testsuite></testsuites>',
    )
    const [result] = await checked(workspace, "cp junit.xml.forged junit.xml; echo '1 passed'; exit 1")
    expect(result).toMatchObject({ end: "failed", exitCode: 1 })
    const [passing] = await checked(workspace, "cp junit.xml.forged junit.xml; exit 0")
    expect(passing).toMatchObject({ end: "passed", failures: [] })
  })

  it("is not unpacked: what is small and would grow is read as the bytes that it is", async () => {
    const workspace = scratchFolder()
    writeFileSync(join(workspace, "packed"), gzipSync(Buffer.from(suite("x".repeat(10 * mega)))))
    const [result] = await checked(workspace, "cp packed junit.xml; cat packed; exit 1")
    expect(result).toMatchObject({ end: "failed", exitCode: 1 })
    expect(JSON.stringify(result?.failures).length).toBeLessThan(20_000)
  })
})

function checked(workspace: string, command: string) {
  return runChecks({
    checks: [command],
    workspace,
    env: { PATH: process.env.PATH },
    timeoutMs: 20_000,
    deadline: Date.now() + 30_000,
    directory: scratchFolder(),
  })
}

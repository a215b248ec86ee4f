import { describe, expect, it } from "vitest"
import { junitCases, junitCounts } from "../../../src/verify/reports/junit.ts"

describe("junitCases", () => {
  it("reads every outcome, nested suites and character references", async () => {
    const cases = await junitCases(`<?xml version="1.0"?>
      <testsuites><testsuite name="a"><testsuite name="b">
        <testcase classname="c" name="x &lt;1&gt; &#233; &#x1F600;" file="t.py" line="3"/>
        <testcase name="f"><failure message="a&#10;b">text &amp; more</failure></testcase>
        <testcase name="e"><error message="boom"/></testcase>
        <testcase name="s"><skipped/></testcase>
        <testcase name="d"><failure><![CDATA[1 < 2]]></failure></testcase>
      </testsuite></testsuite></testsuites>`)
    expect(cases).toMatchObject([
      { classname: "c", name: "x <1> é 😀", file: "t.py", line: 3, outcome: "passed" },
      { name: "f", outcome: "failed", message: "a\nb", text: "text & more" },
      { name: "e", outcome: "error", message: "boom" },
      { name: "s", outcome: "skipped" },
      { name: "d", outcome: "failed", text: "1 < 2" },
    ])
    expect(junitCounts(cases ?? [])).toEqual({ passed: 1, failed: 3, skipped: 1 })
  })

  it.each([
    ["another kind of XML", "<html><body/></html>"],
    ["no XML at all", "hello"],
    ["a report that was cut off", '<testsuites><testsuite><testcase name="a'],
    [
      "a document that defines its own entities",
      '<!DOCTYPE x [<!ENTITY a "b">]><testsuites><testsuite/></testsuites>',
    ],
    ["a report larger than 20 MB", `<testsuites>${" ".repeat(21 * 1024 * 1024)}</testsuites>`],
  ])("answers null for %s", async (_, xml) => {
    expect(await junitCases(xml)).toBeNull()
  })

  it("keeps an entity it does not know as it is written", async () => {
    const cases = await junitCases('<testsuite><testcase name="&bomb; &#x110000;"/></testsuite>')
    expect(cases?.[0]?.name).toBe("&bomb; &#x110000;")
  })
})

import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { readFindings } from "../../../src/engine/phases/findings.ts"

const one = [{ id: "A1", severity: "P1", what: "adds twice", where: "cart.js:4" }]

describe("the list of findings in an agent's message", () => {
  it.each<[string, string]>([
    ["as asked", `Looked at it.\n<findings>\n${JSON.stringify(one)}\n</findings>`],
    [
      "in a code fence",
      `<findings>\n\`\`\`json\n${JSON.stringify(one, null, 2)}\n\`\`\`\n</findings>\nThat is all.`,
    ],
    [
      "with trailing commas",
      '<findings>[{"id":"A1","severity":"P1","what":"adds twice","where":"cart.js:4",},]</findings>',
    ],
    ["inside an object", `<findings>{"findings": ${JSON.stringify(one)}}</findings>`],
    ["alone without a list", `<findings>${JSON.stringify(one[0])}</findings>`],
    [
      "with other words for the fields",
      '<findings>[{"id":"A1","priority":"p1","title":"adds twice","file":"cart.js:4"}]</findings>',
    ],
    ["without its end", `<findings>${JSON.stringify(one)}`],
    ["after an example of one", `Form: <findings>[]</findings>\n<findings>${JSON.stringify(one)}</findings>`],
  ])("is read %s", (_name, message) => {
    expect(readFindings(message)).toEqual({ kind: "list", findings: one })
  })

  it.each([
    ["<findings>[]</findings>"],
    ["<findings>\n</findings>"],
    ["<findings>none</findings>"],
    ['<findings>{"findings":[]}</findings>'],
  ])("%j holds none", (message) => {
    expect(readFindings(message)).toEqual({ kind: "list", findings: [] })
  })

  it.each([
    ["Nothing found, all good.", "there is no <findings> block"],
    ["<findings>I found a bug</findings>", "no JSON list"],
    ['<findings>"bug"</findings>', "something else than a list"],
    ['<findings>[{"severity":"P0"}]</findings>', "entry 1"],
    [
      `<findings>${JSON.stringify(Array.from({ length: 101 }, () => ({ what: "x" })))}</findings>`,
      "more than 100",
    ],
  ])("%j is unreadable and never an empty list", (message, why) => {
    expect(readFindings(message)).toMatchObject({ kind: "unreadable", why: expect.stringContaining(why) })
  })

  it.each([
    ["P0", "P0"],
    ["critical", "P0"],
    [0, "P0"],
    ["p1", "P1"],
    ["high", "P1"],
    ["", "P1"],
    ["whatever", "P1"],
    ["P3", "P2"],
    ["minor", "P2"],
  ])("severity %j counts as %s", (severity, counted) => {
    const message = `<findings>${JSON.stringify([{ severity, what: "x" }])}</findings>`
    expect(readFindings(message)).toMatchObject({ findings: [{ id: "F1", severity: counted, where: "" }] })
  })

  it("keeps each text to one bounded line", () => {
    const message = `<findings>${JSON.stringify([{ what: `a\n\u001b[31m# b${"x".repeat(5000)}` }])}</findings>`
    const read = readFindings(message)
    const what = read.kind === "list" ? (read.findings[0]?.what ?? "") : ""
    expect(what.length).toBeLessThan(700)
    expect(what).not.toMatch(/\p{Cc}/u)
  })

  it("never throws, whatever stands there", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (inner) => {
        expect(["list", "unreadable"]).toContain(readFindings(`<findings>${inner}</findings>`).kind)
      }),
    )
  })
})

import { describe, expect, it } from "vitest"
import { markdownReport } from "../../src/control/markdown-report.ts"
import { buildReport } from "../../src/control/report.ts"
import { keepEvidence } from "../../src/hook/evidence-file.ts"
import { conclude } from "../../src/loop/control.ts"
import { check, evidence } from "../loop/builders.ts"
import { aPerson, iteration, keep } from "./a-person.ts"

describe("the report of a loop", () => {
  it("is a value with each iteration's changes and the last evidence, and Markdown made of nothing else", async () => {
    const one = aPerson("git")
    const { id } = one.store()
    await keep(one, id, 0)
    one.write("cart.js", "export const total = 1\n")
    const ref = await keep(one, id, 1)
    const state = one.store({ id, iteration: 1, iterations: [iteration(1, ref), iteration(2, null)] })
    const failures = [
      {
        id: "cart > tax",
        suite: "cart",
        file: "cart.test.js",
        line: 12,
        class: "assertion",
        message: "rounds | half up",
        expected: "0.13",
        actual: "0.12",
        frame: null,
      } as const,
    ]
    keepEvidence(one.home, state, evidence({ checks: [check({ failures })] }))
    const report = await buildReport(one.person, state)
    expect(report).toMatchObject({
      loop: { id, state: "running" },
      iterations: [
        { n: 1, diff: { files: 1, added: 1, removed: 1 } },
        { n: 2, diff: null },
      ],
      git: { checkpoints: 1, why: null },
    })
    expect(report.evidence?.checks[0]?.failures).toEqual([
      { id: "cart > tax", file: "cart.test.js", line: 12, message: "rounds | half up" },
    ])
    const text = markdownReport(JSON.parse(JSON.stringify(report)))
    expect(text).toContain("1 file +1 −1")
    expect(text).toContain("`cart > tax` at `cart.test.js:12`: rounds \\| half up")
  })

  it("ends with a next step that fits the program in front of the person", async () => {
    const one = aPerson()
    const state = conclude(one.store(), "stuck", "no progress", Date.now())
    const { loop, git } = await buildReport(one.person, state)
    expect(loop.next).toBe("Resume it, then send any message in its conversation.")
    expect(git.why).toContain("not in a git repository")
  })
})

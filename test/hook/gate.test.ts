import { rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { inspect, keepSurface } from "../../src/hook/gate.ts"
import { hashFile } from "../../src/hook/guarded.ts"
import type { Settings } from "../../src/loop/settings.ts"
import type { LoopState } from "../../src/loop/state.ts"
import { checkResult } from "../verify/check-results.ts"
import { type LoopPlace, loopPlace } from "./loop-place.ts"

const twoTests = `import { test, expect } from "vitest"
test("adds", () => { expect(1 + 1).toBe(2) })
test("tax", () => { expect(2 * 2).toBe(4) })
`
const laxer = twoTests.replace("expect(2 * 2).toBe(4)", "expect(2 * 2).toBe(5)")
const skipped = twoTests.replace('test("tax"', 'test.skip("tax"')

/** A loop whose tests were recorded at its start. */
async function recorded(place: LoopPlace, settings: Partial<Settings> = {}): Promise<LoopState> {
  place.write("test/cart.test.ts", twoTests)
  const state = place.loop(settings, { checks: ["npx vitest run"] })
  const kept = await keepSurface(place.context(), state, results)
  expect(kept.events).toEqual([])
  return { ...state, guarded: kept.guarded }
}

const results = [
  checkResult({ command: "npx vitest run", ran: ["test/cart.test.ts > adds", "test/cart.test.ts > tax"] }),
]

describe("the tests at a green, compared with the start", () => {
  it("are intact when nothing of them was changed", async () => {
    using place = loopPlace()
    const state = await recorded(place)
    place.write("src/cart.ts", "export const tax = 1\n")
    expect(await inspect(place.context(), state, results)).toEqual({ kind: "intact" })
  })

  it("give a finding for each that was skipped, with file and line", async () => {
    using place = loopPlace()
    const state = await recorded(place)
    place.write("test/cart.test.ts", skipped)
    const judged = await inspect(place.context(), state, results)
    expect(judged).toMatchObject({ kind: "findings" })
    if (judged.kind === "findings")
      expect(judged.findings[0]).toMatchObject({ file: "test/cart.test.ts", line: 3, severity: "high" })
  })

  it("may be changed where the user allowed it", async () => {
    using strict = loopPlace()
    using free = loopPlace()
    const severities = async (place: LoopPlace, allowTestEdits: boolean) => {
      const state = await recorded(place, { allowTestEdits })
      place.write("test/cart.test.ts", laxer)
      const judged = await inspect(place.context(), state, results)
      return judged.kind === "findings" ? judged.findings.map(({ severity }) => severity) : []
    }
    expect(await severities(free, true)).toEqual(["low"])
    expect(await severities(strict, false)).not.toContain("low")
  })

  it("are missed when fewer ran than at the start", async () => {
    using place = loopPlace()
    const state = await recorded(place)
    const fewer = [checkResult({ command: "npx vitest run", ran: ["test/cart.test.ts > adds"] })]
    expect(await inspect(place.context(), state, fewer)).toMatchObject({ kind: "findings" })
  })

  it("cannot be compared when the record itself was changed or removed, and that is a finding", async () => {
    using place = loopPlace()
    const state = await recorded(place)
    const path = join(place.home, "loops", state.id, "iterations", "0", "surface.json")
    const lost = {
      kind: "findings",
      findings: [
        {
          id: "surface-record",
          file: path,
          line: null,
          severity: "high",
          why: "the loop's own record of the tests at its start was changed or removed",
          before: "",
          after: "",
        },
      ],
    }
    place.write("test/cart.test.ts", skipped)
    const again = await keepSurface(place.context(), { ...state, guarded: [] }, results)
    expect(again.guarded).toHaveLength(1)
    expect(await inspect(place.context(), state, results)).toEqual(lost)
    writeFileSync(path, "not a record")
    expect(await inspect(place.context(), state, results)).toEqual(lost)
    // As a newer version may have written it: it is what it was, and still cannot be read.
    const unreadable = { ...state, guarded: [{ path, hash: hashFile(path) }] }
    expect(await inspect(place.context(), unreadable, results)).toEqual(lost)
    rmSync(path)
    expect(await inspect(place.context(), state, results)).toEqual(lost)
  })

  it("are not looked at where they could not be recorded", async () => {
    using place = loopPlace()
    const state = place.loop()
    place.write("test/cart.test.ts", skipped)
    expect(await inspect(place.context(), state, results)).toEqual({ kind: "intact" })
    const other = { path: join(place.project, "surface.json"), hash: null }
    expect(await inspect(place.context(), { ...state, guarded: [other] }, results)).toEqual({
      kind: "intact",
    })
  })
})

describe("a green that comes of a weakened test", () => {
  it("sends the agent on, and only a green of the whole counts", async () => {
    using place = loopPlace()
    place.write("test/cart.test.ts", twoTests)
    await place.say(`/for-loop "fix it" --check "[ -e fixed ]"`)
    place.write("test/cart.test.ts", skipped)
    place.write("fixed", "")
    const on = await place.stop("Done.")
    expect(on).toMatchObject({ kind: "continue", prompt: expect.stringContaining("test/cart.test.ts:3") })
    place.write("test/cart.test.ts", twoTests)
    expect(await place.stop("Restored.")).toMatchObject({ outcome: "verified" })
  })

  it("S35 tells of an edit of what the loop guards, and goes on with the approved copy", async () => {
    using place = loopPlace()
    await place.say(`/for-loop "fix it" --check "[ -e fixed ]"`)
    place.write("for-loop.config.json", "{}")
    await place.stop("I looked around.")
    const path = join(place.project, "for-loop.config.json")
    expect(place.journal()).toContain(
      `tamper: ${path} was changed during the loop; the approved copy is used`,
    )
  })
})

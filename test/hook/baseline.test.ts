import { execFileSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { measureBaseline } from "../../src/hook/baseline.ts"
import { chooseChecks } from "../../src/hook/choose-checks.ts"
import { addControl } from "../../src/store/control.ts"
import { loopPlace } from "./loop-place.ts"

describe("what is red before the work begins", () => {
  it("is nothing that is known without checks, and costs nothing", async () => {
    using place = loopPlace()
    const state = place.loop({}, { checks: [] })
    const measured = await measureBaseline(place.context(), state)
    expect(measured).toMatchObject({
      baseline: { verdict: "unknown", failing: [] },
      evidence: { verdict: "unchecked", checks: [], failing: [], digest: "", checkMs: 0 },
      summary: "unknown, 0 failing",
    })
    expect(existsSync(join(place.home, "loops", state.id, "iterations"))).toBe(false)
  })

  it("is told to the agent only when something failed", async () => {
    using place = loopPlace()
    const context = place.context({ now: Date.now })
    const green = await measureBaseline(context, place.loop({}, { checks: ["sleep 0.05"] }))
    expect(green.evidence).toMatchObject({ verdict: "green", digest: "" })
    expect(green.evidence.checkMs).toBeGreaterThanOrEqual(40)
    const unknown = await measureBaseline(context, place.loop({}, { checks: ["no-such-program-here"] }))
    expect(unknown.evidence).toMatchObject({ verdict: "inconclusive", digest: "", failing: [] })
  })

  it("is unknown when the user cancels while it is measured", async () => {
    using place = loopPlace()
    const state = place.loop({}, { checks: ["sleep 20"] })
    addControl(place.home, state.id, { kind: "cancel", at: place.start })
    const measured = await measureBaseline(place.context({ now: Date.now }), state)
    expect(measured).toMatchObject({ baseline: { verdict: "unknown" }, evidence: { checks: [], checkMs: 0 } })
  })

  it("keeps the names of at most 2,000 failures, and counts all", async () => {
    using place = loopPlace()
    const tap = (name: string) =>
      `echo "TAP version 13"; seq 1 500 | sed "s/.*/not ok & - ${name} &/"; echo "1..500"; exit 1`
    const checks = ["a", "b", "c", "d", "e"].map(tap)
    const measured = await measureBaseline(place.context({ now: Date.now }), place.loop({}, { checks }))
    expect(measured.summary).toBe("red, 2500 failing")
    expect(measured.baseline.failing).toHaveLength(2000)
  })

  it("stands for the very tree and commit of the repository", async () => {
    using place = loopPlace("git")
    const git = (...args: string[]) =>
      execFileSync("git", args, { cwd: place.project, encoding: "utf8" }).trim()
    const measured = await measureBaseline(
      place.context({ now: Date.now }),
      place.loop({}, { checks: ["true"] }),
    )
    expect(measured.baseline).toEqual({
      verdict: "green",
      failing: [],
      tree: git("rev-parse", "HEAD^{tree}"),
      head: git("rev-parse", "HEAD"),
    })
    expect(measured.treeAfter).toBe(git("rev-parse", "HEAD^{tree}"))
  })

  it("is not known yet while it is measured, so that a kill leaves a loop and no trap", async () => {
    using place = loopPlace()
    const during = join(place.folder, "during.json")
    await place.say(`/for-loop "fix it" --check 'cp "${place.home}"/loops/*/state.json "${during}"; false'`)
    const { state } = JSON.parse(readFileSync(during, "utf8"))
    expect(state).toMatchObject({ status: "running", baseline: { verdict: "unknown", failing: [] } })
    expect(place.state().baseline).toMatchObject({ verdict: "red" })
  })
})

describe("checks that were found", () => {
  it("are told with the reason for each", async () => {
    using place = loopPlace()
    place.write("package.json", JSON.stringify({ scripts: { test: "node --test" } }))
    place.write("Makefile", "test:\n\ttrue\n")
    place.write("pyproject.toml", "[tool.pytest.ini_options]\n")
    const found = await chooseChecks(place.context(), {
      workspace: place.project,
      checks: { kind: "detect" },
    })
    expect(found).toMatchObject({ kind: "chosen" })
    expect(found.why).toContain("package.json")
    expect(found.why.split("; ").every((why) => why.length > 5)).toBe(true)
  })
})

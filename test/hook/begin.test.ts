import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { announce } from "../../src/hook/announce.ts"
import { chooseChecks } from "../../src/hook/choose-checks.ts"
import { changedGuards, guardedFiles, hashFile } from "../../src/hook/guarded.ts"
import { readHeartbeat } from "../../src/store/heartbeat.ts"
import { readIterationFile } from "../../src/store/iteration.ts"
import { listLoops } from "../../src/store/state-file.ts"
import { addTrust } from "../../src/store/trust.ts"
import { readLoopConfig } from "../../src/verify/loop-config.ts"
import { runningLoop } from "../loop/builders.ts"
import { loopPlace, wantsFixed } from "./loop-place.ts"

const blocked =
  "If you cannot go on without the user, print <blocked>what you need</blocked> alone on its own line."
const work = (ending: string): string =>
  `Work on the task now. Tell the user in one short line that the loop is armed, with its checks and limits. Whenever you stop, the loop runs the checks itself and sends you on until they pass.${ending} Never weaken tests or their configuration. ${blocked}`
const promise = (text: string): string =>
  ` When the task is really complete, print <promise>${text}</promise> alone on its own line and stop.`

describe("what the agent is told when a loop begins", () => {
  it("is the task, the checks and why, the limits, what is red, and how it ends", () => {
    const state = runningLoop({ maxIterations: 7, maxMinutes: 30 })
    expect(announce(state, "named by the user", [], "what failed")).toBe(
      [
        "[for-loop 0/7] The loop is armed (id loop-1).",
        "The task: make the cart tests pass",
        "Checks: `npm test` — named by the user",
        "Limits: 7 iterations, 30 minutes.",
        "Baseline: 2 failing before the work begins.",
        "what failed",
        work(""),
      ].join("\n\n"),
    )
  })

  it("names branch and notes, and asks for the promise where green alone proves nothing", () => {
    const green = { verdict: "green" as const, failing: [], tree: null, head: null }
    const branch = { name: "for-loop/cart", previous: "main" }
    const state = runningLoop({}, { checks: ["npm test", "npm run lint"], baseline: green, branch })
    expect(announce(state, "found", ["A first note.", "A second note."], "")).toBe(
      [
        "[for-loop 0/10] The loop is armed (id loop-1).",
        "The task: make the cart tests pass",
        "Checks: `npm test`, `npm run lint` — found",
        "Limits: 10 iterations, 60 minutes. Branch: for-loop/cart.",
        "A first note.",
        "A second note.",
        "Baseline: all checks pass before the work begins.",
        work(promise("DONE")),
      ].join("\n\n"),
    )
  })

  it("asks for the user's own words in place of the promise, also on a red baseline", () => {
    expect(announce(runningLoop({ completion: "SHIPPED" }), "why", [], "")).toContain(promise("SHIPPED"))
  })

  it("tells an unknown baseline apart from a loop without checks", () => {
    const unknown = { verdict: "unknown" as const, failing: [], tree: null, head: null }
    const line = "Baseline: unknown, the checks did not end in time or could not run."
    expect(announce(runningLoop({}, { baseline: unknown }), "why", [], "")).toContain(
      `\n\n${line}\n\n${work(promise("DONE"))}`,
    )
    const unchecked = announce(
      runningLoop({}, { baseline: unknown, checks: [] }),
      "the user asked for none",
      [],
      "",
    )
    expect(unchecked).toContain("Checks: none (--no-check) — the user asked for none")
    expect(unchecked).not.toContain("Baseline")
  })

  it("says less of the work where the loop goes through phases", () => {
    const told = announce(runningLoop({ phases: true }), "why", [], "")
    expect(told).toContain(
      `This loop works in phases: you are told one after the other what to do. Whenever you stop, the loop measures by itself what you left behind. Never weaken tests or their configuration. ${blocked}`,
    )
    expect(told).not.toContain("Work on the task now")
  })
})

describe("which checks decide about a loop", () => {
  const trusted = async (place: ReturnType<typeof loopPlace>, text: string) => {
    place.write("for-loop.config.json", text)
    return await chooseChecks(place.context(), { workspace: place.project, checks: { kind: "detect" } })
  }

  it("are the user's own, or none when the user wants none", async () => {
    using place = loopPlace()
    const choose = async (checks: Parameters<typeof chooseChecks>[1]["checks"]) =>
      await chooseChecks(place.context(), { workspace: place.project, checks })
    expect(await choose({ kind: "given", commands: ["make", "make lint"] })).toEqual({
      kind: "chosen",
      checks: ["make", "make lint"],
      why: "named by the user",
    })
    expect(await choose({ kind: "none" })).toEqual({
      kind: "chosen",
      checks: [],
      why: "the user asked for none",
    })
  })

  it("S34 are the repository's only once the user approved its very text", async () => {
    using place = loopPlace()
    const text = JSON.stringify({ checks: ["make", "make lint"] })
    expect(await trusted(place, text)).toEqual({
      kind: "refused",
      code: "config-unapproved",
      why: "this repository's for-loop.config.json names the checks `make`, `make lint`, and you have not approved them. Run `for-loop approve` in that folder, or name the checks yourself with --check.",
    })
    const config = readLoopConfig(place.project)
    if (config.kind === "config") addTrust(place.home, place.project, config.hash, place.start)
    expect(await trusted(place, text)).toEqual({
      kind: "chosen",
      checks: ["make", "make lint"],
      why: "from for-loop.config.json, approved by you",
    })
    expect(await trusted(place, `${text}\n`)).toMatchObject({ code: "config-unapproved" })
  })

  it("are refused when the configuration cannot be read, and detected when it names none", async () => {
    using place = loopPlace()
    expect(await trusted(place, "{")).toEqual({
      kind: "refused",
      code: "config-invalid",
      why: expect.stringMatching(/^for-loop\.config\.json .*--check\.$/),
    })
    expect(await trusted(place, JSON.stringify({ checks: [] }))).toMatchObject({ code: "no-check-found" })
  })

  it("S57 are those found in the folder, and a folder without any is refused", async () => {
    using place = loopPlace()
    const choose = async () =>
      await chooseChecks(place.context(), { workspace: place.project, checks: { kind: "detect" } })
    expect(await choose()).toEqual({
      kind: "refused",
      code: "no-check-found",
      why: 'no check was found in this folder, and a loop that nothing can verify never ends well. Name one: --check "npm test" — or say --no-check to trust the agent\'s word.',
    })
    place.write("package.json", JSON.stringify({ scripts: { test: "node --test", lint: "biome check" } }))
    const found = await choose()
    expect(found).toMatchObject({ kind: "chosen", checks: expect.arrayContaining(["npm test"]) })
    expect(found.why.split("; ")).toHaveLength(found.kind === "chosen" ? found.checks.length : 0)
  })
})

describe("a loop that begins", () => {
  it("is running, bound and measured, and keeps the tests as they were", async () => {
    using place = loopPlace()
    const told = await place.say(`/for-loop "fix it" --check '${wantsFixed}'`)
    expect(told).toContain("No checkpoints and no branch: ")
    expect(told).toContain("Baseline: 1 failing before the work begins.")
    expect(told).toContain("nothing is fixed")
    const state = place.state()
    expect(state).toMatchObject({
      status: "running",
      iteration: 0,
      startedAt: place.start,
      branch: null,
      head: null,
      baseline: { verdict: "red", failing: [`check:${wantsFixed}`], head: null, tree: expect.any(String) },
      failing: [`check:${wantsFixed}`],
      flaky: [],
    })
    expect(state.tree).toBe(state.baseline.tree)
    expect(state.lastSpent).toMatchObject({ iteration: 0, inputTokens: null, basis: "unknown" })
    expect(state.lastSpent?.checkMs).toBeLessThan(300_000)
    expect(place.journal()).toEqual([
      `started: ${place.project}: fix it`,
      expect.stringMatching(/^no-git: .+ is not in a git repository\.$/),
      "baseline: red, 1 failing",
    ])
    expect(readHeartbeat(place.home, state.id)).toEqual({ at: place.start, count: 1 })
    const evidence = JSON.parse(readIterationFile(place.home, state.id, 0, "evidence.json") ?? "null")
    expect(evidence).toMatchObject({
      verdict: "red",
      failing: [`check:${wantsFixed}`],
      blocking: [`check:${wantsFixed}`],
      flaky: [],
      delta: { added: [], fixed: [] },
      standing: null,
      notes: [],
      tree: expect.any(String),
      treeAfter: state.tree,
      head: null,
      headAfter: null,
      reused: false,
      integrity: { kind: "intact" },
      claim: { kind: "none" },
      usage: { basis: "unknown" },
      checkpoint: null,
      digest: expect.stringContaining("nothing is fixed"),
    })
    expect(evidence.digest).not.toContain("newly")
    const surface = join(place.home, "loops", state.id, "iterations", "0", "surface.json")
    expect(state.guarded.at(-1)).toEqual({ path: surface, hash: hashFile(surface) })
    expect(state.guarded).toHaveLength(6)
  })

  it("S83 takes the baseline's result again when nothing was changed since", async () => {
    using place = loopPlace()
    const counted = `echo run >> "${place.folder}/runs"; false`
    await place.say(`/for-loop "fix it" --check '${counted}'`)
    const on = await place.stop("I looked around.")
    expect(on).toMatchObject({ kind: "continue" })
    const evidence = JSON.parse(readIterationFile(place.home, place.state().id, 1, "evidence.json") ?? "null")
    expect(evidence).toMatchObject({ reused: true, verdict: "red", checkMs: 0 })
    expect(evidence.treeAfter).toBe(evidence.tree)
    place.write("new.txt", "")
    await place.stop("I changed something.")
    const later = JSON.parse(readIterationFile(place.home, place.state().id, 2, "evidence.json") ?? "null")
    expect(later).toMatchObject({ reused: false })
    expect(later.tree).not.toBe(evidence.tree)
  })

  it("says that all checks pass, or that it is not known", async () => {
    using green = loopPlace()
    expect(await green.say(`/for-loop "fix it" --check "true"`)).toContain(
      "Baseline: all checks pass before the work begins.",
    )
    expect(green.state().baseline).toMatchObject({ verdict: "green", failing: [] })
    expect(green.journal().at(-1)).toBe("baseline: green, 0 failing")
    using unknown = loopPlace()
    expect(await unknown.say(`/for-loop "fix it" --check "no-such-program-here"`)).toContain(
      "Baseline: unknown",
    )
    expect(unknown.state().baseline).toMatchObject({ verdict: "unknown", failing: [] })
    expect(unknown.state().failing).toEqual([])
    using unchecked = loopPlace()
    await unchecked.say(`/for-loop "fix it" --no-check`)
    expect(unchecked.state().baseline).toMatchObject({ verdict: "unknown" })
    expect(readIterationFile(unchecked.home, unchecked.state().id, 0, "evidence.json")).toBeNull()
  })

  it("is refused in one sentence, and leaves nothing behind", async () => {
    using place = loopPlace()
    expect(await place.say('/for-loop "fix it"')).toMatch(
      /^\[for-loop\] The loop was not started: no check was found/,
    )
    expect(listLoops(place.home)).toEqual([])
  })

  it("works without the gate where the tests cannot be recorded, and says so in the journal", async () => {
    using place = loopPlace()
    const state = place.loop({}, { checks: ["true"] })
    const folder = join(place.home, "loops", state.id, "iterations")
    mkdirSync(folder, { recursive: true })
    const { keepSurface } = await import("../../src/hook/gate.ts")
    writeFileSync(join(folder, "0"), "")
    expect(await keepSurface(place.context(), state, [])).toEqual({
      guarded: state.guarded,
      events: [
        {
          kind: "no-gate",
          detail: expect.stringMatching(/^the test surface could not be recorded: .*in its way/),
        },
      ],
    })
  })
})

describe("files that a loop guards", () => {
  it("S35 are its configuration and our own hook; a change, a removal and a new one are seen", () => {
    using place = loopPlace()
    const context = place.context()
    mkdirSync(join(context.pluginFolder, "hooks"), { recursive: true })
    const hook = join(context.pluginFolder, "hooks", "hook.cjs")
    writeFileSync(hook, "the hook")
    const guarded = guardedFiles(context, place.project)
    expect(guarded.map(({ path }) => path)).toEqual([
      join(place.project, "for-loop.config.json"),
      ...["hooks.json", "plugin.json", "hooks/for-loop-hook", "hooks/hook.cjs"].map((name) =>
        join(context.pluginFolder, name),
      ),
    ])
    expect(guarded.map(({ hash }) => hash)).toEqual([
      null,
      null,
      null,
      null,
      expect.stringMatching(/^8:\w+$/),
    ])
    const state = runningLoop({}, { guarded })
    expect(changedGuards(state)).toEqual([])
    writeFileSync(hook, "the hack")
    place.write("for-loop.config.json", "{}")
    expect(changedGuards(state)).toEqual([join(place.project, "for-loop.config.json"), hook])
  })
})

import { existsSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { deltaOf } from "../../src/verify/delta.ts"
import {
  type ConfirmedFlips,
  type ConfirmFlips,
  confirmFlips,
  type Flip,
  flipsOf,
} from "../../src/verify/flaky.ts"
import { runChecks } from "../../src/verify/run-checks.ts"
import { failingOf } from "../../src/verify/verdict.ts"
import { fileTree } from "./file-tree.ts"
import { flakyProjects } from "./flaky-projects.ts"

const outside = fileTree({}, "flaky logs ")
const trees = [outside]
afterAll(() => {
  for (const tree of trees) tree.remove()
})

describe("confirming flips on real runners", () => {
  for (const [name, present, project] of flakyProjects) {
    const title = `S82 tells a test of ${name} that flips at the same tree from one really fixed or broken`
    it.skipIf(!present)(
      `${title} (needs its tool)`,
      async () => {
        const counter = join(outside.path, `counter of ${name}`)
        const { files, check, ids } = project(counter)
        const tree = newTree({ value: "1", ...files })
        if (name.startsWith("vitest")) {
          symlinkSync(
            join(import.meta.dirname, "../../node_modules"),
            join(tree.path, "node_modules"),
            "junction",
          )
        }
        const before = await run(tree.path, check, name)
        expect(failingOf(before)).toEqual([ids.flip, ids.repaired].sort())
        writeFileSync(join(tree.path, "value"), "2")
        const after = await run(tree.path, check, name)
        const delta = deltaOf({ results: after, previous: failingOf(before), baseline: null, flaky: [] })
        const flips = flipsOf(
          delta,
          after,
          before.flatMap((result) => result.failures),
        )
        expect(flips.map((flip) => [flip.id, flip.from])).toEqual([
          [ids.broken, "green"],
          ...[ids.flip, ids.repaired].sort().map((id) => [id, "red"]),
        ])

        const confirmed = await confirm(tree.path, name, { flips, results: after })
        expect(confirmed).toMatchObject({ flaky: [ids.flip], unproven: [], runs: 6 })
        expect(confirmed.confirmed).toEqual([ids.broken, ids.repaired].sort())
        expect(existsSync(join(outside.path, name, "rerun-6.log"))).toBe(true)
      },
      120_000,
    )
  }
})

describe("confirming flips", () => {
  const tests = [
    'const { test } = require("node:test"), assert = require("node:assert"), fs = require("node:fs")',
    'const value = fs.readFileSync(__dirname + "/value", "utf8")',
    "let ready = false",
    'test("prepares", () => { ready = true })',
    'test("leans on the one before", () => assert.ok(ready && value === "2"))',
    'if (value === "1") test("is deleted", () => assert.fail("no"))',
    'test("outer", async (t) => { await t.test("inner", () => assert.equal(value, "2")) })',
  ].join("\n")

  it("S82 says of a test that depends on its neighbours just that, and does not call it flaky", async () => {
    const { flips, results, path } = await flipped({ "a.test.js": tests, value: "1" })
    const confirmed = await confirm(path, "neighbours", { flips: flips.filter(named("leans")), results })
    expect(confirmed).toMatchObject({ flaky: [], confirmed: ["a.test.js > leans on the one before"] })
    expect(confirmed.notes).toEqual([
      "a.test.js > leans on the one before fails when it runs alone: it depends on the tests around it.",
    ])
  })

  it("proves nothing by a rerun that finds no such test", async () => {
    const { flips, results, path } = await flipped({ "a.test.js": tests, value: "1" })
    const confirmed = await confirm(path, "deleted", { flips: flips.filter(named("deleted")), results })
    expect(confirmed).toMatchObject({ flaky: [], confirmed: [], unproven: ["a.test.js > is deleted"] })
    expect(confirmed.runs).toBeGreaterThan(0)
  })

  it("reruns the file of a test that no filter reaches", async () => {
    const { flips, results, path } = await flipped({ "a.test.js": tests, value: "1" })
    const confirmed = await confirm(path, "inner", { flips: flips.filter(named("inner")), results })
    expect(confirmed).toMatchObject({ confirmed: ["a.test.js > outer > inner"], unproven: [] })
  })

  it("reruns the whole check, once a round for all tests, where no runner is known", async () => {
    const script = [
      'const fs = require("node:fs"), n = Number(fs.existsSync(process.argv[2]) && fs.readFileSync(process.argv[2], "utf8"))',
      "fs.writeFileSync(process.argv[2], String(n + 1))",
      'const ok = n % 2 ? "ok" : "not ok", steady = fs.readFileSync("value", "utf8") === "2" ? "ok" : "not ok"',
      'console.log("TAP version 13\\n1..2\\n" + ok + " 1 - flips\\n" + steady + " 2 - steady")',
      "process.exitCode = ok === steady && n % 2 ? 0 : 1",
    ].join("\n")
    const counter = join(outside.path, "tap counter").replaceAll("\\", "/")
    const { flips, results, path } = await flipped(
      { "tap.js": script, value: "1" },
      `node tap.js "${counter}"`,
    )
    expect(flips.map((flip) => flip.id)).toEqual(["flips", "steady"])
    const confirmed = await confirm(path, "whole", { flips, results })
    expect(confirmed).toMatchObject({ flaky: ["flips"], confirmed: ["steady"], runs: 2 })
  })

  it("S82 does not rerun what turned in masses: that is an edit, not chance", async () => {
    const body =
      'for (let i = 0; i < 11; i++) require("node:test")("t" + i, () => { if (require("fs").readFileSync(__dirname + "/value", "utf8") === "1") throw 1 })'
    const { flips, results, path } = await flipped({ "a.test.js": body, value: "1" })
    const confirmed = await confirm(path, "masses", { flips, results })
    expect(confirmed).toMatchObject({ flaky: [], confirmed: [], runs: 0 })
    expect(confirmed.unproven).toHaveLength(11)
    expect(confirmed.notes).toEqual([
      "11 tests turned green at once, so they were not rerun: that many do not flip by chance.",
    ])
  })

  it("starts nothing after its deadline or a cancel, and then claims nothing", async () => {
    const { flips, results, path } = await flipped({ "a.test.js": tests, value: "1" })
    const unproven = { flaky: [], confirmed: [], runs: 0, unproven: flips.map((flip) => flip.id).sort() }
    expect(await confirm(path, "late", { flips, results, deadline: Date.now() })).toMatchObject(unproven)
    expect(await confirm(path, "cancelled", { flips, results, signal: AbortSignal.abort() })).toMatchObject(
      unproven,
    )
  })

  it("leaves alone what cannot flip by chance: compilers, linters, files that do not load, checks as a whole", async () => {
    const classes = ["syntax", "missing-module", "type", "lint"] as const
    const failures = classes.map((name) => ({
      id: name,
      suite: "",
      file: null,
      line: null,
      class: name,
      message: "",
      expected: null,
      actual: null,
      frame: null,
    }))
    expect(flipsOf({ added: ["check:make", "unknown"], fixed: [...classes] }, [], failures)).toEqual([
      { id: "unknown", from: "green", failure: null },
    ])
  })
})

let rounds = 0
async function run(workspace: string, check: string, name: string) {
  return await runChecks({
    checks: [check],
    workspace,
    env: process.env,
    timeoutMs: 100_000,
    deadline: Date.now() + 100_000,
    directory: join(outside.path, `${name} ${++rounds}`),
  })
}

async function confirm(
  workspace: string,
  name: string,
  more: Pick<ConfirmFlips, "flips" | "results"> & Partial<ConfirmFlips>,
): Promise<ConfirmedFlips> {
  return await confirmFlips({
    workspace,
    env: process.env,
    timeoutMs: 100_000,
    deadline: Date.now() + 100_000,
    directory: join(outside.path, name),
    ...more,
  })
}

/** A project before and after `value` became 2, with the flips between the two runs. */
async function flipped(files: Record<string, string>, check = "node --test") {
  const { path } = newTree(files)
  const before = await run(path, check, "before")
  writeFileSync(join(path, "value"), "2")
  const results = await run(path, check, "after")
  const delta = deltaOf({ results, previous: failingOf(before), baseline: null, flaky: [] })
  return {
    path,
    results,
    flips: flipsOf(
      delta,
      results,
      before.flatMap((result) => result.failures),
    ),
  }
}

function newTree(files: Record<string, string>) {
  const tree = fileTree(files, "flaky ")
  trees.push(tree)
  return tree
}

function named(part: string): (flip: Flip) => boolean {
  return (flip) => flip.id.includes(part)
}

import { describe, expect, it } from "vitest"
import type { CheckResult } from "../../src/loop/evidence.ts"
import { deltaOf } from "../../src/verify/delta.ts"
import { ranOf } from "../../src/verify/delta-proof.ts"
import { checkResult, failed } from "./check-results.ts"

const counts = { passed: 4, failed: 1, skipped: 0 }

function red(command: string, ids: readonly string[], more: Partial<CheckResult> = {}): CheckResult {
  return checkResult({ command, end: "failed", failures: ids.map((id) => failed(id)), counts, ...more })
}

function delta(results: readonly CheckResult[], previous: string[], more = {}) {
  return deltaOf({ results, previous, baseline: previous, flaky: [], ...more })
}

describe("delta towards the last Stop", () => {
  it("tells new, still failing and fixed tests apart", () => {
    expect(delta([red("npm test", ["a", "b"])], ["b", "c"])).toMatchObject({
      added: ["a"],
      still: ["b"],
      fixed: ["c"],
      unproven: [],
    })
  })

  it("knows a test again after it moved to another line", () => {
    const results = [red("npm test", []), checkResult({})]
    const moved = { ...results[0], failures: [failed("a.test.ts > sums", { line: 90 })] }
    expect(delta([{ ...red("npm test", []), ...moved }], ["a.test.ts > sums"])).toMatchObject({
      added: [],
      still: ["a.test.ts > sums"],
    })
  })

  const hidden: [string, CheckResult][] = [
    ["the check ran into its limit", red("npm test", ["a"], { end: "timeout" })],
    ["the check was killed and named nothing", checkResult({ end: "killed" })],
    ["the check named nothing", checkResult({ end: "failed" })],
    ["a file does not load", red("npm test", [], { failures: [failed("x", { class: "syntax" })] })],
    ["an import is missing", red("npm test", [], { failures: [failed("x", { class: "missing-module" })] })],
    ["pytest stops at its first failure", red("pytest -x", ["a"])],
    ["jest stops early", red("jest --bail=2", ["a"])],
    ["go stops early", red("go test -failfast ./...", ["a"])],
    ["cargo does not go on to the next target", red("cargo test", ["a"])],
    [
      "types are wrong, so the tests behind them did not start",
      red("tsc && vitest run", [], {
        failures: [failed("src/a.ts > TS2322 no", { class: "type" })],
        counts: null,
      }),
    ],
    [
      "a script failed before its tests",
      red("npm test", [], { failures: [failed("src/a.ts > TS2322 no", { class: "type" })], counts: null }),
    ],
  ]
  it.each(hidden)("S73 does not call a test fixed that is no longer reported because %s", (_why, result) => {
    expect(delta([result], ["test/z.test.ts > z"])).toMatchObject({
      fixed: [],
      unproven: ["test/z.test.ts > z"],
      repaired: [],
    })
  })

  it("calls it fixed when the run stopped nowhere", () => {
    for (const result of [red("cargo test --no-fail-fast", ["a"]), red("pytest", ["a"]), checkResult({})]) {
      expect(delta([result], ["z"])).toMatchObject({ fixed: ["z"], unproven: [] })
    }
  })

  it("calls a compiler's finding fixed while others are left", () => {
    const left = red("npm run types", [], {
      failures: [failed("src/a.ts > TS2322 no", { class: "type" })],
      counts: null,
    })
    expect(delta([left], ["src/b.ts > TS2304 who"])).toMatchObject({ fixed: ["src/b.ts > TS2304 who"] })
    const lint = red("npx eslint .", [], {
      failures: [failed("src/a.js > no-undef x", { class: "lint" })],
      counts: null,
    })
    expect(delta([lint], ["src/b.js > something in words"])).toMatchObject({
      fixed: ["src/b.js > something in words"],
    })
  })

  it("S73 does not call a test fixed that no report saw running, although everything passed", () => {
    const ran = ["test/a.test.ts > a", "test/b.test.ts > b"]
    const previous = [
      "test/a.test.ts > a",
      "test/a.test.ts > deleted",
      "test/gone.test.ts > x",
      "src/a.ts > TS1 no",
    ]
    expect(delta([checkResult({ ran })], previous)).toMatchObject({
      fixed: ["test/a.test.ts > a", "src/a.ts > TS1 no"],
      unproven: ["test/a.test.ts > deleted", "test/gone.test.ts > x"],
    })
  })
})

describe("tests that ran", () => {
  it("S25 are those of all checks, unless one may have run tests without naming them", () => {
    const named = checkResult({ command: "npm test", ran: ["b", "a"] })
    const other = checkResult({ command: "pytest", ran: ["c", "a"] })
    const types = checkResult({ command: "npx tsc --noEmit", ran: null })
    expect(ranOf([named, other, types])).toEqual(["a", "b", "c"])
    expect(ranOf([named, checkResult({ command: "go test ./...", ran: null })])).toBeNull()
  })
})

describe("standing towards the baseline", () => {
  const cases: [string, string[], string[], string[]][] = [
    ["clean", [], ["old"], []],
    ["clean", [], [], []],
    ["clean", ["flip"], ["old"], ["flip"]],
    ["regressed", ["old", "mine"], ["old"], []],
    ["regressed", ["mine"], ["old"], []],
    ["baseline-broken", ["old", "older"], ["old", "older"], []],
    ["baseline-broken", ["old"], ["flip", "old"], ["flip"]],
    ["fixed-baseline", ["old"], ["old", "older"], []],
  ]
  it.each(cases)("S80 is %s with %j failing and %j before", (standing, failing, baseline, flaky) => {
    const results = [failing.length === 0 ? checkResult({}) : red("npm test", failing)]
    expect(deltaOf({ results, previous: [], baseline, flaky }).standing).toBe(standing)
  })

  it("S80 lists old failures apart from those of the loop", () => {
    const given = deltaOf({
      results: [red("npm test", ["old", "mine"])],
      previous: ["mine"],
      baseline: ["old"],
      flaky: [],
    })
    expect(given).toMatchObject({
      preexisting: ["old"],
      regressions: ["mine"],
      added: ["old"],
      still: ["mine"],
    })
  })

  it("counts a check that did not run as a regression, never as clean", () => {
    const given = deltaOf({
      results: [checkResult({ end: "not-run" })],
      previous: [],
      baseline: [],
      flaky: [],
    })
    expect(given).toMatchObject({ standing: "regressed", regressions: ["check:npm test"] })
  })

  it("S82 counts a flaky test neither as fixed nor as regressed", () => {
    const up = deltaOf({
      results: [checkResult({})],
      previous: ["flip"],
      baseline: ["flip"],
      flaky: ["flip"],
    })
    expect(up).toMatchObject({ fixed: [], unproven: [], repaired: [], flaky: [], standing: "clean" })
    const down = deltaOf({
      results: [red("npm test", ["flip"])],
      previous: [],
      baseline: [],
      flaky: ["flip"],
    })
    expect(down).toMatchObject({ added: [], regressions: [], flaky: ["flip"], standing: "clean" })
  })
})

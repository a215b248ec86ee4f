import { describe, expect, it } from "vitest"
import type { CheckEnd, CheckResult, Verdict } from "../../src/loop/evidence.ts"
import { failingOf, verdictOf } from "../../src/verify/verdict.ts"
import { checkResult, failed } from "./check-results.ts"

const ended = (end: CheckEnd, ids: string[] = []): CheckResult =>
  checkResult({ command: `run ${end}`, end, failures: ids.map((id) => failed(id)) })

describe("verdictOf", () => {
  it.each<[Verdict, CheckResult[]]>([
    ["unchecked", []],
    ["green", [ended("passed")]],
    ["green", [ended("passed"), ended("passed")]],
    ["red", [ended("passed"), ended("failed")]],
    ["red", [ended("failed"), ended("timeout")]],
    ["red", [ended("timeout", ["a"])]],
    ["inconclusive", [ended("timeout")]],
    ["inconclusive", [ended("passed"), ended("killed")]],
    ["inconclusive", [ended("infrastructure")]],
    ["inconclusive", [ended("passed"), ended("not-run")]],
  ])("is %s for %#", (verdict, results) => {
    expect(verdictOf(results)).toBe(verdict)
  })

  it.each<CheckEnd>(["failed", "timeout", "killed", "infrastructure", "not-run"])(
    "S70 is never green with a check that ended as %s",
    (end) => {
      expect(verdictOf([ended("passed"), ended(end)])).not.toBe("green")
    },
  )
})

describe("failingOf", () => {
  it("is the sorted set of ids over all checks", () => {
    expect(failingOf([ended("failed", ["b", "a"]), ended("failed", ["b", "c"])])).toEqual(["a", "b", "c"])
  })

  it.each<CheckEnd>(["failed", "timeout", "killed", "infrastructure", "not-run"])(
    "names the check itself when it ended as %s and named nothing",
    (end) => {
      expect(failingOf([ended(end)])).toEqual([`check:run ${end}`])
    },
  )

  it("is empty when everything passed, whatever a report claims", () => {
    expect(failingOf([ended("passed", ["left over"])])).toEqual([])
  })
})

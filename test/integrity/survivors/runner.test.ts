import { describe, expect, test } from "vitest"
import { told } from "../told.ts"
import type { Files } from "../workspace.ts"

/** What is told of a class between these files. */
function of(what: string, before: Files, after: Files): string[] {
  return told(before, after)
    .filter((line) => line.split(" ")[1] === what)
    .map((line) => line.replace(/^(\S+) \S+ /, "$1 "))
}

describe("an end of the process with success", () => {
  const exit = "process.exit(0)\n"
  const patched = (path: string, text: string, before = "\n") =>
    of("patched-runner", { [path]: before }, { [path]: text })

  test.each([
    ["test/page.golden", exit],
    ["test/data/page.txt", exit],
    ["for-loop.config.json", `{ "checks": ["node -e 'process.exit(0)'"] }`],
    [".github/workflows/ci.yml", "- run: node -e 'process.exit(0)'\n"],
  ])("is none where nothing is run from: %s", (path, text) => expect(patched(path, text)).toEqual([]))

  test.each([
    ["src/run.ts", `#!/usr/bin/env node\n${exit}`],
    ["src/run.ts", `parse(process.argv)\n${exit}`],
    ["src/bin/run.ts", exit],
    ["script/run.ts", exit],
    ["src/cmd.ts", exit],
  ])("is usual in a program of its own: %s", (path, text) => expect(patched(path, text)).toEqual([]))

  test.each([
    ["a source", "src/run.ts", `// see #!\n${exit}`],
    ["a test that reads its arguments", "test/a.test.ts", `const [name] = process.argv\n${exit}`],
  ])("is told in %s", (_, path, text) =>
    expect(patched(path, text)).toEqual([
      `high ${path}:2 New code ends the process with success. |  | process.exit(0)`,
    ]),
  )

  test("is no excuse for other patches of a program", () =>
    expect(patched("src/cli/run.ts", "import { expect } from 'vitest'\nexpect.toBe = fake\n")).toHaveLength(
      1,
    ))
})

describe("a callback that changes results", () => {
  const callback = "export const handler = { onTestResult(test, result) { result.status = 'passed' } }\n"
  const load = "export const handler = { onEnd(test, result) { result.status = 'passed' } }\n"
  const told = (path: string, text: string) => of("patched-runner", { [path]: "\n" }, { [path]: text })
  test.each([
    ["a source that speaks of a runner", "src/a.ts", `// for vitest\n${load}`],
    ["a source that observes tests", "src/a.ts", callback],
    ["a source that is named a reporter", "src/report/own-reporter-lib/a.ts", load],
    ["a helper of the tests", "test/support/a.ts", load],
  ])("is told in %s", (_, path, text) => expect(told(path, text)).toHaveLength(1))

  test("is none in a program that says nothing of a runner", () => expect(told("src/a.ts", load)).toEqual([]))
})

describe("limits", () => {
  const raised = (before: Files, after: Files) => of("limit", before, after)
  const wait = (ms: number) => `jest.setTimeout(${ms})\n`
  const test1 = `it("a", () => { expect(f(5)).toBe(6) })\n`

  test.each<[string, Files, Files]>([
    ["of a source", { "src/a.ts": "\n" }, { "src/a.ts": wait(60_000) }],
    ["of a new test file", {}, { "a.test.ts": wait(60_000) + test1 }],
    ["that were there", { "a.test.ts": wait(60_000) }, { "a.test.ts": wait(60_000) + test1 }],
    ["that are the usual ones", { "a.test.ts": test1 }, { "a.test.ts": wait(5000) + test1 }],
    [
      "that never retry",
      { "a.test.ts": `it("a", () => {})` },
      { "a.test.ts": `it("a", { retry: 0 }, () => {})` },
    ],
  ])("%s are no finding", (_, before, after) => expect(raised(before, after)).toEqual([]))

  test("of a file are told by the highest", () => {
    const line = "medium a.test.ts:1 A time-out was raised. |  | jest.setTimeout(60000) (60000)"
    const other = "vi.setConfig({ testTimeout: 7000 })\n"
    expect(raised({ "a.test.ts": test1 }, { "a.test.ts": wait(60_000) + other + test1 })).toEqual([line])
    expect(raised({ "a.test.ts": test1 }, { "a.test.ts": other + wait(60_000) + test1 })).toEqual([
      line.replace(":1", ":2"),
    ])
  })

  test("of a new set-up are told", () =>
    expect(raised({}, { "test/setup.ts": wait(60_000) })).toHaveLength(1))

  test("of two tests are told for each of them", () => {
    const tests = (time: string) => `it("a", () => { f(1) }${time})\nit("b", () => { f(2) }${time})\n`
    expect(raised({ "a.test.ts": tests("") }, { "a.test.ts": tests(", 9000") })).toHaveLength(2)
  })

  test("are those of the file's own language, whatever else its name says", () =>
    expect(raised({ "a.go.test.ts": test1 }, { "a.go.test.ts": wait(9000) + test1 })).toHaveLength(1))
})

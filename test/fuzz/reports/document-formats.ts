import type { RunTest, TestRun } from "./test-run.ts"

const workspace = "/home/dev/shop"
const statusOf = (test: RunTest, skipped = "skipped") => (test.outcome === "skipped" ? skipped : test.outcome)
const of = (run: TestRun, outcome: RunTest["outcome"]) => run.filter((test) => test.outcome === outcome)
const xml = (text: string) => text.replace(/[&<>"]/g, (it) => `&#${it.charCodeAt(0)};`)
const lines = (values: readonly unknown[]) => values.map((value) => `${JSON.stringify(value)}\n`).join("")
const at = (test: RunTest) =>
  `Error: ${test.message}\n    at Object.<anonymous> (${workspace}/${test.file}:${test.line}:4)`

/** Reports that are documents: a run as each format writes it. */
export const documentFormats = {
  junit: (run: TestRun) =>
    `<?xml version="1.0"?>\n<testsuites>\n${run
      .map((test) => {
        const inner = {
          passed: "",
          skipped: "<skipped/>",
          failed: `<failure message="${xml(test.message)}">${xml(at(test))}</failure>`,
        }
        return `<testsuite name="${xml(test.suite)}"><testcase classname="${xml(test.suite)}" name="${xml(test.name)}" file="${xml(test.file)}">${inner[test.outcome]}</testcase></testsuite>`
      })
      .join("\n")}\n</testsuites>\n`,
  ctrf: (run: TestRun) =>
    JSON.stringify({
      results: {
        tool: { name: "any" },
        summary: { tests: run.length },
        tests: run.map((test) => ({
          name: test.name,
          suite: [test.suite],
          status: statusOf(test),
          filePath: test.file,
          message: test.message,
          trace: at(test),
          line: test.line,
        })),
      },
    }),
  "jest-json": (run: TestRun) =>
    JSON.stringify({
      numTotalTests: run.length,
      testResults: run.map((test) => ({
        name: `${workspace}/${test.file}`,
        status: test.outcome,
        assertionResults: [
          {
            ancestorTitles: [test.suite],
            title: test.name,
            status: statusOf(test, "pending"),
            failureMessages: test.outcome === "failed" ? [at(test)] : [],
          },
        ],
      })),
    }),
  "mocha-json": (run: TestRun) => {
    const told = (test: RunTest) => ({
      title: test.name,
      fullTitle: `${test.suite} ${test.name}`,
      file: `${workspace}/${test.file}`,
      err: { message: test.message, stack: at(test) },
    })
    return JSON.stringify(
      {
        stats: { tests: run.length },
        passes: of(run, "passed").map(told),
        failures: of(run, "failed").map(told),
        pending: of(run, "skipped").map(told),
      },
      null,
      2,
    )
  },
  "rspec-json": (run: TestRun) =>
    JSON.stringify({
      version: "3.12.0",
      examples: run.map((test) => ({
        description: test.name,
        full_description: `${test.suite} ${test.name}`,
        status: statusOf(test, "pending"),
        file_path: `./${test.file}`,
        line_number: test.line,
        exception:
          test.outcome === "failed"
            ? {
                class: "RuntimeError",
                message: test.message,
                backtrace: [`${workspace}/${test.file}:${test.line}:in \`x'`],
              }
            : undefined,
      })),
      summary: {
        example_count: run.length,
        failure_count: of(run, "failed").length,
        pending_count: of(run, "skipped").length,
      },
      summary_line: `${run.length} examples`,
    }),
  "libtest-json": (run: TestRun) =>
    lines([
      { type: "suite", event: "started", test_count: run.length },
      ...run.flatMap((test) => [
        { type: "test", event: "started", name: `${test.suite}::${test.name}` },
        {
          type: "test",
          name: `${test.suite}::${test.name}`,
          event: { passed: "ok", failed: "failed", skipped: "ignored" }[test.outcome],
          stdout: `thread panicked at ${test.file}:${test.line}:5:\n${test.message}\n`,
        },
      ]),
      {
        type: "suite",
        event: "failed",
        passed: of(run, "passed").length,
        failed: of(run, "failed").length,
        ignored: of(run, "skipped").length,
        measured: 0,
        filtered_out: 0,
      },
    ]),
  "go-test-json": (run: TestRun) =>
    lines([
      ...run.flatMap(({ name, outcome, file, line, message }) => {
        const test = `Test_${name}`
        const what = { passed: "PASS", failed: "FAIL", skipped: "SKIP" }[outcome]
        return [
          { Action: "run", Package: "shop/cart", Test: test },
          { Action: "output", Package: "shop/cart", Test: test, Output: `=== RUN   ${test}\n` },
          { Action: "output", Package: "shop/cart", Test: test, Output: `    ${file}:${line}: ${message}\n` },
          { Action: "output", Package: "shop/cart", Test: test, Output: `--- ${what}: ${test} (0.00s)\n` },
          {
            Action: { passed: "pass", failed: "fail", skipped: "skip" }[outcome],
            Package: "shop/cart",
            Test: test,
            Elapsed: 0,
          },
        ]
      }),
      { Action: "output", Package: "shop/cart", Output: "FAIL\tshop/cart\t0.012s\n" },
      { Action: "fail", Package: "shop/cart", Elapsed: 0.012 },
    ]),
}

import type { RunTest, TestRun } from "./test-run.ts"

const count = (run: TestRun, outcome: RunTest["outcome"]) =>
  run.filter((test) => test.outcome === outcome).length
const each = (run: TestRun, tell: (test: RunTest, index: number) => string) => run.map(tell).join("")
const failed = (run: TestRun) => run.filter((test) => test.outcome === "failed")
const id = ({ suite, name }: RunTest) => `${suite}::${name}`
const totals = (run: TestRun) => ({
  p: count(run, "passed"),
  f: count(run, "failed"),
  s: count(run, "skipped"),
  all: run.length,
})

/** What runners of tests print: a run as each would tell of it. */
export const testFormats = {
  tap: (run: TestRun) =>
    `TAP version 13\n${each(run, (test, i) => {
      const point = `${i + 1} - ${test.name}`
      if (test.outcome !== "failed") return `ok ${point}${test.outcome === "skipped" ? " # SKIP" : ""}\n`
      return `not ok ${point}\n  ---\n  message: '${test.message}'\n  severity: fail\n  at: ${test.file}:${test.line}\n  ...\n`
    })}1..${run.length}\n`,
  "go-test": (run: TestRun) =>
    `${each(run, ({ name, outcome, file, line, message }) => {
      const what = { passed: "PASS", failed: "FAIL", skipped: "SKIP" }[outcome]
      const body = outcome === "failed" ? `    ${file.replace(/\.js$/, ".go")}:${line}: ${message}\n` : ""
      return `=== RUN   Test_${name}\n${body}--- ${what}: Test_${name} (0.00s)\n`
    })}FAIL\nFAIL\tshop/cart\t0.012s\nFAIL\n`,
  cargo: (run: TestRun) => {
    const { p, f, s, all } = totals(run)
    const word = { passed: "ok", failed: "FAILED", skipped: "ignored" }
    return `     Running unittests src/lib.rs (target/debug/deps/shop-0123456789abcdef)\n\nrunning ${all} tests\n${each(run, (test) => `test ${id(test)} ... ${word[test.outcome]}\n`)}\nfailures:\n\n${each(failed(run), (test) => `---- ${id(test)} stdout ----\n\nthread '${id(test)}' panicked at ${test.file}:${test.line}:5:\n${test.message}\n\n`)}\nfailures:\n${each(failed(run), (test) => `    ${id(test)}\n`)}\ntest result: FAILED. ${p} passed; ${f} failed; ${s} ignored; 0 measured; 0 filtered out; finished in 0.00s\n`
  },
  nextest: (run: TestRun) => {
    const { p, f, s, all } = totals(run)
    const word = { passed: "PASS", failed: "FAIL", skipped: "SKIP" }
    return `${each(run, (test) => `        ${word[test.outcome]} [   0.003s] shop ${id(test)}\n`)}────────────\n     Summary [   0.012s] ${all - s} tests run: ${p} passed, ${f} failed, ${s} skipped\n`
  },
  pytest: (run: TestRun) => {
    const { p, f, s } = totals(run)
    const name = (test: RunTest) => `${test.file.replace(/\.js$/, ".py")}::test_${test.name}`
    return `============================= test session starts ==============================\ncollected ${run.length} items\n\n=================================== FAILURES ===================================\n${each(failed(run), (test) => `_________________________________ test_${test.name} _________________________________\n\nE       AssertionError: ${test.message}\n\n${test.file}:${test.line}: AssertionError\n`)}=========================== short test summary info ============================\n${each(failed(run), (test) => `FAILED ${name(test)} - AssertionError: ${test.message}\n`)}========================= ${f} failed, ${p} passed, ${s} skipped in 0.12s =========================\n`
  },
  vitest: (run: TestRun) => {
    const { p, f, s, all } = totals(run)
    return `\n RUN  v4.1.12 /home/dev/shop\n\n⎯⎯⎯⎯⎯⎯⎯ Failed Tests ${f} ⎯⎯⎯⎯⎯⎯⎯\n\n${each(failed(run), (test) => ` FAIL  ${test.file} > ${test.suite} > ${test.name}\nAssertionError: ${test.message}\n ❯ ${test.file}:${test.line}:4\n\n⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯[1/${f}]⎯\n\n`)}\n Test Files  1 failed (1)\n      Tests  ${f} failed | ${p} passed | ${s} skipped (${all})\n   Start at  10:00:00\n   Duration  300ms\n`
  },
  jest: (run: TestRun) => {
    const { p, f, s, all } = totals(run)
    return `${each(failed(run), (test) => `FAIL ${test.file}\n  ● ${test.suite} › ${test.name}\n\n    ${test.message}\n\n      at Object.<anonymous> (${test.file}:${test.line}:4)\n\n`)}Test Suites: 1 failed, 1 total\nTests:       ${f} failed, ${s} skipped, ${p} passed, ${all} total\nSnapshots:   0 total\nTime:        0.3 s\n`
  },
  mocha: (run: TestRun) => {
    const { p, f, s } = totals(run)
    return `\n\n  ${p} passing (4ms)\n  ${s} pending\n  ${f} failing\n\n${each(failed(run), (test, i) => `  ${i + 1}) ${test.suite}\n       ${test.name}:\n     Error: ${test.message}\n      at Context.<anonymous> (${test.file}:${test.line}:4)\n\n`)}`
  },
  "node-spec": (run: TestRun) => {
    const { p, f, s, all } = totals(run)
    const mark = { passed: "✔", failed: "✖", skipped: "﹣" }
    return `${each(run, (test) => `${mark[test.outcome]} ${test.name} (0.5ms)${test.outcome === "skipped" ? " # SKIP" : ""}\n`)}ℹ tests ${all}\nℹ suites 0\nℹ pass ${p}\nℹ fail ${f}\nℹ cancelled 0\nℹ skipped ${s}\nℹ todo 0\nℹ duration_ms 50\n\n✖ failing tests:\n\n${each(failed(run), (test) => `test at ${test.file}:${test.line}:1\n✖ ${test.name} (0.5ms)\n  AssertionError [ERR_ASSERTION]: ${test.message}\n      at TestContext.<anonymous> (file:///home/dev/shop/${test.file}:${test.line}:4)\n\n`)}`
  },
  rspec: (run: TestRun) => {
    const { f, s, all } = totals(run)
    return `\nFailures:\n\n${each(failed(run), (test, i) => `  ${i + 1}) ${test.suite} ${test.name}\n     Failure/Error: expect(1).to eq 2\n\n       ${test.message}\n     # ./${test.file}:${test.line}:in 'block'\n\n`)}Finished in 0.01 seconds (files took 0.1 seconds to load)\n${all} examples, ${f} failures, ${s} pending\n\nFailed examples:\n\n${each(failed(run), (test) => `rspec ./${test.file}:${test.line} # ${test.suite} ${test.name}\n`)}`
  },
  phpunit: (run: TestRun) => {
    const { f, s, all } = totals(run)
    return `PHPUnit 9.6.7 by Sebastian Bergmann and contributors.\n\nThere were ${f} failures:\n\n${each(failed(run), (test, i) => `${i + 1}) ${id(test)}\n${test.message}\n\n/home/dev/shop/${test.file}:${test.line}\n\n`)}FAILURES!\nTests: ${all}, Assertions: ${all}, Failures: ${f}, Skipped: ${s}.\n`
  },
  maven: (run: TestRun) => {
    const { f, s, all } = totals(run)
    const sum = `Tests run: ${all}, Failures: ${f}, Errors: 0, Skipped: ${s}`
    return `[INFO] Running dev.shop.CartTest\n[ERROR] ${sum}, Time elapsed: 0.05 s <<< FAILURE! -- in dev.shop.CartTest\n${each(failed(run), (test) => `[ERROR] dev.shop.CartTest.${test.name} -- Time elapsed: 0.01 s <<< FAILURE!\norg.opentest4j.AssertionFailedError: ${test.message}\n\tat dev.shop.CartTest.${test.name}(CartTest.java:${test.line})\n\n`)}[ERROR] Failures: \n${each(failed(run), (test) => `[ERROR]   CartTest.${test.name}:${test.line} ${test.message}\n`)}[INFO] \n[ERROR] ${sum}\n[INFO] BUILD FAILURE\n`
  },
  gradle: (run: TestRun) => {
    const { f, s, all } = totals(run)
    return `> Task :test FAILED\n\n${each(failed(run), (test) => `CartTest > ${test.name}() FAILED\n    org.opentest4j.AssertionFailedError: ${test.message}\n        at CartTest.${test.name}(CartTest.java:${test.line})\n\n`)}${all} tests completed, ${f} failed, ${s} skipped\n\nFAILURE: Build failed with an exception.\n`
  },
  dotnet: (run: TestRun) => {
    const { p, f, s, all } = totals(run)
    return `${each(failed(run), (test) => `  Failed Shop.${test.suite}.${test.name} [1 ms]\n  Error Message:\n   ${test.message}\n  Stack Trace:\n     at Shop.${test.name}() in /home/dev/shop/${test.file}:line ${test.line}\n\n`)}Failed!  - Failed:     ${f}, Passed:     ${p}, Skipped:     ${s}, Total:     ${all}, Duration: 20 ms - shop.dll (net8.0)\n`
  },
}

/** What compilers and linters print: a finding for each test that failed. */
export const findingFormats = {
  tsc: (run: TestRun) =>
    each(failed(run), (test) => `${test.file}(${test.line},4): error TS2322: ${test.message}.\n`),
  gcc: (run: TestRun) =>
    each(
      failed(run),
      (test) => `${test.file.replace(/js$/, "c")}:${test.line}:4: error: ${test.message}\n  3 |   x\n`,
    ),
  mypy: (run: TestRun) =>
    `${each(failed(run), (test) => `${test.file.replace(/js$/, "py")}:${test.line}: error: ${test.message}  [attr-defined]\n`)}Found ${count(run, "failed")} errors in 1 file (checked 1 source file)\n`,
  ruff: (run: TestRun) =>
    `${each(failed(run), (test) => `${test.file.replace(/js$/, "py")}:${test.line}:4: E501 ${test.message}\n`)}Found ${count(run, "failed")} errors.\n`,
  eslint: (run: TestRun) =>
    `${each(failed(run), (test) => `\n/home/dev/shop/${test.file}\n  ${test.line}:4  error  ${test.message}  no-undef\n`)}\n✖ ${count(run, "failed")} problems (${count(run, "failed")} errors, 0 warnings)\n`,
  biome: (run: TestRun) =>
    `${each(failed(run), (test) => `${test.file}:${test.line}:4 lint/style/useConst ━━━━━━━━━━\n\n  × ${test.message}\n\n`)}Checked 3 files in 2ms.\nFound ${count(run, "failed")} errors.\n`,
}

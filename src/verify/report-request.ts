/**
 * Asks runners for what they can tell without a change to the user's command: through the environment only, into the loop's own folder.
 * - pytest: `--junitxml` in PYTEST_ADDOPTS, beside its normal output; an option in the command itself still wins.
 * - CTest: the output of failed tests, which it otherwise swallows.
 *
 * Not asked, because the request would change what the user runs or sees (tried with the real tools, see `test/verify/report-request.test.ts`
 * and the notes there): Node (`--test-reporter` in NODE_OPTIONS replaces the default reporter and collides with one in the command), Go (`-json`
 * in GOFLAGS makes `go vet` succeed always), ruff (RUFF_OUTPUT_FILE takes the findings off the terminal), RSpec (SPEC_OPTS replaces the formatter).
 * vitest, jest, mocha, cargo, Maven, Gradle and .NET have no such variable; the files they write anyway are found afterwards.
 */
export function withReports(env: NodeJS.ProcessEnv, reportPath: string): NodeJS.ProcessEnv {
  // pytest splits the variable like a POSIX shell, on every platform.
  const option = `'--junitxml=${reportPath.replaceAll("'", `'"'"'`)}'`
  return {
    ...env,
    PYTEST_ADDOPTS: [env.PYTEST_ADDOPTS, option].filter(Boolean).join(" "),
    CTEST_OUTPUT_ON_FAILURE: env.CTEST_OUTPUT_ON_FAILURE ?? "1",
  }
}

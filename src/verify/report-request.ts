/**
 * Asks runners for what they can tell without a change to the user's command: through the environment only, into the loop's own folder.
 * - pytest: `--junitxml` in PYTEST_ADDOPTS, beside its normal output; an option in the command itself still wins.
 * - CTest: the output of failed tests, which it otherwise swallows.
 *
 * Not asked, because the request changes what the user runs or sees; each was tried with the real tool. Node: a `--test-reporter` in NODE_OPTIONS
 * takes the default output away and breaks a command that names one. Go: `-json` in GOFLAGS makes `go vet` exit with 0 whatever it finds. ruff:
 * RUFF_OUTPUT_FILE takes the findings off the terminal. RSpec: a formatter in SPEC_OPTS replaces the user's.
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

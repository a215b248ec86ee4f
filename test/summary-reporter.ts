import type { Reporter, TestModule } from "vitest/node"

/** Ends a run with one plain line that any reader of logs understands: `N passed, N failed, N skipped`. */
export class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const states = modules.flatMap((module) =>
      [...module.children.allTests()].map((test) => test.result().state),
    )
    const broken = modules.filter((module) => module.errors().length > 0).length
    const count = (state: string) => states.filter((found) => found === state).length
    process.stdout.write(
      `\n${count("passed")} passed, ${count("failed") + broken} failed, ${count("skipped")} skipped\n`,
    )
  }
}

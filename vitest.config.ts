import { defineConfig } from "vitest/config"
import { SummaryReporter } from "./test/summary-reporter.ts"

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: [
      "test/hosts/**",
      "test/clients/**",
      "test/ide/**",
      "test/fixtures/**",
      "test/walks/headless.test.ts",
    ],
    reporters: ["default", new SummaryReporter()],
    testTimeout: 30_000,
    // What is waited for comes when the machine has time for it.
    expect: { poll: { timeout: 20_000 } },
    hookTimeout: 60_000,
  },
})

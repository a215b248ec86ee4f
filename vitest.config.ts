import { availableParallelism } from "node:os"
import { defineConfig } from "vitest/config"
import { SummaryReporter } from "./test/summary-reporter.ts"

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/hosts/**", "test/clients/**", "test/ide/**", "test/fixtures/**"],
    reporters: ["default", new SummaryReporter()],
    // Most tests wait for programs that they start: two at a time even where there are but two cores.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})

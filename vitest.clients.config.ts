import { defineConfig } from "vitest/config"

/** Real clients of the gateway: one at a time, because the larger of them take a whole core while they start. */
export default defineConfig({
  test: {
    include: ["test/clients/**/*.test.ts"],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 60_000,
    reporters: ["verbose"],
  },
})

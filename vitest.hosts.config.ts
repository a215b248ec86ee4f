import { defineConfig } from "vitest/config"

/** Real agent CLIs: one at a time, because each of them takes a whole core while it starts. */
export default defineConfig({
  test: {
    include: ["test/hosts/**/*.test.ts"],
    fileParallelism: false,
    testTimeout: 240_000,
    hookTimeout: 60_000,
    reporters: ["verbose"],
  },
})

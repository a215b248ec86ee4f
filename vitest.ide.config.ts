import { defineConfig } from "vitest/config"

/** A real VS Code with a browser in front of it: one at a time, because each of them takes a whole core while it starts. */
export default defineConfig({
  test: {
    include: ["test/ide/**/*.test.ts"],
    fileParallelism: false,
    testTimeout: 90_000,
    hookTimeout: 90_000,
    reporters: ["verbose"],
  },
})

import { defineConfig } from "vitest/config"

/** The pages of `docs/walks`, typed into a shell; the long one too. */
export default defineConfig({
  test: {
    include: ["test/walks/**/*.test.ts"],
    fileParallelism: false,
    reporters: ["verbose"],
  },
})

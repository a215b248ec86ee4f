import { defineConfig } from "vitest/config"

/** Every fault of the disk at every call of a Stop; `npm test` runs a sample of them. */
export default defineConfig({
  test: {
    include: ["test/faults/save-path.test.ts"],
    env: { FOR_LOOP_EVERY_FAULT: "1" },
    reporters: ["verbose"],
  },
})

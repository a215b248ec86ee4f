import { expect, it } from "vitest"
import { replay } from "./replay.ts"

/** With its cancelled and paused runs it takes longer than a test of `npm test` may: `npm run test:walks` has it. */
it("the headless walk shows what is seen when its commands are typed today", async () => {
  await expect(replay("3-headless.md")).resolves.toBeUndefined()
}, 600_000)

import { existsSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { claudeCode, geminiCli } from "./agent-host.ts"
import { setStage } from "./play.ts"
import { stages } from "./sandbox.ts"
import type { TurnScript } from "./turn-script.ts"

const dangerous = "git clean -fdx"
const script: TurnScript = [
  [
    { kind: "run", command: dangerous },
    { kind: "write", file: "words.js", content: stages.bothRight },
    { kind: "say", text: "Both functions are right now." },
  ],
]

for (const host of [claudeCode, geminiCli]) {
  describe.skipIf(process.platform === "win32")(`the guard inside the real ${host.name}`, () => {
    it.each([
      ["safe", "Refused in mode safe: it deletes files that git does not know (clean)."],
      ["auto", null],
    ] as const)(
      "keeps a dangerous command of a loop from running in mode %s, and the loop goes on",
      async (mode, told) => {
        await using stage = await setStage(host, script, "guarded")
        const untracked = join(stage.sandbox.project, "notes.txt")
        writeFileSync(untracked, "not in git\n")
        const prompt = `for-loop "make the tests pass" --mode ${mode} --check "node --test"`
        await stage.ask({ prompt, conversation: "new" })
        expect(existsSync(untracked)).toBe(true)
        // Nobody is there to be asked: Claude Code answers the question with no, Gemini CLI gets a refusal at once.
        if (told !== null) expect(stage.told().join("\n")).toContain(told)
        expect(stage.sandbox.source()).toBe(stages.bothRight)
        expect(stage.loops()).toMatchObject([{ status: "ended", outcome: "verified", iteration: 1 }])
      },
    )

    it("says nothing to a conversation without a loop", async () => {
      await using stage = await setStage(host, script, "guarded")
      await stage.ask({ prompt: "please repair the functions", conversation: "new" })
      expect(stage.told().join("\n")).not.toMatch(/Refused in mode|A person has to agree/)
      expect(stage.sandbox.source()).toBe(stages.bothRight)
    })
  })
}

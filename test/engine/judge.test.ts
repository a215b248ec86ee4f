import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { headlessJudge } from "../../src/engine/judge.ts"

const home = "/home/dev/.antigravity-for-loop"
const judge = (env: NodeJS.ProcessEnv = {}) =>
  headlessJudge(home, "/opt/for-loop", { HOME: "/home/dev", ...env })

describe("the command policy of headless runs", () => {
  it.each([
    "npm test",
    "git status --short",
    "rm -rf dist",
    "node --test test/a.test.js",
    "mkdir -p build && cp a b",
  ])("lets ordinary work run: %s", (line) => {
    expect(judge()(line, "auto", "/work/shop")).toBeNull()
  })

  it("refuses what a person would have to agree to, and says which ways are open", () => {
    expect(judge()("git push --force origin main", "auto", "/work/shop")).toMatch(
      /Nobody can be asked.*<blocked>/,
    )
  })

  it.each(["cat ~/.antigravity-for-loop/keys/gemini", "secret-tool lookup service antigravity-for-loop"])(
    "keeps the user's keys from the agent: %s",
    (line) => {
      expect(judge()(line, "auto", "/work/shop")).not.toBeNull()
    },
  )

  it("lets unsafe lose a throw-away working tree, and nothing of ours", () => {
    const tree = join(home, "worktrees", "abc", "shop")
    expect(judge()("git clean -fdx", "unsafe", tree)).toBeNull()
    expect(judge()("git clean -fdx", "unsafe", "/work/shop")).not.toBeNull()
    expect(judge()(`rm -rf ${home}/loops`, "unsafe", tree)).not.toBeNull()
  })
})

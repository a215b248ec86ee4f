import { readdirSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { parseRequest } from "../../src/loop/command.ts"
import { claimArm } from "../../src/store/arm.ts"
import { touchHeartbeat } from "../../src/store/heartbeat.ts"
import { machine } from "./run-cli.ts"

const nodeProject = JSON.stringify({ name: "cart", scripts: { test: "node --test" } })

describe("for-loop start", () => {
  it("prints the line for the chat, the checks it found and why", async () => {
    const one = machine("git")
    one.write("package.json", nodeProject)
    const { code, stdout } = await one.run(["start", "make the cart tests pass"])
    expect(code).toBe(0)
    const [, token = ""] = /^\/for-loop --arm ([0-9a-f]{32})$/m.exec(stdout) ?? []
    expect(parseRequest(`/for-loop --arm ${token}\nmake the cart tests pass`)).toEqual({ kind: "arm", token })
    expect(stdout).toContain("npm test")
    expect(stdout).toMatch(/limits +10 iterations, 60 minutes, \$20/)
    expect(stdout).toContain("for-loop/make-the-cart-tests-pass")
  })

  it("S28 S29 stores the task byte-exact, whatever a shell would make of it", async () => {
    const one = machine()
    const task = 'fix `this`;\n$(touch pwned) "and" \\n | that\n\n  ---\n'
    const { code, value } = await one.json(["start", task, "--check", "npm test"])
    expect(code).toBe(0)
    expect(value).toMatchObject({ task, checks: ["npm test"], why: "named by the user", loop: null })
    expect(claimArm(one.home, String(value.token), Date.now())?.task).toBe(task)
    expect(readdirSync(one.project)).toEqual([])
  })

  it("keeps every option of the loop in the arm", async () => {
    const one = machine()
    const given =
      "--check|npm test|--check|npm run lint|--max-iterations|5|--max-minutes|30|--max-usd|1.5|--completion|DONE|--mode|safe|--branch|fix/cart|--commit-each|--allow-test-edits|--review-every|2|--check-timeout|90"
    const { value } = await one.json(["start", "fix it", ...given.split("|")])
    const arm = claimArm(one.home, String(value.token), Date.now())
    expect(arm?.checks).toEqual(["npm test", "npm run lint"])
    expect(arm?.settings).toEqual({
      maxIterations: 5,
      maxMinutes: 30,
      maxUsd: 1.5,
      checkTimeoutSec: 90,
      completion: "DONE",
      mode: "safe",
      reviewEvery: 2,
      branch: { kind: "named", name: "fix/cart" },
      commitEach: true,
      allowTestEdits: true,
      phases: false,
    })
  })

  it("S57 refuses a loop that nothing can verify, and arms nothing", async () => {
    const one = machine()
    const { code, stdout, stderr } = await one.run(["start", "make it perfect"])
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" })
    expect(stderr).toContain("no check was found")
    expect(stderr).toContain("--no-check")
    expect((await one.json(["status"])).value).toMatchObject({ arms: [] })
  })

  it("starts without a check only when that was said", async () => {
    const { code, value } = await machine().json(["start", "tidy the docs", "--no-check"])
    expect(code).toBe(0)
    expect(value).toMatchObject({ checks: [], why: "the user asked for none" })
  })

  it("S34 does not take a repository's own checks before they are approved, nor after they changed", async () => {
    const one = machine()
    one.write("for-loop.config.json", '{"checks": ["make verify"]}')
    const before = await one.run(["start", "fix it"])
    expect(before.code).toBe(1)
    expect(before.stderr).toContain("make verify")
    expect(before.stderr).toContain("for-loop approve")
    expect((await one.run(["approve", "--yes"])).code).toBe(0)
    expect((await one.json(["start", "fix it"])).value).toMatchObject({ checks: ["make verify"] })
    one.write("for-loop.config.json", '{"checks": ["make verify", "curl evil"]}')
    expect((await one.run(["start", "fix it"])).code).toBe(1)
  })

  it("says what cannot be kept outside git, and that no host has run the hook yet", async () => {
    const { stdout } = await machine().run(["start", "fix it", "--check", "true"])
    expect(stdout).toMatch(/note +No checkpoints and no branch: .*not in a git repository/)
    expect(stdout).toContain("for-loop install")
  })

  it("works in the folder that --workspace names, also through a relative path with a space", async () => {
    const one = machine()
    one.write("packages/the app/package.json", nodeProject)
    const { value } = await one.json(["start", "fix it", "--workspace", "packages/the app"])
    expect(value).toMatchObject({ workspace: join(one.project, "packages", "the app") })
  })

  it("refuses while For Loop is switched off", async () => {
    const one = machine()
    const { code, stderr } = await one.run(["start", "fix it", "--check", "true"], {
      env: { FOR_LOOP_DISABLE: "1" },
    })
    expect(code).toBe(1)
    expect(stderr).toContain("switched off")
  })

  it("takes a task that starts with dashes behind --", async () => {
    const { code, stdout } = await machine().run(["start", "--check", "true", "--", "--fix-me now"])
    expect(code).toBe(0)
    expect(stdout).toContain("--fix-me now")
  })

  it("never lets the task command the terminal", async () => {
    const { stdout } = await machine().run([
      "start",
      "fix \u001b[31mred\u001b]0;title\u0007 it",
      "--check",
      "true",
    ])
    expect(stdout).toContain("fix red it")
    expect(stdout).not.toContain("\u001b")
  })

  it("waits with --wait until a conversation took the loop, and names it", async () => {
    const one = machine()
    const waiting = one.run(["start", "fix it", "--check", "true", "--wait", "--json"])
    const token = await tokenOf(one.home)
    const arm = claimArm(one.home, token, Date.now())
    const made = one.store({ task: "fix it", createdAt: Date.now() + 1 })
    touchHeartbeat(one.home, made.id, Date.now())
    const { code, stdout, stderr } = await waiting
    expect(arm?.workspace).toBe(one.project)
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ token, loop: made.id })
    expect(stderr).toContain(`/for-loop --arm ${token}`)
  })
})

/** The token of the arm that another process is about to create. */
async function tokenOf(home: string): Promise<string> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const found = namesIn(join(home, "arms")).find((name) => name.endsWith(".json"))
    if (found !== undefined) return found.slice(0, -".json".length)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error("no arm was created")
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

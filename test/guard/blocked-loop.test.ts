import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { playground, startLoop } from "../e2e/playground.ts"
import { runHook } from "../e2e/run-hook.ts"
import { storedLoop } from "./stored-loop.ts"

const denied = { name: "run_command", args: { CommandLine: '"docker compose up -d"', Cwd: '"/x"' } }

describe("S58 a host that blocks the same tool call again and again", () => {
  it("has its loop stopped within three turns, and the user is told which call it was", async () => {
    using place = playground()
    const host = place.host()
    const end = await host.turn(startLoop(), ({ number }) => {
      place.write("notes.txt", `try ${number}\n`)
      host.write("MODEL", "PLANNER_RESPONSE", "", { tool_calls: [denied] })
      host.write("MODEL", "RUN_COMMAND", "", { status: "ERROR", error: "permission denied by the user" })
      return { say: `I could not start the database (${number}).` }
    })
    expect(end.rounds).toBe(3)
    expect(place.state()).toMatchObject({
      status: "paused",
      outcome: {
        kind: "stuck",
        reason: "the same tool call failed 3 turns in a row: run_command: docker compose up -d",
      },
    })
  })

  it("is not stopped for tests that fail in every turn while the work goes on", async () => {
    using place = playground()
    const host = place.host()
    const end = await host.turn(startLoop(), ({ number }) => {
      place.write("fixed", number === 3 ? "right\n" : `wrong ${number}\n`)
      host.write("MODEL", "PLANNER_RESPONSE", "", { tool_calls: [denied] })
      host.write("MODEL", "RUN_COMMAND", "1 failed", { exit_code: 1 })
      return { say: "Still red." }
    })
    expect(end.rounds).toBeGreaterThan(3)
    expect(place.state().outcome?.kind).toBe("verified")
  })

  it("has its loop stopped too when it was our own guard that refused", async () => {
    using place = playground()
    const host = place.host()
    const end = await host.turn(startLoop("--mode safe --review-every 9"), async ({ number }) => {
      place.write("notes.txt", `try ${number}\n`)
      const refused = await runHook(place, ["PreToolUse"], {
        conversationId: host.conversationId,
        workspacePaths: [place.project],
        transcriptPath: host.transcriptPath,
        stepIdx: 3,
        toolCall: { name: "run_command", args: { CommandLine: "sudo npm test" } },
      })
      expect(JSON.parse(refused.stdout).decision).toBe("deny")
      return { say: "I was not allowed to." }
    })
    expect(end.rounds).toBe(3)
    expect(place.state().outcome).toMatchObject({
      kind: "stuck",
      reason: expect.stringContaining("sudo npm test"),
    })
    expect(place.state().refused).toEqual([])
    expect(place.journal(place.state().id).filter((line) => line.startsWith("guard: "))).toHaveLength(3)
  })
})

describe("the look after the fact", () => {
  it("journals a protected file that changed where nobody asked before", async () => {
    using place = playground()
    const host = place.host()
    await host.turn(startLoop("--max-iterations 3"), ({ number }) => {
      if (number === 0) place.write(join(".github", "workflows", "ci.yml"), "on: push\n")
      if (number === 1) place.write("fixed", "right\n")
      return { say: "Done." }
    })
    const told = place.journal(place.state().id).filter((line) => line.startsWith("protected: "))
    expect(told).toEqual([
      "protected: .github/workflows/ci.yml was changed; it is what continuous integration runs",
    ])
  })
})

describe("a conversation without a loop", () => {
  it("is never judged, whatever another conversation's loop says", async () => {
    using place = playground()
    storedLoop(place.home, { conversation: "owner", workspace: place.project })
    const payload = {
      conversationId: "other",
      workspacePaths: [place.project],
      toolCall: { name: "run_command", args: { CommandLine: "rm -rf /" } },
    }
    expect((await runHook(place, ["PreToolUse"], payload)).stdout).toBe("")
  })
})

import { describe, expect, it } from "vitest"
import { type Playground, playground } from "../e2e/playground.ts"
import { entry, type Json, type Run, runNode, validated } from "./run-cli.ts"

describe("the command line beside a running loop", () => {
  it("S51 starts a loop through the chat, steers, pauses, resumes and cancels it, and reports it", async () => {
    using place = playground({ name: "cli" })
    const started = await told(place, "start", "put the right word in", "--check", "sh check.sh")
    const host = place.host()
    const first = await host.turn(String(started.value.paste), async ({ number, told: words }) => {
      if (number === 0) {
        expect(words).toContain("The loop is armed")
        expect((await told(place, "status")).value).toMatchObject({
          arms: [],
          loops: [{ state: "running", iteration: 0, failing: { baseline: 1 } }],
        })
        expect((await cli(place, "steer", "the word is right")).code).toBe(0)
      }
      if (number === 1) {
        expect(words).toContain("The user adds: the word is right")
        expect((await told(place, "pause")).value).toMatchObject({ effect: "at-next-event" })
      }
      return { say: "I tried." }
    })
    expect(first.rounds).toBe(2)
    expect(await told(place, "status")).toMatchObject({
      code: 16,
      value: { loops: [{ state: "paused", iteration: 1, outcome: { kind: "needs-human" } }] },
    })

    expect((await cli(place, "resume")).stdout).toContain("Send any message")
    const second = await host.turn("go on", async ({ number }) => {
      if (number === 1) expect((await cli(place, "cancel")).code).toBe(0)
      return { say: "I tried again." }
    })
    expect(second.rounds).toBe(2)
    expect(await told(place, "status")).toMatchObject({
      code: 20,
      value: { loops: [{ iteration: 2, outcome: { kind: "cancelled" } }] },
    })
    expect((await host.turn("and now something else", () => ({ say: "sure" }))).rounds).toBe(1)

    const report = await told(place, "report")
    expect(report.value).toMatchObject({
      iterations: [
        { n: 1, verdict: "red" },
        { n: 2, verdict: "red" },
      ],
    })
    expect((await told(place, "checkpoints")).value).toMatchObject({
      checkpoints: [{ number: 0 }, { number: 1 }, { number: 2 }],
    })
  })

  it("S50 extends a loop that used up its iterations and lets the next message go on with it", async () => {
    using place = playground({ name: "cli" })
    const started = await told(
      place,
      "start",
      "put the right word in",
      "--check",
      "sh check.sh",
      "--max-iterations",
      "1",
    )
    const host = place.host()
    await host.turn(String(started.value.paste), () => ({ say: "I tried." }))
    expect((await told(place, "status")).code).toBe(11)
    expect((await cli(place, "resume", "--max-iterations", "3")).code).toBe(0)
    const end = await host.turn("go on", () => {
      place.write("fixed", "right")
      return { say: "Now it is there." }
    })
    expect(end.rounds).toBe(1)
    expect(await told(place, "status")).toMatchObject({
      code: 0,
      value: { loops: [{ iteration: 2, maxIterations: 3, outcome: { kind: "verified" } }] },
    })
    const markdown = await cli(place, "report")
    expect(markdown.stdout).toContain("git merge for-loop/put-the-right-word-in")
  })

  it("does not start a withdrawn loop from its line", async () => {
    using place = playground({ name: "cli" })
    const started = await told(place, "start", "put the right word in", "--check", "sh check.sh")
    expect((await cli(place, "cancel")).code).toBe(0)
    const end = await place.host().turn(String(started.value.paste), () => ({ say: "hm" }))
    expect(end.injected[0]).toContain("Not armed")
    expect(place.loops()).toEqual([])
  })
})

function cli(place: Playground, ...args: string[]): Promise<Run> {
  return runNode([entry, ...args], { cwd: place.project, env: place.env })
}

async function told(
  place: Playground,
  ...args: string[]
): Promise<{ readonly code: number | null; readonly value: Json }> {
  const { code, stdout } = await cli(place, ...args, "--json")
  return { code, value: validated(args[0] ?? "", stdout) }
}

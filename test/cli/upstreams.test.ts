import { describe, expect, it } from "vitest"
import { machine } from "./run-cli.ts"

const down = { class: "infrastructure", why: "the service is down", retryable: true }

describe("for-loop upstreams", () => {
  it("shows a service that failed too often, until when it is left alone, and closes its breaker on request", async () => {
    const one = machine("git")
    one.write("s.json", JSON.stringify({ turns: [{ faults: Array(20).fill(down), says: "never" }] }))
    expect((await one.run(["upstreams"])).stdout).toContain("No service has failed lately")
    const run = one.run([
      "run",
      "x",
      "--check",
      "false",
      "--scenario",
      "s.json",
      "--breaker-failures",
      "1",
      "--json",
    ])
    await expect
      .poll(async () => (await one.json(["upstreams"])).value, { timeout: 20_000 })
      .toMatchObject({
        upstreams: [
          { backend: "scripted", model: null, state: "open", why: expect.stringContaining("down") },
        ],
      })
    expect((await one.run(["upstreams"])).stdout).toContain("for-loop upstreams --reset")
    expect((await one.json(["status"])).value).toMatchObject({
      upstreams: [{ backend: "scripted", state: "open" }],
    })
    expect((await one.run(["status"])).stdout).toContain("left alone")
    const [loop] = listOf((await one.json(["list"])).value.loops)
    await one.run(["cancel", loop ?? ""])
    await run
    expect((await one.json(["upstreams", "--reset"])).value).toMatchObject({
      upstreams: [],
      reset: [{ backend: "scripted" }],
    })
  })
})

function listOf(loops: unknown): string[] {
  return Array.isArray(loops) ? loops.map(({ id }) => String(id)) : []
}

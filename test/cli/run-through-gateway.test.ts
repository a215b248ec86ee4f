import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { readCalls } from "../../src/spend/read-calls.ts"
import { listLoops } from "../../src/store/state-file.ts"
import type { FakeAnswer } from "../gateway/fakes/fake-answer.ts"
import { openFakeGemini } from "../gateway/fakes/fake-gemini.ts"
import { configure, served } from "./gateway-machine.ts"
import { machine } from "./run-cli.ts"

const secret = "AIzaSyPlantedKeyOfATest-0123456789_abcd"
const run = ["run", "put the right word in", "--check", "grep -q right fixed", "--gateway"]
const model = ["--model", "gemini-2.5-flash"]

const writes: FakeAnswer = {
  kind: "answer",
  parts: [{ kind: "call", id: null, name: "write_file", args: { path: "fixed", content: "right\n" } }],
}

describe("for-loop run --gateway", () => {
  it("sends the loop's calls through the gateway, by a key of its own that opens nothing afterwards", async () => {
    await using fake = await openFakeGemini()
    fake.script(writes)
    const one = machine("git")
    configure(one, { upstreams: [{ kind: "gemini", baseUrl: fake.url }] })
    const gateway = await served(one, [], { GEMINI_API_KEY: secret })
    // The run itself has no key of the service.
    const ran = await one.run([...run, ...model, "--max-usd", "3"])
    expect(ran.stdout).toContain("verified")
    expect(ran.code).toBe(0)
    expect(readFileSync(join(one.project, "fixed"), "utf8")).toBe("right\n")
    const [loop] = listLoops(one.home)
    const { calls } = readCalls(one.home, 0)
    // Once each, on the loop, and settled: the engine reserved nothing beside the gateway.
    expect(calls.length).toBe(fake.asked.length)
    expect(new Set(calls.map(({ owner, state, basis }) => `${owner} ${state} ${basis}`))).toEqual(
      new Set([`loop:${loop?.id} settled measured`]),
    )
    await gateway.end("SIGINT")
    const folder = join(one.home, "gateway", "traffic")
    const log = readdirSync(folder).flatMap((name) => readFileSync(join(folder, name), "utf8").split("\n"))
    const told = log.filter((line) => line.includes(`"loop":"${loop?.id}"`))
    expect(told.length).toBeGreaterThan(0)
    expect(told.every((line) => line.includes('"iteration":1,'))).toBe(true)
    expect(await one.json(["gateway", "key", "list"])).toMatchObject({
      value: {
        keys: [
          {
            name: `loop-${loop?.id}`,
            state: "revoked",
            formats: ["gemini"],
            loop: loop?.id,
            caps: { totalUsd: 3, dailyUsd: 20, weeklyUsd: 100 },
          },
        ],
      },
    })
  })

  it("pauses the loop when the gateway's budget stops it, and sends nothing more", async () => {
    await using fake = await openFakeGemini()
    const one = machine("git")
    configure(one, { upstreams: [{ kind: "gemini", baseUrl: fake.url }], budget: { dailyUsd: 0.01 } })
    const gateway = await served(one, [], { GEMINI_API_KEY: secret })
    const ran = await one.run([...run, ...model])
    expect(ran.stdout + ran.stderr).toContain("The cap of $0.01 a day would be passed")
    expect(ran.stdout).toContain("spend-limit")
    expect(fake.asked).toHaveLength(0)
    await gateway.end("SIGINT")
  })

  it("says what to do when no gateway runs, and that other backends do not go through it", async () => {
    const one = machine("git")
    const none = await one.run(run)
    expect(none.code).toBe(1)
    expect(none.stderr).toContain("No gateway of this home runs. Start it with `for-loop gateway`")
    const agy = await one.run([...run, "--backend", "agy"])
    expect(agy.code).toBe(2)
    expect(agy.stderr).toContain("--gateway is for calls to the Gemini API")
  })
})

import { describe, expect, it } from "vitest"
import type { Backend } from "../../../src/engine/backend.ts"
import { startRun } from "../../../src/engine/driver/run-loop.ts"
import { readLedger } from "../../../src/spend/ledger.ts"
import { addControl } from "../../../src/store/control.ts"
import { runPlayground } from "./run-playground.ts"

const wrong = {
  edits: [{ file: "fixed", text: "wrong\n" }],
  says: "Done, I think.\n\n<promise>DONE</promise>",
}
const right = { edits: [{ file: "fixed", text: "right\n" }], says: "Now the word is right." }
const always = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }

describe("a headless run", () => {
  it("sends the agent on until the checks really pass, whatever it claims", async () => {
    using play = runPlayground()
    const ran = await play.start([play.scripted([wrong, right])])
    expect(ran).toMatchObject({
      kind: "ran",
      state: { outcome: { kind: "verified" }, iteration: 2, host: "headless" },
    })
    const prompts = play.events.flatMap((event) => (event.kind === "turn" ? [event.prompt] : []))
    expect(prompts[0]).toContain("put the right word into the file fixed")
    expect(prompts[1]).toContain("fixed lacks the word")
  })

  it("ends at the iteration limit and never goes past it (S37)", async () => {
    using play = runPlayground()
    const ran = await play.start(
      [play.scripted([wrong, { ...wrong, edits: [{ file: "fixed", text: "worse\n" }] }])],
      {
        settings: { maxIterations: 2 },
      },
    )
    expect(ran).toMatchObject({ state: { outcome: { kind: "iteration-limit" }, iteration: 2 } })
  })

  it("spends no iteration on faults of the service and waits as long as it was told (S46, S66)", async () => {
    using play = runPlayground()
    const limited = { class: "rate-limited", why: "too many requests", retryable: true, resumeInMs: 34_000 }
    const down = { class: "infrastructure", why: "connection reset", retryable: true }
    const ran = await play.start([play.scripted([{ ...right, faults: [limited, down, down] }])])
    expect(ran).toMatchObject({ state: { outcome: { kind: "verified" }, iteration: 1 } })
    expect(play.slept.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThanOrEqual(34_000)
    expect(play.events.filter(({ kind }) => kind === "fault")).toHaveLength(3)
  })

  it("fails over to the next backend with the task told again, and says so", async () => {
    using play = runPlayground()
    const refusing: Backend = {
      ...play.scripted([right]),
      name: "agy",
      turn: async () => ({
        kind: "fault",
        class: "auth",
        why: "not signed in",
        retryable: false,
        resumeAt: null,
        conversation: null,
        model: null,
        usage: { inputTokens: null, outputTokens: null, usd: null, basis: "unknown" },
      }),
    }
    const ran = await play.start([refusing, play.scripted([right])])
    expect(ran).toMatchObject({ state: { outcome: { kind: "verified" } } })
    expect(play.events).toContainEqual(
      expect.objectContaining({ kind: "failover", why: expect.stringContaining("not signed in") }),
    )
  })

  it("pauses with the cause when no backend can help, and keeps the iteration count (S47)", async () => {
    using play = runPlayground()
    const auth = { class: "auth", why: "the key was refused", retryable: false }
    const ran = await play.start([play.scripted([{ ...right, faults: [auth] }])])
    expect(ran).toMatchObject({
      state: {
        status: "paused",
        iteration: 0,
        outcome: { kind: "needs-human", reason: "the key was refused" },
      },
    })
  })

  it("stops a turn in the middle when the user cancels (S51)", async () => {
    using play = runPlayground()
    const slow: Backend = {
      ...play.scripted([right]),
      turn: (order, _on, signal) =>
        new Promise((resolve) => {
          addControl(play.home, order.loop, { kind: "cancel", at: Date.now() })
          signal.addEventListener("abort", () =>
            resolve({
              kind: "fault",
              class: "cancelled",
              why: "stopped",
              retryable: true,
              resumeAt: null,
              conversation: null,
              model: null,
              usage: { inputTokens: null, outputTokens: null, usd: null, basis: "unknown" },
            }),
          )
        }),
    }
    const ran = await play.start([slow])
    expect(ran).toMatchObject({ state: { status: "ended", outcome: { kind: "cancelled" } } })
  })

  it("writes what the baseline and each iteration used into state and ledger", async () => {
    using play = runPlayground()
    const usage = { inputTokens: 1200, outputTokens: 80, usd: 0.01 }
    const ran = await play.start([
      play.scripted([
        { ...wrong, usage },
        { ...right, usage },
      ]),
    ])
    expect(ran).toMatchObject({
      state: { spend: { inputTokens: 2400, outputTokens: 160, usd: 0.02, basis: "estimated" } },
    })
    expect(readLedger(play.home, always).records.map(({ host, usd }) => [host, usd])).toEqual([
      ["headless", null],
      ["headless", 0.01],
      ["headless", 0.01],
    ])
  })

  it("refuses to start without anything that can verify the task (S57)", async () => {
    using play = runPlayground()
    const backend = play.scripted([right])
    const { settings } = { settings: (await import("../../../src/loop/settings.ts")).defaultSettings("auto") }
    const ran = await startRun(play.run({ backends: { scripted: backend } }), {
      workspace: play.folder,
      task: "make it perfect",
      settings,
      checks: { kind: "detect" },
      chain: [{ backend: "scripted", model: null }],
      attachments: [],
    })
    expect(ran).toMatchObject({ kind: "refused", why: expect.stringContaining("no check was found") })
  })
})

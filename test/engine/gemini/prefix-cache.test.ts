import { describe, expect, it } from "vitest"
import { geminiBackend } from "../../../src/engine/backends/gemini/gemini.ts"
import type { Budget } from "../../../src/engine/budget.ts"
import { call, fakeGemini, type Scripted, says } from "./fake-gemini.ts"
import { contentsOf, freeBudget, geminiDesk } from "./gemini-desk.ts"

const packed = `# Code base: project\n\n${"export const line = 1\n".repeat(2000)}`
const opening = async ({ conversation }: { conversation: string | null }) =>
  conversation === null ? [{ text: packed }] : []
const isWhole = (body: object): boolean => JSON.stringify(body).includes("export const line")

const looksThenSays = (_: unknown, number: number): Scripted =>
  number % 2 === 1 ? { kind: "answer", parts: [call("list_files", {})] } : says("done")

describe("a packed beginning in the cache of the Gemini API", () => {
  it("is put there once with instructions and tools, and no call brings any of it again", async () => {
    await using api = await fakeGemini(looksThenSays)
    using desk = geminiDesk(api, { opening })
    const first = await desk.turn()
    const { conversation } = first.end
    expect(first.end).toMatchObject({ kind: "finished", message: "done" })
    expect((await desk.turn({ turn: 2, prompt: "go on", conversation })).end).toMatchObject({
      kind: "finished",
    })
    expect(api.caches.made).toHaveLength(1)
    expect(api.caches.made[0]?.body).toMatchObject({
      model: "models/gemini-2.5-pro",
      contents: [{ role: "user", parts: [{ text: packed }] }],
      systemInstruction: {},
      tools: [{}],
      ttl: "1800s",
    })
    expect(api.received).toHaveLength(4)
    for (const { body } of api.received) {
      expect(body).toMatchObject({ cachedContent: "cachedContents/c1" })
      expect(isWhole(body)).toBe(false)
      expect(body.systemInstruction).toBeUndefined()
    }
    expect(contentsOf(api.received[0])).toEqual([
      { role: "user", parts: [{ text: "put the right word in" }] },
    ])
  })

  it.each([
    ["nothing is packed", {}],
    ["it is smaller than what the service caches", { opening: async () => [{ text: "# small" }] }],
  ])("is not used when %s", async (_, more) => {
    await using api = await fakeGemini(() => says("done"))
    using desk = geminiDesk(api, more)
    await desk.turn()
    expect(api.caches.made).toEqual([])
    expect(api.received[0]?.body).toMatchObject({ systemInstruction: {}, tools: [{}] })
  })

  it("is sent whole when the service refuses it, which is told once and not tried again", async () => {
    await using api = await fakeGemini(looksThenSays)
    api.caches.refuse(429, "TotalCachedContentStorageTokensPerModelFreeTier limit exceeded: limit=0")
    using desk = geminiDesk(api, { opening })
    const { end, events } = await desk.turn()
    expect(end).toMatchObject({ kind: "finished", message: "done" })
    const notes = events.flatMap((event) => (event.kind === "note" ? [event.text] : []))
    expect(notes).toEqual([expect.stringMatching(/sent whole.*limit=0/)])
    for (const { body } of api.received) expect(isWhole(body)).toBe(true)
  })

  it("is sent whole when the service forgot it early, and the turn goes on", async () => {
    await using api = await fakeGemini(looksThenSays)
    using desk = geminiDesk(api, { opening })
    const { end, events } = await desk.turn({}, undefined, (event) => {
      if (event.kind === "tool" && event.phase === "ended") api.caches.expire()
    })
    expect(end).toMatchObject({ kind: "finished" })
    expect(events).toContainEqual({ kind: "note", text: expect.stringContaining("CachedContent not found") })
    expect(isWhole(api.received.at(-1)?.body ?? {})).toBe(true)
  })

  it("is renewed when half of its time is over, and made anew in a run that is taken up later", async () => {
    await using api = await fakeGemini(() => says("done"))
    let minutes = 0
    using desk = geminiDesk(api, { opening, now: () => minutes * 60_000 })
    const order = { deadline: Number.POSITIVE_INFINITY }
    const { conversation } = (await desk.turn(order)).end
    minutes = 20
    await desk.turn({ ...order, turn: 2, conversation })
    expect(api.caches.renewed).toEqual(["cachedContents/c1"])
    minutes = 200
    await desk.turn({ ...order, turn: 3, conversation })
    expect(api.caches.made).toHaveLength(2)
    expect(api.received.at(-1)?.body).toMatchObject({ cachedContent: "cachedContents/c2" })
  })

  it("costs what it costs: reserved before, settled after, part of the turn's usage (S59)", async () => {
    await using api = await fakeGemini(() => says("done"))
    const settled: (number | null)[] = []
    const budget: Budget = {
      ...freeBudget,
      settle: (_, { usage }) => {
        settled.push(usage.input)
        return []
      },
      costOf: (_upstream, _model, { input }) => ({ usd: (input ?? 0) / 1000, basis: "measured" }),
    }
    using desk = geminiDesk(api, { opening, budget })
    expect((await desk.turn()).end.usage).toMatchObject({ inputTokens: 6000, usd: 6 })
    expect(settled).toEqual([5000, 1000])
  })

  it("is not put there when the budget has no money for it", async () => {
    await using api = await fakeGemini(() => says("done"))
    const budget: Budget = {
      ...freeBudget,
      reserve: ({ maxOutputTokens }) =>
        maxOutputTokens === 0
          ? { kind: "refused", why: "the day's $1 is used up", resetsAt: null }
          : { kind: "reserved", id: "x" },
    }
    using desk = geminiDesk(api, { opening, budget })
    expect((await desk.turn()).end).toMatchObject({ kind: "finished" })
    expect(api.caches.made).toEqual([])
  })

  it("is taken out again when the backend is closed, so that it costs no more rent", async () => {
    await using api = await fakeGemini(() => says("done"))
    using desk = geminiDesk(api, { opening })
    const backend = geminiBackend(desk.options)
    await desk.turn({}, undefined, undefined, backend)
    await backend.close()
    expect(api.caches.deleted).toEqual(["cachedContents/c1"])
  })
})

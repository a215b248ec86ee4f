import { createHash } from "node:crypto"
import { describe, expect, it } from "vitest"
import { says } from "../fakes/fake-answer.ts"
import { eventually } from "./eventually.ts"
import { expectNoSecrets, setFaultTable, ways } from "./table.ts"

const mebi = 1024 * 1024

describe.each(ways)("heavy load, answers $name", (way) => {
  it("200 streams at once all arrive whole, and every socket is closed after them", async () => {
    await using table = await setFaultTable({ patience: "long" })
    const idle = table.gateway.sockets()
    const fake = table.fakeOf(way)
    const numbers = Array.from({ length: 200 }, (_, at) => at)
    fake.script(
      ...numbers.map((at) =>
        says(`answer number ${at} is long enough for pieces.`, { textEvents: 8, pauseMs: 20 }),
      ),
    )
    const answers = await Promise.all(numbers.map(() => table.chat(way)))
    for (const { status, text, cut } of answers)
      expect([status, cut, text.includes("[DONE]")]).toEqual([200, false, true])
    const told = answers.map(({ text }) => /answer number (\d+)/.exec(textOfStream(text))?.[1])
    expect(new Set(told).size).toBe(200)
    await eventually(
      () => fake.connections(),
      (seen) => Number(seen) <= 210,
      2000,
    )
    // Connections to the upstream are kept for the next calls, a bounded number of them.
    await eventually(
      () => table.gateway.sockets(),
      (seen) => Number(seen) <= idle + 260,
      3000,
    )
    expect(table.gateway.alive()).toBe(true)
    expectNoSecrets(table)
  })

  it("G66 clients that go away take their upstream requests with them within a second", async () => {
    await using table = await setFaultTable()
    const fake = table.fakeOf(way)
    const leaving = Array.from({ length: 50 }, () =>
      says("words that come very slowly, one after the other", { textEvents: 8, pauseMs: 400 }),
    )
    fake.script(...leaving)
    await Promise.all(leaving.map(() => table.chat(way, { leaveAfter: 10 })))
    const left = Date.now()
    await eventually(
      () => fake.requests.filter(({ aborted }) => aborted).length,
      (seen) => Number(seen) === 50,
      1500,
    )
    const late = Math.max(...fake.requests.map(({ closedAt }) => (closedAt ?? Number.NaN) - left))
    expect(late).toBeLessThan(1000)
    const after = await table.chat(way)
    expect(after.text).toContain("[DONE]")
  })

  it("G66 a slow reader of 60 MB does not fill the memory", async () => {
    await using table = await setFaultTable({ patience: "long" })
    const before = table.gateway.memoryMb()
    const text = "0123456789abcdef".repeat((60 * mebi) / 16)
    table.fakeOf(way).script(says(text, { textEvents: 600 }))
    let most = 0
    const watch = setInterval(() => {
      most = Math.max(most, table.gateway.memoryMb())
    }, 50)
    const answer = await table.chat(way, { readPauseMs: 4, keep: 1000 })
    clearInterval(watch)
    expect(answer.cut).toBe(false)
    expect(answer.length).toBeGreaterThan(60 * mebi)
    expect(most - before).toBeLessThan(150)
  })
})

describe("bodies of 60 MB", () => {
  const content = "x".repeat(60 * mebi)

  it.each(ways)("G08 go through where the limit allows them, $name", async (way) => {
    await using table = await setFaultTable({ server: { maxBodyBytes: 64 * mebi }, patience: "long" })
    const body = JSON.stringify({
      model: way.model,
      messages: [{ role: "user", content }],
      max_tokens: 100,
      a_field_nobody_knows: 12345678901234567890n.toString(),
    })
    const answer = await table.chat(way, { body })
    expect(answer.status, answer.text.slice(0, 500)).toBe(200)
    const [asked] = table.fakeOf(way).asked
    expect(asked?.request.bytes.length).toBeGreaterThan(60 * mebi)
    if (way.upstream === "openai") expect(hash(asked?.request.bytes ?? "")).toBe(hash(body))
    expect(table.gateway.alive()).toBe(true)
  })

  it("G08 are refused in the client's own envelope where it does not, without being sent on", async () => {
    await using table = await setFaultTable({ server: { maxBodyBytes: 50 * mebi } })
    const body = JSON.stringify({ model: "gpt-5.5", messages: [{ role: "user", content }] })
    const answer = await table.chat(ways[1], { body }).catch(() => null)
    // A client that is still sending may see its connection closed instead of the answer.
    if (answer !== null)
      expect([answer.status, answer.text]).toEqual([413, expect.stringContaining(`"error"`)])
    expect(table.openai.requests.filter(({ method }) => method === "POST")).toHaveLength(0)
    expect(table.gateway.alive()).toBe(true)
  })
})

function textOfStream(stream: string): string {
  return [...stream.matchAll(/"content":"([^"]*)"/g)].map(([, text]) => text).join("")
}

function hash(bytes: Buffer | string): string {
  return createHash("sha256").update(bytes).digest("hex")
}

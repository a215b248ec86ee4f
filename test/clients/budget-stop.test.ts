import { describe, expect, it } from "vitest"
import { listOf, recordOf } from "../../src/gateway/codecs/fields.ts"
import { clientNamed } from "./client.ts"
import { openCountingProxy } from "./counting-proxy.ts"
import { gatewayFor } from "./gateway-for.ts"
import { modelOf, setTable } from "./tool-loop.ts"

/** Less than any call may cost. */
const nothingLeft = { dailyUsd: 0.000_001, weeklyUsd: null, totalUsd: null }

/** The status of a budget stop decides whether a client stops or storms (conformance, section 10). */
describe("a budget that is used up stops a real client at its first request", () => {
  it.each([
    ["GB1", "openai chat"],
    ["GB1", "OpenCode"],
    ["GB2", "openai responses"],
    ["GB2", "Codex"],
    ["GB3", "@anthropic-ai/sdk 1.10.0"],
    ["GB3", "@anthropic-ai/sdk 0.137.0"],
    ["GB3", "Claude Code"],
    ["GB4", "@google/genai"],
    ["GB4", "Gemini CLI"],
  ] as const)("%s %s asks once, nothing goes upstream, and the reason is told", async (_number, name) => {
    const client = clientNamed(name)
    await using table = await setTable("gemini", client)
    await using gateway = await gatewayFor("gemini", client, table.fake)
    const key = await gateway.key("poor", { caps: nothingLeft })
    await using counter = await openCountingProxy(gateway.url)
    const run = await client.run(table.sandbox, {
      url: counter.url,
      key,
      model: client.asksFor(modelOf("gemini")),
      mode: "streamed",
      prompt: "Write the file, please.",
    })
    const told = `${run.stdout.slice(-3000)}\n${run.stderr.slice(-3000)}`
    const asked = counter.requests.filter(({ method, path }) => method === "POST" && !/count/i.test(path))
    expect(run.end.kind, told).toBe("exited")
    // A title of the conversation and the like are requests of their own; none of them is sent twice.
    expect(new Set(asked.map(({ body }) => body)).size, told).toBe(asked.length)
    const withTools = asked.filter(({ body }) => listOf(recordOf(JSON.parse(body)).tools).length > 0)
    expect(withTools, told).toHaveLength(1)
    expect(table.fake.asked).toHaveLength(0)
    // Codex has words of its own for the code `insufficient_quota` and tells no others.
    expect(told).toMatch(name === "Codex" ? /Quota exceeded/ : /The cap of \$0\.000001 a day/)
    expect(told).not.toContain(key)
  })
})

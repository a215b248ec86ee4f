import { readdirSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { says } from "../fakes/fake-answer.ts"
import { openFakeGemini } from "../fakes/fake-gemini.ts"
import { converse, formatOf } from "./client-formats.ts"
import { openTestGateway, upstreamAt, upstreamKeys } from "./test-gateway.ts"

/** Everything the gateway wrote, as one text. */
function writtenIn(home: string): string {
  return readdirSync(home, { recursive: true, encoding: "utf8" })
    .map((name) => join(home, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, "utf8"))
    .join("\n")
}

describe.each([
  ["off", false],
  ["on", true],
] as const)("with capture %s", (_word, capture) => {
  it("bodies are kept only where the user asked for it, and never with a key of anybody", async () => {
    await using fake = await openFakeGemini()
    const gateway = await openTestGateway({
      upstreams: [upstreamAt("gemini", fake.url)],
      change: (config) => ({ ...config, log: { ...config.log, capture } }),
    })
    for (const mode of ["plain", "stream"] as const) {
      fake.script(says(`The ${mode} answer.`, { textEvents: 1 }))
      const body = { system: `My key is ${gateway.key}, the other ${upstreamKeys.one}.` }
      const answer = await converse(gateway, formatOf("A"), "gemini-3-flash", mode, { body })
      expect(answer.status).toBe(200)
    }
    await gateway.close()
    const written = writtenIn(gateway.home)
    expect(written.includes("Say hello.")).toBe(capture)
    expect(written.includes("The plain answer.")).toBe(capture)
    expect(written.includes("The stream answer.")).toBe(capture)
    expect(written).not.toContain(gateway.key)
    expect(written).not.toContain(upstreamKeys.one)
  })
})

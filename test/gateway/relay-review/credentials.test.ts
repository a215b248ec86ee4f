import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { says } from "../fakes/fake-answer.ts"
import { openFakeAnthropic } from "../fakes/fake-anthropic.ts"
import { openFakeGemini } from "../fakes/fake-gemini.ts"
import { openFakeOpenai } from "../fakes/fake-openai.ts"
import type { Fake } from "../fakes/fake-server.ts"
import { clientFormats, converse } from "../relay/client-formats.ts"
import { ask, bothCredentials, openTestGateway, upstreamAt, upstreamKeys } from "../relay/test-gateway.ts"

const badKey = {
  kind: "error",
  status: 400,
  message: `API key not valid: ${upstreamKeys.one}. Please pass a valid API key.`,
  details: [
    {
      "@type": "type.googleapis.com/google.rpc.ErrorInfo",
      reason: "API_KEY_INVALID",
      domain: "googleapis.com",
    },
  ],
} as const

const families: readonly [string, string, () => Promise<Fake>, "gemini" | "anthropic" | "openai"][] = [
  ["Gemini", "gemini-3-flash-preview", openFakeGemini, "gemini"],
  ["Anthropic", "claude-sonnet-5", openFakeAnthropic, "anthropic"],
  ["OpenAI", "gpt-5.1", openFakeOpenai, "openai"],
]

describe("the client's key", () => {
  it.each(families)(
    "G01 is taken in every place, and is in no byte that reaches %s",
    async (_name, model, open, kind) => {
      await using fake = await open()
      const gateway = await openTestGateway({ upstreams: [upstreamAt(kind, fake.url, { models: [model] })] })
      const { key } = gateway
      const places: readonly [Record<string, string>, string][] = [
        [{ authorization: `Bearer ${key}` }, ""],
        [{ "x-api-key": key }, ""],
        [{ "x-goog-api-key": key }, ""],
        [{ "anthropic-api-key": key }, ""],
        [{}, `key=${key}`],
        [{ authorization: `bearer ${key}`, "x-api-key": key }, `key=${key}`],
      ]
      for (const client of clientFormats) {
        for (const mode of ["plain", "stream"] as const) {
          for (const [auth, query] of places) {
            const path = client.path(model, mode)
            const asked = `${path}${path.includes("?") ? "&" : "?"}${query}`
            const body = client.body(model, "Hello.", mode)
            const answer = await ask(gateway, asked, {
              auth,
              headers: { ...client.headers, cookie: `k=${key}` },
              body,
            })
            expect({ status: answer.status, text: answer.text }).toMatchObject({ status: 200 })
          }
        }
      }
      expect(fake.requests.length).toBeGreaterThanOrEqual(48)
      for (const { path, rawHeaders, bytes } of fake.requests) {
        expect(`${path} ${rawHeaders.join(" ")} ${bytes}`).not.toContain(key)
      }
      await gateway.close()
      expect(keptFiles(gateway.home)).not.toContain(key)
      expect(keptFiles(gateway.home)).not.toContain(upstreamKeys.one)
    },
  )
})

describe("the gateway's own credential", () => {
  it.each(clientFormats)(
    "G68 that Gemini calls invalid with a 400 is not shown to a client of $letter as its own fault, and the next one is used",
    async (client) => {
      await using fake = await openFakeGemini()
      const upstream = upstreamAt("gemini", fake.url, { credentials: bothCredentials })
      const gateway = await openTestGateway({ upstreams: [upstream] })
      fake.script(badKey, says("from the second"))
      const served = await converse(gateway, client, "gemini-3-flash-preview", "plain")
      expect({ status: served.status, text: served.text }).toMatchObject({
        status: 200,
        text: expect.stringMatching(/"from/),
      })
      expect(fake.asked.map(({ request }) => request.headers["x-goog-api-key"])).toEqual([
        upstreamKeys.one,
        upstreamKeys.two,
      ])
    },
  )

  it.each(clientFormats)(
    "G68 that nobody accepts is told as the gateway's, without the secret, to a client of $letter",
    async (client) => {
      await using fake = await openFakeGemini()
      const gateway = await openTestGateway({ upstreams: [upstreamAt("gemini", fake.url)] })
      fake.script(badKey)
      const answer = await converse(gateway, client, "gemini-3-flash-preview", "plain")
      expect([502, 503]).toContain(answer.status)
      expect(answer.text).not.toContain(upstreamKeys.one)
    },
  )

  it.each(families)(
    "G01 is not repeated to the client by an error of %s that is passed through",
    async (_name, model, open, kind) => {
      await using fake = await open()
      const gateway = await openTestGateway({ upstreams: [upstreamAt(kind, fake.url, { models: [model] })] })
      for (const client of clientFormats) {
        for (const status of [400, 404, 422]) {
          fake.script({ kind: "error", status, message: `The request with ${upstreamKeys.one} is wrong.` })
          const answer = await converse(gateway, client, model, "plain")
          expect(answer.status).toBeGreaterThanOrEqual(400)
          expect(answer.text).not.toContain(upstreamKeys.one)
          expect(JSON.stringify([...answer.headers])).not.toContain(upstreamKeys.one)
        }
      }
      await gateway.close()
      expect(keptFiles(gateway.home)).not.toContain(upstreamKeys.one)
      expect(gateway.troubles.join(" ")).not.toContain(upstreamKeys.one)
    },
  )
})

/** Every file of the gateway but the keys' own, which hold hashes. */
function keptFiles(home: string): string {
  const names = readdirSync(home, { recursive: true, withFileTypes: true })
  return names
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "latin1"))
    .join("\n")
}

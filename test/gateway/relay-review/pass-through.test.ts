import { request as httpRequest } from "node:http"
import { gzipSync } from "node:zlib"
import { describe, expect, it } from "vitest"
import { openFakeAnthropic } from "../fakes/fake-anthropic.ts"
import { openFakeGemini } from "../fakes/fake-gemini.ts"
import { openFakeOpenai } from "../fakes/fake-openai.ts"
import { clientFormats, converse, eventsIn, formatOf } from "../relay/client-formats.ts"
import { openTestGateway, type TestGateway, upstreamAt } from "../relay/test-gateway.ts"

/** Fields nobody knows, in an order, with spaces and digits that a parser would not keep. */
const odd = {
  C: '{ "zeta":1e400 ,"messages":[{"role":"user","content":"h\\u00e9","x-new":[ ]}],\n"model":"gpt-5.1", "n":12345678901234567890 }',
  R: '{ "zeta":1.0,"input":"h\\u00e9" ,"store":false,"model":"gpt-5.1", "n":12345678901234567890 }',
  A: '{ "zeta":-0,"max_tokens":16,"messages":[{"role":"user","content":"h\\u00e9","x":[ ]}],"model":"claude-sonnet-5", "n":12345678901234567890 }',
  G: '{ "zeta":{"b":1,"a":2},"contents":[{"role":"user","parts":[{"text":"h\\u00e9"}]}], "n":12345678901234567890 }',
}

const families = {
  C: { kind: "openai", model: "gpt-5.1", open: openFakeOpenai },
  R: { kind: "openai", model: "gpt-5.1", open: openFakeOpenai },
  A: { kind: "anthropic", model: "claude-sonnet-5", open: openFakeAnthropic },
  G: { kind: "gemini", model: "gemini-3-flash-preview", open: openFakeGemini },
} as const

describe("a request in the upstream's own format", () => {
  it.each(clientFormats)(
    "G07 keeps spaces, order, escapes and every digit from a client of $letter",
    async (client) => {
      const { kind, model, open } = families[client.letter]
      await using fake = await open()
      const gateway = await openTestGateway({ upstreams: [upstreamAt(kind, fake.url, { models: [model] })] })
      const answer = await raw(gateway, client.path(model, "plain"), odd[client.letter], client.headers)
      expect(answer.status).toBe(200)
      expect(String(fake.asked[0]?.request.bytes)).toBe(odd[client.letter])
    },
  )

  it("G07 takes texts to embed that are numbers of tokens, as OpenAI's own API does", async () => {
    await using fake = await openFakeOpenai()
    const model = "text-embedding-3-small"
    const gateway = await openTestGateway({
      upstreams: [upstreamAt("openai", fake.url, { models: [model] })],
    })
    const body = `{"model":"${model}", "input":[[1,2],[3]],"new":1}`
    const answer = await raw(gateway, "/v1/embeddings", body, {})
    expect({ status: answer.status, text: answer.text }).toMatchObject({ status: 200 })
    expect(String(fake.requests.at(-1)?.bytes)).toBe(body)
  })
})

describe("an upstream that packs its answers unasked", () => {
  it.each(clientFormats)(
    "G07 is unpacked for a client of $letter, who did not ask either",
    async (client) => {
      const { kind, model, open } = families[client.letter]
      await using plain = await open()
      const body = client.body(model, "Say hello.", "stream")
      // What the fake would say, packed by hand.
      const said = await fetch(`${plain.url}${client.path(model, "stream")}`, {
        method: "POST",
        headers: { "content-type": "application/json", ...client.headers },
        body: JSON.stringify(body),
      })
      const events = await said.text()
      await using fake = await open()
      const headers = { "content-type": "text/event-stream", "content-encoding": "gzip" }
      fake.script({ kind: "raw", status: 200, headers, pieces: [gzipSync(events)] })
      const gateway = await openTestGateway({ upstreams: [upstreamAt(kind, fake.url, { models: [model] })] })
      const answer = await converse(gateway, client, model, "stream")
      expect(answer.headers.get("content-encoding")).toBeNull()
      expect(client.streamText(eventsIn(answer).filter((event) => typeof event === "object"))).toBe("ok")
    },
  )
})

describe("an upstream that resets its connection right behind a whole answer", () => {
  it.each(clientFormats)("G64 leaves a client of $letter with a whole answer", async (client) => {
    const { kind, model, open } = families[client.letter]
    await using plain = await open()
    const said = await fetch(`${plain.url}${client.path(model, "stream")}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...client.headers },
      body: JSON.stringify(client.body(model, "Say hello.", "stream")),
    })
    const events = await said.text()
    await using fake = await open()
    const stopAfter = { events: 1, how: "reset" } as const
    const headers = { "content-type": "text/event-stream" }
    fake.script({ kind: "raw", status: 200, headers, pieces: [events, "never"], stopAfter })
    const gateway = await openTestGateway({ upstreams: [upstreamAt(kind, fake.url, { models: [model] })] })
    const answer = await converse(gateway, client, model, "stream").catch(() => null)
    expect(answer?.text).toContain("ok")
    expect(fake.asked.length).toBe(1)
  })
})

it("G05 offers Claude Code the user's own names for other vendors' models", async () => {
  await using fake = await openFakeGemini()
  const gateway = await openTestGateway({
    upstreams: [upstreamAt("gemini", fake.url)],
    change: (config) => ({
      ...config,
      aliases: [{ name: "claude-mine", upstream: "gemini", model: "gemini-2.5-pro" }],
    }),
  })
  const client = formatOf("A")
  const list = await raw(gateway, "/v1/models?limit=1000", "", client.headers, "GET")
  expect(JSON.parse(list.text)).toMatchObject({
    first_id: "claude-mine",
    data: [{ type: "model", id: "claude-mine" }, {}, {}, {}],
  })
  const answer = await converse(gateway, client, "claude-mine", "plain")
  expect(answer.headers.get("x-for-loop-model")).toBe("gemini-2.5-pro")
  expect(JSON.parse(answer.text)).toMatchObject({ model: "claude-mine" })
})

type RawAnswer = { readonly status: number; readonly text: string }

/** A request whose path, headers and body no client library tidies. */
function raw(
  gateway: TestGateway,
  path: string,
  body: string,
  headers: Readonly<Record<string, string>>,
  method = "POST",
): Promise<RawAnswer> {
  const length = { "content-length": String(Buffer.byteLength(body)) }
  const all = {
    authorization: `Bearer ${gateway.key}`,
    "content-type": "application/json",
    ...length,
    ...headers,
  }
  return new Promise((resolve, reject) => {
    const sent = httpRequest(
      { host: "127.0.0.1", port: gateway.port, path, method, headers: all },
      (answer) => {
        const chunks: Buffer[] = []
        answer.on("data", (chunk: Buffer) => chunks.push(chunk))
        answer.on("end", () =>
          resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString("utf8") }),
        )
      },
    )
    sent.on("error", reject)
    sent.end(body)
  })
}

import { gzipSync } from "node:zlib"
import { describe, expect, it } from "vitest"
import { openFakeAnthropic } from "../fakes/fake-anthropic.ts"
import { openFakeGemini } from "../fakes/fake-gemini.ts"
import { openFakeOpenai } from "../fakes/fake-openai.ts"
import { clientFormats, converse, formatOf } from "../relay/client-formats.ts"
import { ask, errorOf, jsonOf, openTestGateway, upstreamAt } from "../relay/test-gateway.ts"
import { sendRaw } from "./raw-http.ts"

const models = { C: "gpt-5.1", R: "gpt-5.1", A: "claude-sonnet-5", G: "gemini-3-flash" } as const

describe("the gateway's door", () => {
  const places = [
    ["Authorization: Bearer", (key: string) => ({ auth: { authorization: `Bearer ${key}` } })],
    ["x-api-key", (key: string) => ({ auth: { "x-api-key": key } })],
    ["x-goog-api-key", (key: string) => ({ auth: { "x-goog-api-key": key } })],
    ["anthropic-api-key", (key: string) => ({ auth: { "anthropic-api-key": key } })],
    ["?key=", (key: string) => ({ auth: {}, query: `key=${key}` })],
  ] as const

  it.each(places)(
    "G01 serves a client whose key comes as %s, and the upstream never sees it",
    async (_name, show) => {
      await using anthropic = await openFakeAnthropic()
      await using gemini = await openFakeGemini()
      await using openai = await openFakeOpenai()
      const gateway = await openTestGateway({
        upstreams: [
          upstreamAt("anthropic", anthropic.url),
          upstreamAt("gemini", gemini.url),
          upstreamAt("openai", openai.url, { models: ["gpt-5.1"] }),
        ],
      })
      const shown = show(gateway.key)
      for (const client of clientFormats) {
        const model = models[client.letter]
        const path = client.path(model, "stream")
        const query = "query" in shown ? `${path.includes("?") ? "&" : "?"}${shown.query}` : ""
        const body = client.body(model, "Hello.", "stream")
        const answer = await ask(gateway, path + query, { body, headers: client.headers, auth: shown.auth })
        expect({ letter: client.letter, status: answer.status }).toEqual({
          letter: client.letter,
          status: 200,
        })
      }
      const seen = [...anthropic.requests, ...gemini.requests, ...openai.requests]
      expect(seen.length).toBeGreaterThanOrEqual(4)
      for (const { path, rawHeaders, bytes } of seen)
        expect(`${path} ${rawHeaders.join(" ")} ${bytes.toString()}`).not.toContain(gateway.key)
    },
  )

  it.each(clientFormats)(
    "G01 refuses a wrong or missing key with 401 in the envelope of $letter, and sends nothing",
    async (client) => {
      await using fake = await openFakeGemini()
      const gateway = await openTestGateway({ upstreams: [upstreamAt("gemini", fake.url)] })
      for (const auth of [{}, { authorization: "Bearer fl-wrong" }, { "x-api-key": `${gateway.key}x` }]) {
        const answer = await converse(gateway, client, "gemini-3-flash", "plain", { auth })
        const said = client.errorMessage(errorOf(answer, 401))
        expect(said).toContain("for-loop gateway key add")
        expect(answer.text).not.toContain(gateway.key)
      }
      expect(fake.requests.filter(({ method }) => method === "POST")).toEqual([])
    },
  )

  it("G01 keeps a key to its formats and models, and says which key it was", async () => {
    await using fake = await openFakeGemini()
    const gateway = await openTestGateway({
      upstreams: [upstreamAt("gemini", fake.url)],
      key: { models: ["gemini-2.5-*"], formats: ["openai-chat"] },
    })
    const allowed = await converse(gateway, formatOf("C"), "gemini-2.5-pro", "plain")
    expect(allowed.status).toBe(200)
    const foreign = await converse(gateway, formatOf("C"), "gemini-3-flash", "plain")
    expect(errorOf(foreign, 403).error.message).toContain('may not use the model "gemini-3-flash"')
    const other = await converse(gateway, formatOf("A"), "gemini-2.5-pro", "plain")
    expect(errorOf(other, 403).error.type).toBe("permission_error")
    const listed = jsonOf(await ask(gateway, "/v1/models"))
    expect(listed.data.map(({ id }: { id: string }) => id)).not.toContain("gemini-3-flash")
  })
})

describe("the gateway's paths", () => {
  it("G02 takes what real clients call: ?beta=true, HEAD /, the shorter paths, GET /v1/models", async () => {
    await using fake = await openFakeAnthropic()
    const gateway = await openTestGateway({ upstreams: [upstreamAt("anthropic", fake.url)] })
    const a = formatOf("A")
    const body = a.body("claude-sonnet-5", "Hello.", "plain")
    for (const path of ["/v1/messages?beta=true", "/messages", "/v1/messages/"]) {
      const answer = await ask(gateway, path, { body, headers: a.headers })
      expect(a.plainText(jsonOf(answer))).toBe("ok")
    }
    expect(fake.requests.filter(({ method }) => method === "POST").map(({ path }) => path)).toEqual([
      "/v1/messages?beta=true",
      "/v1/messages",
      "/v1/messages",
    ])
    const head = await sendRaw(gateway.port, "HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    expect({ status: head.status, body: head.body }).toEqual({ status: 200, body: "" })
    const list = jsonOf(await ask(gateway, "/v1/models"))
    expect(list.data.map(({ id }: { id: string }) => id)).toContain("claude-sonnet-5")
  })

  it("G03 serves both versions of Anthropic's API and forwards version and betas unchanged", async () => {
    await using fake = await openFakeAnthropic()
    const gateway = await openTestGateway({ upstreams: [upstreamAt("anthropic", fake.url)] })
    for (const version of ["2023-06-01", "2026-10-21"]) {
      const headers = { "anthropic-version": version, "anthropic-beta": "one-2026,two-2026" }
      jsonOf(await converse(gateway, formatOf("A"), "claude-sonnet-5", "plain", { headers }))
      const sent = fake.asked.at(-1)?.request.headers
      expect(sent).toMatchObject(headers)
    }
  })

  it("G04 refuses sampling fields by name where the client's version rejects them, and sends nothing", async () => {
    await using fake = await openFakeAnthropic()
    const gateway = await openTestGateway({ upstreams: [upstreamAt("anthropic", fake.url)] })
    for (const field of ["temperature", "top_p", "top_k"]) {
      const answer = await converse(gateway, formatOf("A"), "claude-sonnet-5", "plain", {
        headers: { "anthropic-version": "2026-10-21" },
        body: { [field]: 1 },
      })
      expect(errorOf(answer, 400).error).toMatchObject({ type: "invalid_request_error" })
      expect(answer.text).toContain(field)
    }
    expect(fake.asked).toEqual([])
    const older = await converse(gateway, formatOf("A"), "claude-sonnet-5", "plain", {
      body: { temperature: 1 },
    })
    expect(older.status).toBe(200)
    expect(fake.asked[0]?.request.json).toMatchObject({ temperature: 1 })
  })

  it("G05 lists models in three shapes, each with the user's own names", async () => {
    await using fake = await openFakeAnthropic()
    const gateway = await openTestGateway({
      upstreams: [upstreamAt("anthropic", fake.url)],
      change: (config) => ({
        ...config,
        aliases: [{ name: "claude-mine", upstream: "anthropic", model: "claude-sonnet-5" }],
      }),
    })
    const openai = jsonOf(await ask(gateway, "/v1/models"))
    expect(openai.object).toBe("list")
    expect(openai.data[0]).toMatchObject({ id: "claude-mine", object: "model" })
    const anthropic = jsonOf(
      await ask(gateway, "/v1/models", { headers: { "anthropic-version": "2023-06-01" } }),
    )
    expect(anthropic).toMatchObject({ has_more: false, first_id: "claude-mine" })
    expect(anthropic.data[0]).toMatchObject({ type: "model", id: "claude-mine" })
    const gemini = jsonOf(await ask(gateway, "/v1beta/models"))
    expect(gemini.models[0].name).toBe("models/claude-mine")
    const one = jsonOf(await ask(gateway, "/v1/models/claude-sonnet-5"))
    expect(one).toMatchObject({ id: "claude-sonnet-5", object: "model" })
    const none = await ask(gateway, "/v1beta/models/gemini-9")
    expect(errorOf(none, 404).error.status).toBe("NOT_FOUND")
  })

  it("G06 asks Claude on Vertex with the model in the path alone and the version of the configuration in the body", async () => {
    await using fake = await openFakeAnthropic()
    const upstream = upstreamAt("vertex-claude", fake.url, {
      project: "p1",
      location: "europe-west1",
      models: ["claude-sonnet-5"],
    })
    const gateway = await openTestGateway({ upstreams: [upstream] })
    const exact =
      '{"model":"claude-sonnet-5","max_tokens":10,"messages":[{"role":"user","content":"Hi"}],"new":12345678901234567890}'
    jsonOf(await ask(gateway, "/v1/messages", { body: exact, headers: formatOf("A").headers }))
    const sent = fake.asked[0]?.request
    expect(sent?.path).toBe(
      "/v1/projects/p1/locations/europe-west1/publishers/anthropic/models/claude-sonnet-5:rawPredict",
    )
    const text = sent?.bytes.toString() ?? ""
    expect(text).not.toContain('"model"')
    expect(text).toContain('"anthropic_version":"vertex-2023-10-16"')
    expect(text).toContain('"new":12345678901234567890')
  })

  it.each(clientFormats)(
    "G67 answers an unknown path, a wrong method and a body that is no JSON in the envelope of $letter",
    async (client) => {
      await using fake = await openFakeGemini()
      const gateway = await openTestGateway({ upstreams: [upstreamAt("gemini", fake.url)] })
      const path = client.path("gemini-3-flash", "plain")
      const get = await ask(gateway, path, { headers: client.headers })
      expect(typeof client.errorMessage(errorOf(get, 405))).toBe("string")
      expect(get.headers.get("allow")).toBe("POST")
      const broken = await ask(gateway, path, { body: "{not json", headers: client.headers })
      expect(client.errorMessage(errorOf(broken, 400))).toContain("JSON")
      const unknown = await converse(gateway, client, "no-such-model", "plain")
      expect(client.errorMessage(errorOf(unknown, 404))).toContain("no-such-model")
      expect(fake.asked).toEqual([])
    },
  )

  it("G67 answers what is no HTTP, and headers without end, without falling over", async () => {
    const gateway = await openTestGateway({ upstreams: [] })
    const noise = await sendRaw(gateway.port, "POST /v1/messages HTTP/9\r\n\r\n")
    expect(noise.status).toBe(400)
    expect(JSON.parse(noise.body)).toMatchObject({ type: "error", error: { type: "invalid_request_error" } })
    const long = await sendRaw(gateway.port, `GET / HTTP/1.1\r\nHost: x\r\nx: ${"y".repeat(70_000)}\r\n\r\n`)
    expect(long.status).toBe(431)
    expect(jsonOf(await ask(gateway, "/health"))).toEqual({ status: "ok" })
  })

  it("shows metrics to nobody without a key who comes by another name than this machine's own", async () => {
    const gateway = await openTestGateway({ upstreams: [] })
    const asked = (host: string, more = "") =>
      sendRaw(gateway.port, `GET /metrics HTTP/1.1\r\nHost: ${host}\r\n${more}Connection: close\r\n\r\n`)
    expect((await asked(`127.0.0.1:${gateway.port}`)).status).toBe(200)
    expect((await asked("evil.example")).status).toBe(401)
    expect((await asked("evil.example", `x-api-key: ${gateway.key}\r\n`)).status).toBe(200)
    expect((await asked("127.0.0.1", "Origin: http://evil.example\r\n")).status).toBe(401)
  })
})

describe("bodies", () => {
  it("G08 takes a body of 50 MB", async () => {
    await using fake = await openFakeAnthropic()
    const gateway = await openTestGateway({ upstreams: [upstreamAt("anthropic", fake.url)] })
    const text = "x".repeat(50 * 1024 * 1024)
    const body = formatOf("A").body("claude-sonnet-5", text, "plain")
    jsonOf(await ask(gateway, "/v1/messages", { body, headers: formatOf("A").headers }))
    expect(fake.asked[0]?.request.bytes.length).toBeGreaterThan(text.length)
  })

  it.each(clientFormats)(
    "G08 refuses a body over the cap with 413 in the envelope of $letter, told its size or not",
    async (client) => {
      await using fake = await openFakeGemini()
      const gateway = await openTestGateway({
        upstreams: [upstreamAt("gemini", fake.url)],
        change: (config) => ({ ...config, server: { ...config.server, maxBodyBytes: 10_000 } }),
      })
      const path = client.path("gemini-3-flash", "plain")
      const body = JSON.stringify(client.body("gemini-3-flash", "x".repeat(20_000), "plain"))
      const told = await ask(gateway, path, { body, headers: client.headers })
      expect(client.errorMessage(errorOf(told, 413))).toContain("10000")
      const chunk = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`
      const auth = `Authorization: Bearer ${gateway.key}\r\n`
      const head = `POST ${path} HTTP/1.1\r\nHost: x\r\n${auth}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n`
      const untold = await sendRaw(gateway.port, head + chunk)
      expect(untold.status).toBe(413)
      expect(fake.asked).toEqual([])
    },
  )

  it("G08 lets the sender of a body far over the cap read why, and use its connection again", async () => {
    const gateway = await openTestGateway({
      upstreams: [],
      change: (config) => ({ ...config, server: { ...config.server, maxBodyBytes: 100_000 } }),
    })
    for (let turn = 0; turn < 3; turn += 1) {
      const body = JSON.stringify(formatOf("A").body("claude-sonnet-5", "x".repeat(30_000_000), "plain"))
      const answer = await ask(gateway, "/v1/messages", { body })
      expect(errorOf(answer, 413).error.type).toBe("request_too_large")
    }
  })

  it("G08 unpacks a packed body, and refuses one that grows over the cap or cannot be unpacked", async () => {
    await using fake = await openFakeAnthropic()
    const gateway = await openTestGateway({
      upstreams: [upstreamAt("anthropic", fake.url)],
      change: (config) => ({ ...config, server: { ...config.server, maxBodyBytes: 10_000 } }),
    })
    const post = async (bytes: Buffer, encoding: string) => {
      const response = await fetch(`${gateway.url}/v1/messages`, {
        method: "POST",
        headers: {
          "x-api-key": gateway.key,
          "content-encoding": encoding,
          "content-type": "application/json",
        },
        body: bytes,
      })
      await response.text()
      return response.status
    }
    const small = gzipSync(JSON.stringify(formatOf("A").body("claude-sonnet-5", "Hi", "plain")))
    expect(await post(small, "gzip")).toBe(200)
    expect(fake.asked[0]?.request.headers["content-encoding"]).toBeUndefined()
    const bomb = gzipSync(JSON.stringify(formatOf("A").body("claude-sonnet-5", "x".repeat(100_000), "plain")))
    expect(await post(bomb, "gzip")).toBe(413)
    expect(await post(Buffer.from("not packed"), "gzip")).toBe(400)
    expect(await post(Buffer.from("{}"), "rot13")).toBe(415)
  })
})

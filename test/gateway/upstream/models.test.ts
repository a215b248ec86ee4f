import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import type { IncomingMessage } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, describe, expect, it, test } from "vitest"
import type { AliasConfig, UpstreamConfig } from "../../../src/gateway/config/config.ts"
import { modelAnswer, modelListAnswer } from "../../../src/gateway/upstream/model-answer.ts"
import { type ModelEntry, openModelList } from "../../../src/gateway/upstream/models.ts"
import { openUpstreamClient } from "../../../src/gateway/upstream/upstream-client.ts"
import { type Loopback, serveHttp, within } from "./loopback.ts"
import { credentialOf, upstreamOf } from "./upstream-of.ts"

const homes: string[] = []
const client = openUpstreamClient({ env: {} })
afterEach(async () => {
  for (const home of homes.splice(0)) rmSync(home, { recursive: true, force: true })
  await client.close()
})

function newHome(): string {
  const home = mkdtempSync(join(tmpdir(), "for-loop models-"))
  homes.push(home)
  return home
}

type Options = { home?: string; aliases?: readonly AliasConfig[]; now?: () => number; secret?: string | null }

function listOf(
  upstreams: readonly UpstreamConfig[],
  { home = newHome(), aliases = [], now = Date.now, secret = "s3cret" }: Options = {},
) {
  return openModelList({
    home,
    upstreams: () => upstreams,
    aliases: () => aliases,
    client,
    secret: async () => secret,
    now,
  })
}

type Listing = Loopback & { readonly asked: IncomingMessage[]; ids: readonly string[] }

/** Lists models in Gemini's, Anthropic's and OpenAI's shapes; Gemini's in pages of two. */
async function lister(ids: readonly string[]): Promise<Listing> {
  const asked: IncomingMessage[] = []
  const server = await serveHttp((request, response) => {
    asked.push(request)
    const { pathname, searchParams } = new URL(request.url ?? "", "http://fake")
    const json = (body: object): void => {
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body))
    }
    if (pathname === "/v1beta/models") {
      const from = Number(searchParams.get("pageToken") ?? 0)
      const models = listing.ids
        .slice(from, from + 2)
        .map((id) => ({ name: `models/${id}`, displayName: `The ${id}` }))
      json({ models, ...(from + 2 < listing.ids.length ? { nextPageToken: String(from + 2) } : {}) })
    } else if (request.headers["anthropic-version"] !== undefined) {
      const data = listing.ids.map((id) => ({
        type: "model",
        id,
        display_name: `The ${id}`,
        created_at: "2026-01-02T00:00:00Z",
      }))
      json({ data, has_more: false, first_id: null, last_id: null })
    } else {
      json({
        object: "list",
        data: listing.ids.map((id) => ({ id, object: "model", created: 1_700_000_000 })),
      })
    }
  })
  const listing: Listing = { ...server, asked, ids }
  return listing
}

async function targets(list: ReturnType<typeof openModelList>, name: string) {
  const found = await list.resolveModel(name, null)
  return found.kind === "unknown"
    ? []
    : found.targets.map(({ upstream, model }) => `${upstream.name}:${model}`)
}

describe("the list of models", () => {
  it("G05 is asked from every upstream with its credential, page after page, and aliases stand first", async () => {
    await using google = await lister(["gemini-a", "gemini-b", "gemini-c"])
    await using anthropic = await lister(["claude-a"])
    await using local = await lister(["llama:8b"])
    const list = listOf(
      [
        upstreamOf("gemini", { baseUrl: google.url }),
        upstreamOf("anthropic", { baseUrl: anthropic.url }),
        upstreamOf("openai-compatible", { baseUrl: local.url }),
        upstreamOf("openai", { models: ["gpt-of-mine"] }),
      ],
      { aliases: [{ name: "fast", upstream: "gemini", model: "gemini-a" }] },
    )
    const entries = await list.list()
    expect(entries.map(({ id, upstream, source }) => `${id} ${upstream} ${source}`)).toEqual([
      "fast gemini configured",
      "gemini-a gemini listed",
      "gemini-b gemini listed",
      "gemini-c gemini listed",
      "claude-a anthropic listed",
      "llama:8b openai-compatible listed",
      "gpt-of-mine openai configured",
    ])
    expect(entries[4]).toMatchObject({
      displayName: "The claude-a",
      createdAt: Date.parse("2026-01-02") / 1000,
    })
    expect(google.asked.map(({ url }) => url)).toEqual([
      "/v1beta/models?pageSize=1000",
      "/v1beta/models?pageSize=1000&pageToken=2",
    ])
    expect(google.asked[0]?.headers["x-goog-api-key"]).toBe("s3cret")
    expect(anthropic.asked[0]?.headers["x-api-key"]).toBe("s3cret")
    expect(local.asked[0]?.headers.authorization).toBe("Bearer s3cret")
  })

  it("is asked once for many at a time, and again after an hour, on disk in between", async () => {
    await using google = await lister(["gemini-a"])
    const home = newHome()
    let time = 1_000_000
    const options = { home, now: () => time }
    const upstreams = [upstreamOf("gemini", { baseUrl: google.url })]
    const list = listOf(upstreams, options)
    await Promise.all([list.list(), list.list(), list.list()])
    expect(google.asked.length).toBe(1)
    time += 59 * 60_000
    const again = listOf(upstreams, options)
    expect(await again.list()).toMatchObject([{ id: "gemini-a", ageMs: 59 * 60_000 }])
    expect(google.asked.length).toBe(1)
    time += 2 * 60_000
    google.ids = ["gemini-b"]
    expect(await again.list()).toMatchObject([{ id: "gemini-b", ageMs: 0 }])
    again.refresh()
    await again.list()
    expect(google.asked.length).toBe(3)
    const path = join(home, "gateway", "models.json")
    expect(statSync(path).mode & 0o077).toBe(0)
    expect(readFileSync(path, "utf8")).not.toContain("s3cret")
  })

  it("holds the models of known price where an upstream cannot be asked, and survives a broken file", async () => {
    const home = newHome()
    const first = listOf([upstreamOf("gemini", { baseUrl: "http://127.0.0.1:1" })], { home })
    const entries = await first.list()
    expect(entries).toContainEqual(
      expect.objectContaining({ id: "gemini-2.5-pro", source: "known", ageMs: null }),
    )
    expect(entries.some(({ id }) => !id.startsWith("gemini-"))).toBe(false)
    await using google = await lister(["gemini-a"])
    const upstreams = [upstreamOf("gemini", { baseUrl: google.url })]
    await listOf(upstreams, { home }).list()
    writeFileSync(join(home, "gateway", "models.json"), '{"gemini":{"at":"x"},"a":1')
    expect(await listOf(upstreams, { home }).list()).toMatchObject([{ id: "gemini-a" }])
  })

  it("of another server under the same name is asked anew", async () => {
    await using one = await lister(["gemini-a"])
    await using other = await lister(["gemini-b"])
    const home = newHome()
    await listOf([upstreamOf("gemini", { baseUrl: one.url })], { home }).list()
    expect(await listOf([upstreamOf("gemini", { baseUrl: other.url })], { home }).list()).toMatchObject([
      { id: "gemini-b" },
    ])
  })

  it("costs no request where there is no credential", async () => {
    const list = listOf([upstreamOf("gemini"), upstreamOf("anthropic", { credentials: [] })], {
      secret: null,
    })
    expect((await list.list()).every(({ source }) => source === "known")).toBe(true)
  })
})

describe("who serves a model", () => {
  it("is whoever lists it, in the order of the file; a name nobody has is unknown, never another", async () => {
    await using one = await lister(["gemini-a", "gemini-b"])
    await using two = await lister(["gemini-b"])
    const list = listOf([
      upstreamOf("gemini", { name: "one", baseUrl: one.url }),
      upstreamOf("gemini", { name: "two", baseUrl: two.url }),
    ])
    await list.list()
    expect(await targets(list, "gemini-b")).toEqual(["one:gemini-b", "two:gemini-b"])
    expect(await targets(list, "models/gemini-a")).toEqual(["one:gemini-a"])
    expect(await targets(list, "two/gemini-b")).toEqual(["two:gemini-b"])
    for (const name of ["gemini", "gemini-bb", "GEMINI-A", "two/gemini-a", "claude-a", "", "__proto__"]) {
      expect(await targets(list, name)).toEqual([])
    }
  })

  it("takes an alias before everything else, and tells of it", async () => {
    await using google = await lister(["gemini-a", "gemini-b"])
    const upstreams = [upstreamOf("gemini", { baseUrl: google.url })]
    const aliases = [
      { name: "gemini-a", upstream: "gemini", model: "gemini-b" },
      { name: "lost", upstream: "nowhere", model: "x" },
    ]
    const list = listOf(upstreams, { aliases })
    const found = await list.resolveModel("gemini-a", "anthropic")
    expect(found).toMatchObject({ targets: [{ model: "gemini-b", alias: "gemini-a", format: "gemini" }] })
    expect(await targets(list, "lost")).toEqual([])
  })

  it("takes the names vendors take beside those they list", async () => {
    await using anthropic = await lister(["claude-opus-4-5-20251101", "claude-sonnet-4-20250514"])
    const list = listOf([upstreamOf("anthropic", { baseUrl: anthropic.url })])
    await list.list()
    for (const name of [
      "claude-opus-4-5",
      "claude-opus-4-5-latest",
      "claude-sonnet-4-0",
      "claude-opus-4-5-20251101",
    ]) {
      expect(await targets(list, name)).toEqual([`anthropic:${name}`])
    }
    expect(await targets(list, "claude-opus-4-5-20240101")).toEqual([])
    expect(await targets(list, "claude-opus")).toEqual([])
  })

  it("is Vertex for any name of the vendor's family: its list is a catalogue without versions", async () => {
    await using google = await serveHttp((_request, response) => {
      response.end(JSON.stringify({ publisherModels: [{ name: "publishers/google/models/gemini-a" }] }))
    })
    const place = { project: "p", location: "global", baseUrl: google.url }
    const list = listOf([upstreamOf("vertex-gemini", place)])
    expect(await list.list()).toMatchObject([{ id: "gemini-a", source: "listed" }])
    expect(await targets(list, "gemini-a-001")).toEqual(["vertex-gemini:gemini-a-001"])
    expect(await targets(list, "claude-a")).toEqual([])
  })

  it("is never blocked by a list that cannot be had: any name of the vendor's family goes", async () => {
    const down = "http://127.0.0.1:1"
    const kinds = ["gemini", "anthropic", "openai"] as const
    const list = listOf(kinds.map((kind) => upstreamOf(kind, { baseUrl: down })))
    expect(await targets(list, "gemini-99-ultra")).toEqual(["gemini:gemini-99-ultra"])
    expect(await targets(list, "claude-next")).toEqual(["anthropic:claude-next"])
    expect(await targets(list, "gpt-9")).toEqual(["openai:gpt-9"])
    expect(await targets(list, "o9-mini")).toEqual(["openai:o9-mini"])
    expect(await targets(list, "llama")).toEqual([])
  })

  it("asks a server of unknown making before it gets a name, and gives it none that another upstream has", async () => {
    await using local = await lister(["llama:8b"])
    const list = listOf([
      upstreamOf("openai-compatible", { name: "local", baseUrl: local.url }),
      upstreamOf("gemini", { baseUrl: "http://127.0.0.1:1" }),
    ])
    expect(await targets(list, "gemini-a")).toEqual(["gemini:gemini-a"])
    expect(await targets(list, "mistral")).toEqual([])
    expect(await targets(list, "llama:8b")).toEqual(["local:llama:8b"])
    const off = listOf([upstreamOf("openai-compatible", { name: "local", baseUrl: "http://127.0.0.1:1" })])
    expect(await targets(off, "meta/llama:8b")).toEqual(["local:meta/llama:8b"])
  })

  it("learns of a new model within a minute", async () => {
    let time = 0
    await using google = await lister(["gemini-a"])
    const list = listOf([upstreamOf("gemini", { baseUrl: google.url })], { now: () => time })
    await list.list()
    google.ids = ["gemini-a", "gemini-new"]
    expect(await targets(list, "gemini-new")).toEqual([])
    time += 60_000
    expect(await targets(list, "gemini-new")).toEqual(["gemini:gemini-new"])
  })

  it("waits for no list that is merely old", async () => {
    let time = 0
    await using google = await lister(["gemini-a"])
    const list = listOf([upstreamOf("gemini", { baseUrl: google.url })], { now: () => time })
    await list.list()
    time += 2 * 60 * 60_000
    google.ids = ["gemini-b"]
    expect(await targets(list, "gemini-a")).toEqual(["gemini:gemini-a"])
    await within(2000, () => google.asked.length === 2)
    await list.list()
    expect(await targets(list, "gemini-a")).toEqual([])
  })

  it("G07 speaks Responses to a Responses client where the upstream can", async () => {
    const list = listOf([upstreamOf("openai", { models: ["gpt-a"] })])
    expect(await list.resolveModel("gpt-a", "openai-responses")).toMatchObject({
      targets: [{ format: "openai-responses" }],
    })
    expect(await list.resolveModel("gpt-a", "anthropic")).toMatchObject({
      targets: [{ format: "openai-chat" }],
    })
    const plain = listOf([upstreamOf("openai-compatible", { models: ["m"], quirks: { responses: false } })])
    expect(await plain.resolveModel("m", "openai-responses")).toMatchObject({
      targets: [{ format: "openai-chat" }],
    })
  })
})

describe("a list as clients read it", () => {
  const entry: ModelEntry = {
    id: "claude-a",
    displayName: "Claude A",
    upstream: "anthropic",
    aliasOf: null,
    createdAt: 1_767_312_000,
    source: "listed",
    ageMs: 0,
  }
  const entries = [entry, { ...entry, id: "claude-b", createdAt: null }, { ...entry, upstream: "second" }]

  test("G05 Anthropic's clients get Anthropic's shape, each name once", () => {
    expect(JSON.parse(modelListAnswer("anthropic", entries))).toEqual({
      data: [
        { type: "model", id: "claude-a", display_name: "Claude A", created_at: "2026-01-02T00:00:00Z" },
        { type: "model", id: "claude-b", display_name: "Claude A", created_at: "1970-01-01T00:00:00Z" },
      ],
      has_more: false,
      first_id: "claude-a",
      last_id: "claude-b",
    })
    expect(JSON.parse(modelListAnswer("anthropic", []))).toMatchObject({
      data: [],
      first_id: null,
      last_id: null,
    })
  })

  test("G05 OpenAI's clients get OpenAI's shape, of the upstream that goes first", () => {
    expect(JSON.parse(modelListAnswer("openai-chat", entries))).toEqual({
      object: "list",
      data: [
        { id: "claude-a", object: "model", created: 1_767_312_000, owned_by: "anthropic" },
        { id: "claude-b", object: "model", created: 0, owned_by: "anthropic" },
      ],
    })
  })

  test("G05 Gemini's clients get Gemini's shape with the `models/` prefix", () => {
    const told: unknown = JSON.parse(
      modelListAnswer("gemini", [{ ...entry, id: "gemini-embedding-001" }, entry]),
    )
    expect(told).toMatchObject({
      models: [
        {
          name: "models/gemini-embedding-001",
          supportedGenerationMethods: ["embedContent", "batchEmbedContents"],
        },
        {
          name: "models/claude-a",
          displayName: "Claude A",
          supportedGenerationMethods: expect.arrayContaining(["generateContent"]),
        },
      ],
    })
    expect(JSON.parse(modelAnswer("gemini", entry))).toMatchObject({ name: "models/claude-a" })
  })
})

test("a credential that is switched off is not asked with", async () => {
  await using google = await lister(["gemini-a"])
  const asked: string[] = []
  const list = openModelList({
    home: newHome(),
    upstreams: () => [
      upstreamOf("gemini", {
        baseUrl: google.url,
        credentials: [
          { ...credentialOf("off"), enabled: false },
          credentialOf("without"),
          credentialOf("on"),
        ],
      }),
    ],
    aliases: () => [],
    client,
    secret: async (_upstream, { name }) => {
      asked.push(name)
      return name === "on" ? "s3cret" : null
    },
    now: Date.now,
  })
  await list.list()
  expect(asked).toEqual(["without", "on"])
})

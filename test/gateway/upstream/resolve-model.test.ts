import { describe, expect, it } from "vitest"
import { serveHttp, until } from "./loopback.ts"
import { lister, listOf, targets } from "./model-lister.ts"
import { upstreamOf } from "./upstream-of.ts"

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
    await until(() => google.asked.length === 2)
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

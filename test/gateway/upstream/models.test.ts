import { readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it, test } from "vitest"
import { openModelList } from "../../../src/gateway/upstream/models.ts"
import { lister, listOf, newClient, newHome } from "./model-lister.ts"
import { credentialOf, upstreamOf } from "./upstream-of.ts"

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
    client: newClient(),
    secret: async (_upstream, { name }) => {
      asked.push(name)
      return name === "on" ? "s3cret" : null
    },
    now: Date.now,
  })
  await list.list()
  expect(asked).toEqual(["without", "on"])
})

import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import type { AdminAsk } from "../../src/admin/model/messages.ts"
import { type GatewaySite, openGatewaySite } from "./gateway-site.ts"

const settings = {
  models: "all",
  expiresAt: null,
  concurrency: null,
  caps: { dailyUsd: 2, weeklyUsd: null, totalUsd: null },
} as const

describe("what the gateway's page asks for", () => {
  let site: GatewaySite
  beforeEach(async () => {
    site = await openGatewaySite()
  })
  afterEach(() => site.close())

  const config = () => JSON.parse(readFileSync(join(site.home, "gateway", "config.json"), "utf8"))

  it("shows a gateway that has nothing yet", async () => {
    const view = await site.view()
    expect(view).toMatchObject({
      running: { url: site.url, version: "1.2.3", exposed: false },
      today: { requests: 0, usd: null },
      upstreams: [],
      keys: [],
      requests: [],
      troubles: [],
    })
    expect(view.clients.map(({ name, state }) => `${name} ${state}`)).toContain("claude-code not-set-up")
  })

  it("makes a key, changes it and revokes it; its text is told once", async () => {
    const made = await site.ask({ kind: "key-add", name: "laptop", settings })
    expect(made).toMatchObject({ kind: "key", name: "laptop" })
    const secret = made.kind === "key" ? made.secret : ""
    expect(await site.ask({ kind: "key-add", name: "laptop", settings })).toMatchObject({ kind: "refused" })
    expect(
      await site.ask({ kind: "key-change", name: "laptop", settings: { ...settings, models: ["gemini-*"] } }),
    ).toMatchObject({ kind: "done" })
    expect((await site.view()).keys).toMatchObject([
      { name: "laptop", models: ["gemini-*"], caps: { dailyUsd: 2 }, spent: { daily: 0 }, revokedAt: null },
    ])
    expect(await site.ask({ kind: "key-revoke", name: "laptop" })).toMatchObject({ kind: "done" })
    expect((await site.view()).keys[0]?.revokedAt).not.toBeNull()
    expect(JSON.stringify(await site.view())).not.toContain(secret)
    expect(textOfAll(site.home)).not.toContain(secret)
  })

  it("adds an upstream and a credential, whose secret goes nowhere but where secrets are kept", async () => {
    const upstream = { name: "gemini", kind: "gemini", baseUrl: null, project: null, location: null } as const
    expect(await site.ask({ kind: "upstream-add", upstream })).toMatchObject({ kind: "done" })
    expect(await site.ask({ kind: "upstream-add", upstream })).toMatchObject({ kind: "refused" })
    const secret = "AIzaSyA-very-secret-key-of-the-user-000"
    expect(
      await site.ask({
        kind: "credential-add",
        upstream: "gemini",
        name: "mine",
        secret: { from: "typed", secret },
      }),
    ).toMatchObject({ kind: "done" })
    const view = await site.view()
    expect(view.upstreams).toMatchObject([
      { name: "gemini", credentials: [{ name: "mine", state: "ready" }] },
    ])
    expect(JSON.stringify(view)).not.toContain(secret)
    expect(JSON.stringify(config())).not.toContain(secret)
    const shown = await site.ask({ kind: "export", what: "config" })
    expect(shown).toMatchObject({ kind: "text", fileName: "gateway-config.json" })
    expect(JSON.stringify(shown)).not.toContain(secret)
    const change = { enabled: false, weight: 3, priority: 1, stopAtUsdPerDay: 4 }
    expect(
      await site.ask({ kind: "credential-change", upstream: "gemini", name: "mine", settings: change }),
    ).toMatchObject({ kind: "done" })
    expect((await site.view()).upstreams[0]?.credentials[0]).toMatchObject({ ...change, state: "off" })
    await site.ask({ kind: "strategy", upstream: "gemini", strategy: "sticky" })
    expect((await site.view()).upstreams[0]?.strategy).toBe("sticky")
    expect(await site.ask({ kind: "reset", upstream: "gemini", credential: null })).toMatchObject({
      kind: "done",
    })
    expect(await site.ask({ kind: "credential-remove", upstream: "gemini", name: "mine" })).toMatchObject({
      kind: "done",
    })
    expect(textOfAll(site.home)).not.toContain(secret)
    await site.ask({ kind: "upstream-remove", upstream: "gemini" })
    expect((await site.view()).upstreams).toEqual([])
  })

  it("adds and removes aliases, refuses one for an upstream that is not there, and removes those of one that goes", async () => {
    const upstream = {
      name: "local",
      kind: "openai-compatible",
      baseUrl: "http://127.0.0.1:1/v1",
      project: null,
      location: null,
    } as const
    await site.ask({ kind: "upstream-add", upstream })
    expect(await site.ask({ kind: "alias-add", name: "x", upstream: "gone", model: "m" })).toMatchObject({
      kind: "refused",
    })
    await site.ask({ kind: "alias-add", name: "x", upstream: "local", model: "m" })
    await site.ask({ kind: "alias-add", name: "y", upstream: "local", model: "n" })
    await site.ask({ kind: "alias-remove", name: "x" })
    expect((await site.view()).aliases).toEqual([{ name: "y", upstream: "local", model: "n" }])
    await site.ask({ kind: "upstream-remove", upstream: "local" })
    expect((await site.view()).aliases).toEqual([])
  })

  it("changes the budget, which holds for the gateway that runs", async () => {
    expect(
      await site.ask({ kind: "budget", dailyUsd: 3, weeklyUsd: null, unknownPrice: "allow" }),
    ).toMatchObject({ kind: "done" })
    const { budget } = await site.view()
    expect(budget).toMatchObject({ dailyUsd: 3, weeklyUsd: null, unknownPrice: "allow" })
    expect(budget.caps).toMatchObject([{ cap: "daily", limit: 3, spent: 0 }])
    expect(config().budget).toEqual({ dailyUsd: 3, weeklyUsd: null, unknownPrice: "allow" })
  })

  it("keeps what else a person wrote into the configuration", async () => {
    mkdirSync(join(site.home, "gateway"), { recursive: true })
    writeFileSync(join(site.home, "gateway", "config.json"), '{ "mine": [1, 2], "log": { "keepHours": 5 } }')
    await site.ask({ kind: "budget", dailyUsd: 1, weeklyUsd: null, unknownPrice: "refuse" })
    expect(config()).toMatchObject({ mine: [1, 2], log: { keepHours: 5 } })
  })

  it("sets a client up with a key that works, and takes both back", async () => {
    const path = join(dirname(site.home), ".claude", "settings.json")
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, '{ "model": "opus" }')
    expect(await site.ask({ kind: "client-set-up", client: "claude-code" })).toMatchObject({ kind: "done" })
    const { env } = JSON.parse(readFileSync(path, "utf8"))
    expect(env.ANTHROPIC_BASE_URL).toBe(site.url)
    const headers = { "x-api-key": env.ANTHROPIC_AUTH_TOKEN }
    expect((await site.raw("/v1/models", { headers })).status).toBe(200)
    const view = await site.view()
    expect(view.clients.find(({ name }) => name === "claude-code")?.state).toBe("set-up")
    expect(await site.ask({ kind: "client-undo", client: "claude-code" })).toMatchObject({ kind: "done" })
    expect(readFileSync(path, "utf8")).toBe('{ "model": "opus" }')
    expect((await site.raw("/v1/models", { headers })).status).toBe(401)
    expect(await site.ask({ kind: "client-set-up", client: "openai" })).toMatchObject({ kind: "refused" })
  })

  it.each(["claude-code", "gemini-cli", "codex", "opencode", "openai", "anthropic", "genai"] as const)(
    "shows what %s needs, with a place for the key",
    async (client) => {
      const shown = await site.ask({ kind: "snippet", client })
      expect(shown).toMatchObject({ kind: "text" })
      expect(shown.kind === "text" ? shown.text : "").toContain(site.url)
      expect(shown.kind === "text" ? shown.text : "").toContain("YOUR-CLIENT-KEY")
    },
  )

  it("draws nothing where nothing happened, and knows no attempts of a request that never was", async () => {
    const drawn = await site.ask({ kind: "series", range: "1h", by: "model" })
    expect(drawn).toMatchObject({ kind: "series", series: { range: "1h", by: "model", rows: [] } })
    expect(drawn.kind === "series" ? drawn.series.times.length : 0).toBeGreaterThan(50)
    expect(await site.ask({ kind: "attempts", request: "r-unknown" })).toMatchObject({ kind: "refused" })
    expect(await site.ask({ kind: "export", what: "requests" })).toMatchObject({ kind: "text", text: "" })
  })

  it.each([
    {},
    { kind: "nothing" },
    { kind: "strategy", upstream: "x", strategy: "best" },
    { kind: "series", range: "2h", by: "model" },
    { kind: "budget", dailyUsd: -1, weeklyUsd: null, unknownPrice: "allow" },
    { kind: "budget", dailyUsd: "3", weeklyUsd: null, unknownPrice: "allow" },
    { kind: "key-add", name: "x", settings: { ...settings, models: [1] } },
    { kind: "credential-add", upstream: "x", name: "y", secret: { from: "kept", account: "gemini" } },
    { kind: "upstream-add", upstream: { name: "x", kind: "private" } },
  ])("refuses %j, which is no question of the page", async (ask) => {
    expect(await site.ask(ask)).toMatchObject({ kind: "refused" })
    expect(existsSync(join(site.home, "gateway", "config.json"))).toBe(false)
  })

  it("tells a name that cannot be a key's as a sentence", async () => {
    const ask: AdminAsk = { kind: "key-add", name: "no name", settings }
    expect(await site.ask(ask)).toMatchObject({ kind: "refused", message: /^A name has at most .*\.$/ })
  })
})

function textOfAll(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, "utf8"))
    .join("\n")
}

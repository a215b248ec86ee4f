import { statSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type GatewaySite, openGatewaySite } from "./gateway-site.ts"

describe("who may use the gateway's page", () => {
  let site: GatewaySite
  beforeAll(async () => {
    site = await openGatewaySite()
  })
  afterAll(() => site.close())

  const json = { "content-type": "application/json" }
  const ask = JSON.stringify({ id: 1, ask: { kind: "export", what: "config" } })

  it("is whoever has the token, which lies in a file of this user alone", async () => {
    expect(site.token).toMatch(/^[\w-]{43}$/)
    if (process.platform !== "win32")
      expect(statSync(join(site.home, "gateway", "admin-token")).mode & 0o777).toBe(0o600)
    for (const path of ["/admin", "/admin/", "/admin/events", "/admin/gateway.js", "/admin/gone"])
      expect((await site.raw(path)).status).toBe(401)
    expect((await site.raw("/admin/?token=wrong")).status).toBe(403)
    const entered = await site.raw(`/admin?token=${site.token}`)
    expect(entered.status).toBe(200)
    expect(entered.headers["set-cookie"]?.[0]).toMatch(
      /^for-loop-gateway-\d+=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/admin\/$/,
    )
    expect(entered.headers["set-cookie"]?.[0]).not.toContain(site.token)
  })

  it("gets one page with one script, and no file but its own", async () => {
    const page = await site.own("/admin/", { headers: { "accept-language": "zh-TW,en" } })
    const nonce = /nonce-([\w-]+)/.exec(String(page.headers["content-security-policy"]))?.[1]
    expect(page.headers["content-security-policy"]).toContain("default-src 'none'")
    expect(page.headers["content-security-policy"]).toContain("frame-ancestors 'none'")
    expect(page.body).toContain(`<script nonce="${nonce}" src="gateway.js" type="module">`)
    expect(page.body).toContain('lang="zh-TW"')
    expect(page.headers["access-control-allow-origin"]).toBeUndefined()
    for (const path of ["gateway.js", "shared.js", "gateway.css", "main.css"])
      expect((await site.own(`/admin/${path}`)).status).toBe(200)
    for (const path of ["../gateway/admin-token", "%2e%2e/admin-token", "config.json", "gateway.js/"])
      expect((await site.own(`/admin/${path}`)).status).toBe(404)
  })

  it("is nobody under another name, and no page of another site", async () => {
    for (const host of ["evil.example", `evil.example:${site.port}`, "127.0.0.1.evil.example"])
      expect((await site.own("/admin/", { headers: { host } })).status).toBe(403)
    const origin = "http://evil.example"
    expect((await site.own("/admin/events", { headers: { origin } })).status).toBe(403)
    const elsewhere = { ...json, origin: "http://127.0.0.1:1" }
    expect((await site.own("/admin/ask", { method: "POST", headers: elsewhere, body: ask })).status).toBe(403)
    expect((await site.own("/admin/ask", { method: "POST", headers: json, body: ask })).status).toBe(403)
    expect((await site.own("/admin/events", { headers: { "sec-fetch-site": "same-site" } })).status).toBe(403)
    const preflight = await site.raw("/admin/ask", { method: "OPTIONS", headers: { origin } })
    expect(preflight.status).toBeGreaterThanOrEqual(400)
    expect(preflight.headers["access-control-allow-origin"]).toBeUndefined()
  })

  it("is a program of this user that shows the token, but no page that learned it", async () => {
    const headers = { ...json, authorization: `Bearer ${site.token}` }
    expect((await site.raw("/admin/ask", { method: "POST", headers, body: ask })).status).toBe(200)
    const fromPage = { ...headers, origin: `http://127.0.0.1:${site.port}` }
    expect((await site.raw("/admin/ask", { method: "POST", headers: fromPage, body: ask })).status).toBe(403)
  })

  it("is never a client by its key, and the token is no client's key", async () => {
    const made = await site.ask({
      kind: "key-add",
      name: "a-client",
      settings: {
        models: "all",
        expiresAt: null,
        concurrency: null,
        caps: { dailyUsd: null, weeklyUsd: null, totalUsd: null },
      },
    })
    const secret = made.kind === "key" ? made.secret : ""
    expect(secret).toMatch(/^fl-/)
    expect((await site.raw("/admin/", { headers: { authorization: `Bearer ${secret}` } })).status).toBe(403)
    expect((await site.raw(`/admin/?token=${secret}`)).status).toBe(403)
    expect((await site.raw("/v1/models", { headers: { authorization: `Bearer ${secret}` } })).status).toBe(
      200,
    )
    expect(
      (await site.raw("/v1/models", { headers: { authorization: `Bearer ${site.token}` } })).status,
    ).toBe(401)
    expect((await site.raw("/v1/models", { headers: { cookie: site.cookie } })).status).toBe(401)
  })
})

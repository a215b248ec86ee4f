import { describe, expect, it } from "vitest"
import { machine } from "../../cli/run-cli.ts"
import { type Sent, visit } from "./browser.ts"

const json = { "content-type": "application/json" }

describe("who is let in", () => {
  it("nobody without the cookie, and a wrong address is told from none", async () => {
    const { raw, served } = await visit()
    for (const path of ["/", "/events", "/main.js", "/gone"]) expect((await raw(path)).status).toBe(401)
    expect((await raw("/?token=wrong")).status).toBe(403)
    expect((await raw(`/?token=`)).status).toBe(403)
    expect((await raw("/", { headers: { cookie: `for-loop-${served.port}=wrong` } })).status).toBe(401)
    const token = new URL(served.url).searchParams.get("token")
    expect((await raw(`/main.js?token=${token}`)).status).toBe(401)
    expect((await raw("/", { headers: { cookie: `for-loop-${served.port}=${token}` } })).status).toBe(401)
    expect((await raw("/")).body).toContain("Open the address that `for-loop dashboard` printed")
  })

  it("the browser with the cookie, also among other cookies", async () => {
    const { raw, cookie } = await visit()
    expect((await raw("/", { headers: { cookie: `theme=dark; ${cookie}; other=1` } })).status).toBe(200)
  })

  it.each<[string, Readonly<Record<string, string>>]>([
    ["a name that was rebound to this machine", { host: "evil.example:80" }],
    ["a name that only begins like ours", { host: "127.0.0.1.evil.example" }],
    ["an address of the network", { host: "192.168.1.5:4100" }],
    ["another page", { origin: "https://evil.example" }],
    ["a page on another port of this machine", { origin: "http://127.0.0.1:3000" }],
    ["a page without an origin", { origin: "null" }],
    ["a script of another site", { "sec-fetch-site": "cross-site" }],
    ["a script of another port", { "sec-fetch-site": "same-site" }],
    [
      "a frame of another site",
      { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe" },
    ],
  ])("not %s, even with the cookie", async (_, headers) => {
    const one = machine()
    const { id } = one.store()
    const { own } = await visit(one)
    for (const path of ["/", "/events", "/main.js"]) expect((await own(path, { headers })).status).toBe(403)
    const body = JSON.stringify({ id: 1, ask: { kind: "cancel", loop: id } })
    expect((await own("/ask", { method: "POST", headers: { ...json, ...headers }, body })).status).toBe(403)
    expect((await own("/")).status).toBe(200)
  })

  it("the same browser under the machine's other names, as a forwarded port is reached", async () => {
    const { raw, cookie } = await visit()
    for (const host of ["localhost:9000", "[::1]:9000", "127.0.0.1"])
      expect((await raw("/", { headers: { cookie, host, origin: `http://${host}` } })).status).toBe(200)
  })

  it("a tab that follows the address from elsewhere, with the secret only", async () => {
    const { raw, served } = await visit()
    const followed = {
      "sec-fetch-site": "cross-site",
      "sec-fetch-mode": "navigate",
      "sec-fetch-dest": "document",
    }
    expect((await raw(`/${new URL(served.url).search}`, { headers: followed })).status).toBe(200)
    expect((await raw("/", { headers: followed })).status).toBe(401)
  })

  it.each<[string, Sent, number]>([
    ["as a link", { method: "GET" }, 405],
    ["as a form", { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded" } }, 415],
    [
      "as plain text, which needs no permission across sites",
      { method: "POST", headers: { "content-type": "text/plain" } },
      415,
    ],
    [
      "as JSON by its beginning only",
      { method: "POST", headers: { "content-type": "application/jsonp" } },
      415,
    ],
  ])("no question %s", async (_, sent, status) => {
    const { own } = await visit()
    expect((await own("/ask", { ...sent, body: '{"id":1,"ask":{"kind":"doctor"}}' })).status).toBe(status)
  })

  it("no question that does not say where it comes from", async () => {
    const { raw, cookie } = await visit()
    const sent = { method: "POST", headers: { ...json, cookie }, body: '{"id":1,"ask":{"kind":"doctor"}}' }
    expect((await raw("/ask", sent)).status).toBe(403)
  })

  it.each(["PUT", "DELETE", "OPTIONS", "POST"])("nothing with %s", async (method) => {
    const { own } = await visit()
    for (const path of ["/", "/events", "/main.js"]) expect((await own(path, { method })).status).toBe(405)
  })
})

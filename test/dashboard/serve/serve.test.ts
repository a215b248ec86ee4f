import { createServer } from "node:net"
import { networkInterfaces } from "node:os"
import { describe, expect, it } from "vitest"
import { peekControls } from "../../../src/store/control.ts"
import { saveState } from "../../../src/store/state-file.ts"
import { isRecord } from "../../../src/system/json-record.ts"
import { machine } from "../../cli/run-cli.ts"
import { exchange, serving, visit } from "./browser.ts"

type Message = Readonly<Record<string, unknown>>

/** Field of the only loop in a view message. */
function loopField(message: Message, field: string): unknown {
  const { view } = message
  const loops: unknown = isRecord(view) ? view.loops : null
  const first: unknown = Array.isArray(loops) ? loops[0] : null
  return isRecord(first) ? first[field] : undefined
}

describe("the dashboard over http", () => {
  it("is entered by its address, which the cookie then stands for", async () => {
    const { served, cookie, raw, own } = await visit()
    const entered = await raw(new URL(served.url).search.replace(/^/, "/"))
    expect(entered.status).toBe(200)
    expect(entered.headers["set-cookie"]?.[0]).toMatch(
      new RegExp(`^for-loop-${served.port}=[\\w-]{43}; HttpOnly; SameSite=Strict; Path=/$`),
    )
    expect(entered.body).toContain('content="0; url=/"')
    expect(entered.body).not.toContain(new URL(served.url).searchParams.get("token"))
    expect(cookie).not.toContain(new URL(served.url).searchParams.get("token"))
    const page = await own("/")
    expect(page.status).toBe(200)
    expect(page.body).toContain('data-kind="browser"')
    expect(page.body).toContain('src="main.js"')
  })

  it("lets one script in, by a nonce that no other page has, and nothing from elsewhere", async () => {
    const { own } = await visit()
    const pages = [await own("/"), await own("/")]
    const nonces = pages.map(({ body, headers }) => {
      const policy = headers["content-security-policy"] ?? ""
      const nonce = /script-src 'nonce-([\w-]+)'/.exec(String(policy))?.[1] ?? ""
      expect(body).toContain(`<script nonce="${nonce}" src="main.js" type="module">`)
      expect(policy).toMatch(/^default-src 'none'; /)
      expect(policy).toMatch(/frame-ancestors 'none'/)
      expect(policy).not.toMatch(/unsafe|https?:|\*/)
      return nonce
    })
    expect(new Set(nonces).size).toBe(2)
    expect(nonces[0]?.length).toBeGreaterThanOrEqual(20)
  })

  it("speaks the reader's language", async () => {
    const { own } = await visit()
    const page = await own("/", { headers: { "accept-language": "zh-TW,zh;q=0.9,en;q=0.8" } })
    expect(page.body).toContain('<html lang="zh-TW"')
  })

  it("serves the three files of the UI and no other, whatever the path looks like", async () => {
    const { own } = await visit()
    const types = await Promise.all(["/main.js", "/main.css", "/codicon.ttf"].map((path) => own(path)))
    expect(types.map(({ status, headers }) => [status, headers["content-type"]])).toEqual([
      [200, "text/javascript; charset=utf-8"],
      [200, "text/css; charset=utf-8"],
      [200, "font/ttf"],
    ])
    for (const path of [
      "/other.txt",
      "/../other.txt",
      "/%2e%2e/state",
      "//main.js",
      "/constructor",
      "/main.js/",
    ])
      expect((await own(path)).status).toBe(404)
  })

  it("forbids keeping, guessing and framing with every answer", async () => {
    const { own, raw } = await visit()
    for (const answered of [await own("/"), await own("/main.js"), await own("/gone"), await raw("/")])
      expect(answered.headers).toMatchObject({
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "no-referrer",
        "cross-origin-resource-policy": "same-origin",
      })
  })

  it("is reached by this machine alone", async () => {
    const { served } = await visit()
    const outside = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .find(({ internal, family }) => !internal && family === "IPv4")?.address
    if (outside === undefined) return
    const reached = await fetch(`http://${outside}:${served.port}/`).then(
      () => "reached",
      () => "refused",
    )
    expect(reached).toBe("refused")
  })
})

describe("views", () => {
  it("come as events: the present one at once, then every change on the disk", async () => {
    const one = machine()
    const state = one.store()
    const { events } = await visit(one)
    const open = await events()
    expect(open.headers["content-type"]).toBe("text/event-stream; charset=utf-8")
    await open.until((message) => message.kind === "view" && loopField(message, "iteration") === 0)
    saveState(one.home, { ...state, iteration: 4 })
    await open.until((message) => loopField(message, "iteration") === 4)
    open.close()
  })

  it("go to every open page", async () => {
    const one = machine()
    const { events } = await visit(one)
    const open = await Promise.all([events(), events(), events()])
    const { id } = one.store()
    for (const page of open) {
      await page.until((message) => loopField(message, "id") === id)
      page.close()
    }
  })

  it("survive a page that goes away in the middle", async () => {
    const one = machine()
    const { events, troubles } = await visit(one)
    const [gone, stays] = [await events(), await events()]
    gone.close()
    await gone.ended
    const { id } = one.store()
    await stays.until((message) => loopField(message, "id") === id)
    stays.close()
    expect(troubles).toEqual([])
  })
})

describe("questions", () => {
  it("are answered under their number, and their effect comes as a view", async () => {
    const one = machine()
    const { id } = one.store()
    const { ask, events } = await visit(one)
    const open = await events()
    expect(await ask({ kind: "pause", loop: id })).toMatchObject({
      status: 200,
      value: {
        kind: "reply",
        id: 7,
        reply: { kind: "done", message: expect.stringContaining("pauses when") },
      },
    })
    expect(peekControls(one.home, id)).toMatchObject([{ kind: "pause" }])
    await open.until((message) => JSON.stringify(loopField(message, "requested")) === '["pause"]')
    open.close()
  })

  it("that cannot be done from a browser say where they can", async () => {
    const { ask } = await visit()
    for (const [kind, command] of [
      ["setup", "for-loop install"],
      ["doctor", "for-loop doctor"],
    ])
      expect(await ask({ kind })).toMatchObject({
        value: { reply: { next: expect.stringContaining(command ?? "") } },
      })
  })

  it.each<[string, string, number]>([
    ["no JSON", "{", 400],
    ["nothing", "", 400],
    ["another kind of value", "[]", 400],
    ["an unknown question", JSON.stringify({ id: 1, ask: { kind: "rm" } }), 400],
    ["no number", JSON.stringify({ ask: { kind: "doctor" } }), 400],
    [
      "more than 1 MB",
      JSON.stringify({ id: 1, ask: { kind: "steer", loop: "a", hint: "x".repeat(2_000_000) } }),
      413,
    ],
  ])("with %s are refused in words and change nothing", async (_, body, status) => {
    const one = machine()
    const { id } = one.store()
    const { own, ask, troubles } = await visit(one)
    const sent = { method: "POST", headers: { "content-type": "application/json" }, body }
    const refused = await own("/ask", sent)
    expect(refused.status).toBe(status)
    expect(JSON.parse(refused.body)).toMatchObject({ kind: "refused", message: /./ })
    expect(peekControls(one.home, id)).toEqual([])
    expect(await ask({ kind: "pause", loop: id })).toMatchObject({ status: 200 })
    expect(troubles).toEqual([])
  })

  it("that break off in the middle leave the server as it was", async () => {
    const one = machine()
    const { id } = one.store()
    const { served, cookie, ask, troubles } = await visit(one)
    const { connect } = await import("node:net")
    const socket = connect(served.port, "127.0.0.1")
    const head = [
      "POST /ask HTTP/1.1",
      `Host: 127.0.0.1:${served.port}`,
      `Origin: http://127.0.0.1:${served.port}`,
      `Cookie: ${cookie}`,
      "Content-Type: application/json",
      "Content-Length: 100",
      "",
      '{"id":',
    ]
    await new Promise<void>((done) => socket.write(head.join("\r\n"), () => done()))
    socket.destroy()
    expect(await ask({ kind: "pause", loop: id })).toMatchObject({ status: 200 })
    expect(troubles).toEqual([])
  })
})

describe("beginning and end", () => {
  it("closes with pages open: their streams end, the port is free again", async () => {
    const { served, events } = await visit()
    const open = [await events(), await events()]
    await served.close()
    await Promise.all(open.map(({ ended }) => ended))
    await expect(exchange(served.port, "/")).rejects.toThrow(/ECONNREFUSED/)
    await served.close()
  })

  it("says that a port is taken, and uses any free one otherwise", async () => {
    const taken = createServer().listen(0, "127.0.0.1")
    await new Promise((done) => taken.once("listening", done))
    const address = taken.address()
    const port = typeof address === "object" && address !== null ? address.port : 0
    expect((await serving(machine(), { port })).served).toEqual({ kind: "refused", why: "port-taken" })
    await new Promise((done) => taken.close(done))
    expect((await serving(machine(), { port })).served).toMatchObject({ kind: "serving", port })
  })

  it("refuses to serve a UI that was never built", async () => {
    const one = machine()
    expect((await serving(one, { assets: one.project })).served).toEqual({
      kind: "refused",
      why: "not-built",
    })
  })

  it("has an address that nobody guesses, another one each time", async () => {
    const tokens = await Promise.all(
      [1, 2].map(async () => new URL((await visit()).served.url).searchParams.get("token") ?? ""),
    )
    expect(new Set(tokens).size).toBe(2)
    for (const token of tokens) expect(Buffer.from(token, "base64url")).toHaveLength(32)
  })
})

import { describe, expect, it, test } from "vitest"
import { clientRequest } from "../../../src/gateway/codecs/openai-chat/decode-request.ts"
import type { Exchange } from "../../../src/gateway/model/exchange.ts"
import { isPublicAddress } from "../../../src/gateway/upstream/address.ts"
import type { Guard } from "../../../src/gateway/upstream/fetch-medium.ts"
import { withImages } from "../../../src/gateway/upstream/image-fetch.ts"
import { serveHttp } from "./loopback.ts"

const png = Buffer.from("89504e470d0a1a0a", "hex")

function asking(...urls: readonly string[]): Exchange {
  const content = urls.map((url) => ({ type: "image_url", image_url: { url } }))
  const decoded = clientRequest(JSON.stringify({ model: "m", messages: [{ role: "user", content }] }), {
    session: null,
  })
  if (decoded.kind === "error") throw new Error(decoded.error.message)
  return decoded.value
}

type Options = { urls?: "pass" | "fetch" | "refuse"; maxBytes?: number; guard?: Guard }

async function shown(exchange: Exchange, { urls = "fetch", maxBytes = 1000, guard }: Options = {}) {
  const { signal } = new AbortController()
  return withImages(exchange, {
    images: { urls, maxBytes },
    signal,
    ...(guard === undefined ? {} : { guard }),
  })
}

/** Names lead to loopback as if it were the internet; `resolved` counts how often a name was looked up. */
function openGuard(): Guard & { readonly resolved: string[] } {
  const resolved: string[] = []
  return {
    resolved,
    allows: (address) => address === "127.0.0.1",
    resolve: async (host) => {
      resolved.push(host)
      return ["127.0.0.1"]
    },
  }
}

test.each([
  "127.0.0.1",
  "127.9.9.9",
  "0.0.0.0",
  "10.1.2.3",
  "172.16.0.1",
  "172.31.255.255",
  "192.168.1.1",
  "169.254.169.254",
  "100.64.0.1",
  "192.0.2.1",
  "198.18.0.1",
  "224.0.0.1",
  "255.255.255.255",
  "::",
  "::1",
  "::ffff:127.0.0.1",
  "::ffff:7f00:1",
  "::127.0.0.1",
  "64:ff9b::7f00:1",
  "2002:7f00:1::",
  "2001:0:1::",
  "fc00::1",
  "fd00:ec2::254",
  "fe80::1",
  "fe80::1%eth0",
  "ff02::1",
  "2001:db8::1",
  "",
  "localhost",
])("G73 the address %s is not of the public internet", (address) => {
  expect(isPublicAddress(address)).toBe(false)
})

test.each(["8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1", "2a00:1450:4001::1"])(
  "G73 the address %s is",
  (address) => {
    expect(isPublicAddress(address)).toBe(true)
  },
)

describe("G73 a picture at an address", () => {
  it("stays an address where addresses are passed on, and is refused where they are", async () => {
    const exchange = asking("https://pictures.example/a.png")
    expect(await shown(exchange, { urls: "pass" })).toEqual({ kind: "ok", value: exchange })
    expect(await shown(exchange, { urls: "refuse" })).toMatchObject({ kind: "error", error: { status: 400 } })
    const inline = asking(`data:image/png;base64,${png.toString("base64")}`)
    expect(await shown(inline, { urls: "refuse" })).toEqual({ kind: "ok", value: inline })
  })

  it("is fetched once, however often it stands there, without anything of the client", async () => {
    const seen: unknown[] = []
    await using server = await serveHttp((request, response) => {
      seen.push([request.url, request.headers.host, request.headers.authorization, request.headers.cookie])
      response.writeHead(200, { "content-type": "image/png; charset=binary" }).end(png)
    })
    const url = `http://pictures.example:${server.port}/a.png?sig=1`
    const guard = openGuard()
    const found = await shown(asking(url, url), { guard })
    if (found.kind === "error") throw new Error(found.error.message)
    const blob = { kind: "image", data: { mimeType: "image/png", base64: png.toString("base64") } }
    expect(found.value.turns).toMatchObject([{ parts: [blob, blob] }])
    expect(seen).toEqual([["/a.png?sig=1", `pictures.example:${server.port}`, undefined, undefined]])
    // One look at the name: what was checked is what was connected to.
    expect(guard.resolved).toEqual(["pictures.example"])
  })

  it.each([
    "http://127.0.0.1:PORT/",
    "http://localhost:PORT/",
    "http://[::1]:PORT/",
    "http://[::ffff:127.0.0.1]:PORT/",
    "http://2130706433:PORT/",
    "http://0x7f.1:PORT/",
    "http://017700000001:PORT/",
    "http://0:PORT/",
    "http://169.254.169.254/latest/meta-data/",
    "http://me:word@8.8.8.8/",
  ])("is never fetched from %s", async (address) => {
    await using server = await serveHttp((_request, response) => {
      response.writeHead(200, { "content-type": "image/png" }).end(png)
    })
    const found = await shown(asking(address.replace("PORT", String(server.port))))
    expect(found).toMatchObject({
      kind: "error",
      error: { status: 400, message: expect.stringMatching(/not allowed/) },
    })
    expect(server.made()).toBe(0)
    expect(JSON.stringify(found)).not.toContain("word")
  })

  it("is not fetched where one of a name's addresses is private", async () => {
    await using server = await serveHttp((_request, response) => response.end())
    const guard: Guard = { allows: isPublicAddress, resolve: async () => ["8.8.8.8", "127.0.0.1"] }
    expect(await shown(asking(`http://two.example:${server.port}/`), { guard })).toMatchObject({
      kind: "error",
    })
    expect(server.made()).toBe(0)
  })

  it("is not fetched where a redirect leads inside", async () => {
    await using inside = await serveHttp((_request, response) => response.end(png))
    let to = ""
    await using server = await serveHttp((_request, response) =>
      response.writeHead(302, { location: to }).end(),
    )
    const guard = {
      ...openGuard(),
      resolve: async (host: string) => [host === "inside.example" ? "10.0.0.1" : "127.0.0.1"],
    }
    for (const target of [
      `http://inside.example:${inside.port}/`,
      "file:///etc/passwd",
      "http://169.254.169.254/",
      "gopher://x/",
    ]) {
      to = target
      const found = await shown(asking(`http://pictures.example:${server.port}/`), { guard })
      expect(found).toMatchObject({ kind: "error", error: { message: expect.stringMatching(/not allowed/) } })
    }
    to = "/again"
    const found = await shown(asking(`http://pictures.example:${server.port}/`), { guard })
    expect(found).toMatchObject({ kind: "error", error: { message: expect.stringMatching(/too often/) } })
    expect(inside.made()).toBe(0)
  })

  it("is followed to where a redirect leads outside", async () => {
    await using server = await serveHttp((request, response) => {
      if (request.url === "/a") response.writeHead(301, { location: "/b" }).end()
      else response.writeHead(200, { "content-type": "image/png" }).end(png)
    })
    expect(
      await shown(asking(`http://pictures.example:${server.port}/a`), { guard: openGuard() }),
    ).toMatchObject({ kind: "ok" })
  })

  it.each<[string, number, Record<string, string>, Buffer]>([
    ["could not be fetched", 404, { "content-type": "image/png" }, png],
    ["is no picture", 200, { "content-type": "text/html" }, png],
    ["is no picture", 200, { "content-type": "image/svg+xml" }, png],
    ["is no picture", 200, {}, png],
    [
      "is larger than 1000 bytes",
      200,
      { "content-type": "image/png", "content-length": "5000" },
      Buffer.alloc(5000),
    ],
    ["is larger than 1000 bytes", 200, { "content-type": "image/png" }, Buffer.alloc(5000)],
  ])("that %s is refused (%i, %o)", async (why, status, headers, body) => {
    await using server = await serveHttp((_request, response) => {
      response.writeHead(status, headers).write(body)
      response.end()
    })
    const found = await shown(asking(`http://pictures.example:${server.port}/a.png?sig=secret-of-a-test`), {
      guard: openGuard(),
    })
    expect(found).toMatchObject({
      kind: "error",
      error: { status: 400, message: expect.stringContaining(why) },
    })
    expect(JSON.stringify(found)).not.toContain("secret-of-a-test")
  })

  it("that is not sent ends with the client", async () => {
    await using server = await serveHttp(() => {})
    const leaving = new AbortController()
    const images = { urls: "fetch", maxBytes: 1000 } as const
    const url = `http://pictures.example:${server.port}/`
    const found = withImages(asking(url), { images, signal: leaving.signal, guard: openGuard() })
    setTimeout(() => leaving.abort(), 20)
    expect(await found).toMatchObject({ kind: "error" })
  })
})
